#include "CPNGSupport.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const uint8_t *bytes;
    size_t remaining;
} source;

static void take(png_structp png, png_bytep bytes, size_t count) {
    source *from = png_get_io_ptr(png);
    if (count > from->remaining) png_error(png, "the file ends early");
    memcpy(bytes, from->bytes, count);
    from->bytes += count;
    from->remaining -= count;
}

static char *copy(const char *text, size_t length) {
    char *result = malloc(length + 1);
    if (result != NULL) {
        memcpy(result, text, length);
        result[length] = 0;
    }
    return result;
}

static void read_texts(png_structp png, png_infop info, cpng_picture *picture) {
    png_textp texts = NULL;
    int count = 0;
    png_get_text(png, info, &texts, &count);
    if (count <= 0) return;
    picture->texts = calloc((size_t)count, sizeof(cpng_text));
    if (picture->texts == NULL) png_error(png, "there is not enough memory for the texts");
    for (int i = 0; i < count; i++) {
        bool utf8 = texts[i].compression >= PNG_ITXT_COMPRESSION_NONE;
        size_t length = utf8 ? texts[i].itxt_length : texts[i].text_length;
        cpng_text *text = &picture->texts[picture->text_count++];
        text->utf8 = utf8;
        text->keyword = copy(texts[i].key, strlen(texts[i].key));
        text->text = copy(texts[i].text, length);
        if (text->keyword == NULL || text->text == NULL) png_error(png, "there is not enough memory for the texts");
    }
}

/// Reads the header, checks it against the limit and asks for 8-bit grey or RGBA.
static void read_header(png_structp png, png_infop info, uint64_t maximum_pixels, cpng_picture *picture) {
    png_read_info(png, info);
    picture->width = png_get_image_width(png, info);
    picture->height = png_get_image_height(png, info);
    if ((uint64_t)picture->width * picture->height > maximum_pixels) {
        char message[CPNG_MESSAGE_SIZE];
        snprintf(
            message, sizeof message, "%" PRIu32 " × %" PRIu32 " pixels are more than the %" PRIu64 " allowed",
            picture->width, picture->height, maximum_pixels);
        png_error(png, message);
    }
    png_uint_32 across = 0, down = 0;
    int unit = 0;
    if (png_get_pHYs(png, info, &across, &down, &unit) != 0 && unit == PNG_RESOLUTION_METER && across == down) {
        picture->pixels_per_metre = across;
    }
    bool transparent = (png_get_color_type(png, info) & PNG_COLOR_MASK_ALPHA) != 0
        || png_get_valid(png, info, PNG_INFO_tRNS) != 0;
    bool colored = (png_get_color_type(png, info) & PNG_COLOR_MASK_COLOR) != 0;
    picture->layout = colored || transparent ? CPNG_RGBA : CPNG_GRAY;
    png_set_expand(png);
    // Samples that are no shades of a screen, such as those that are proportional to light, become such shades.
    double gamma = 0;
    if (png_get_valid(png, info, PNG_INFO_sRGB) == 0 && png_get_gAMA(png, info, &gamma) != 0) {
        png_set_gamma(png, 2.2, gamma);
    }
    png_set_scale_16(png);
    if (picture->layout == CPNG_RGBA) {
        png_set_gray_to_rgb(png);
        png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
    }
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    picture->bytes_per_row = (size_t)picture->width * (size_t)picture->layout;
    if (png_get_rowbytes(png, info) != picture->bytes_per_row) png_error(png, "its rows have an unexpected length");
}

/// Whether a chunk claims to be longer than what is left of the file. libpng takes memory for a chunk before it reads it.
static bool has_overlong_chunk(const uint8_t *bytes, size_t count) {
    size_t place = 8;
    while (count - place >= 8) {
        const uint8_t *head = bytes + place;
        uint32_t length = (uint32_t)head[0] << 24 | (uint32_t)head[1] << 16 | (uint32_t)head[2] << 8 | head[3];
        if (length > count - place - 8) return true;
        if (memcmp(head + 4, "IEND", 4) == 0 || count - place - 8 - length < 4) return false;
        place += (size_t)length + 12;
    }
    return false;
}

bool cpng_read(
    const uint8_t *bytes, size_t count, uint64_t maximum_pixels, cpng_picture *picture,
    char message[CPNG_MESSAGE_SIZE]
) {
    cpng_failure failure = {.message = message};
    source from = {bytes, count};
    memset(picture, 0, sizeof *picture);
    if (count < 8 || png_sig_cmp(bytes, 0, 8) != 0) {
        snprintf(message, CPNG_MESSAGE_SIZE, "it does not begin as a PNG file does");
        return false;
    }
    if (has_overlong_chunk(bytes, count)) {
        snprintf(message, CPNG_MESSAGE_SIZE, "the file ends within a chunk");
        return false;
    }
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &failure, cpng_fail, cpng_ignore_warning);
    png_infop info = png == NULL ? NULL : png_create_info_struct(png);
    // Volatile, for it is set after setjmp and freed after longjmp.
    png_bytep *volatile rows = NULL;
    volatile bool done = false;
    if (info == NULL) {
        snprintf(message, CPNG_MESSAGE_SIZE, "there is not enough memory to read a PNG file");
    } else if (setjmp(failure.jump) == 0) {
        png_set_read_fn(png, &from, take);
        // The product is checked against our own limit; these bound what a chunk may ask for before that.
        png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
        png_set_chunk_malloc_max(png, 4 << 20);
        png_set_chunk_cache_max(png, 32);
        read_header(png, info, maximum_pixels, picture);
        picture->pixels = calloc(picture->height, picture->bytes_per_row);
        rows = malloc(picture->height * sizeof(png_bytep));
        if (picture->pixels == NULL || rows == NULL) png_error(png, "there is not enough memory for its pixels");
        for (size_t y = 0; y < picture->height; y++) rows[y] = picture->pixels + y * picture->bytes_per_row;
        png_read_image(png, rows);
        png_read_end(png, info);
        read_texts(png, info, picture);
        done = true;
    }
    png_destroy_read_struct(&png, &info, NULL);
    free(rows);
    if (!done) cpng_free_picture(picture);
    return done;
}
