#ifndef CPNG_SUPPORT_H
#define CPNG_SUPPORT_H

#include "CPNG.h"
#include <png.h>
#include <setjmp.h>

/// Where libpng's errors go: the message is kept, then control returns to the `setjmp` of the reader or writer.
typedef struct {
    jmp_buf jump;
    char *message;
} cpng_failure;

_Noreturn void cpng_fail(png_structp png, png_const_charp message);
void cpng_ignore_warning(png_structp png, png_const_charp message);

#endif
