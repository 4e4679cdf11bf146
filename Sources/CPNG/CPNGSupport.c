#include "CPNGSupport.h"
#include <stdio.h>
#include <stdlib.h>

void cpng_fail(png_structp png, png_const_charp message) {
    cpng_failure *failure = png_get_error_ptr(png);
    snprintf(failure->message, CPNG_MESSAGE_SIZE, "%s", message);
    longjmp(failure->jump, 1);
}

void cpng_ignore_warning(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

void cpng_free_picture(cpng_picture *picture) {
    for (size_t i = 0; i < picture->text_count; i++) {
        free(picture->texts[i].keyword);
        free(picture->texts[i].text);
    }
    free(picture->texts);
    free(picture->pixels);
    picture->texts = NULL;
    picture->text_count = 0;
    picture->pixels = NULL;
}
