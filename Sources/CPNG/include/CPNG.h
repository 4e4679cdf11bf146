#ifndef CPNG_H
#define CPNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Reading and writing PNG in memory. libpng reports errors by longjmp, which must not cross Swift frames; here it ends.

enum { CPNG_MESSAGE_SIZE = 200 };

/// How the bytes of a pixel lie in memory.
typedef enum {
    CPNG_GRAY = 1,
    CPNG_RGB = 3,
    CPNG_RGBA = 4,
    /// Blue, green, red, and a byte of no meaning: cairo's RGB24 on a little-endian machine.
    CPNG_BGRX = 5,
} cpng_layout;

/// A piece of text in a PNG file. Latin-1 in a tEXt chunk, or UTF-8 in an iTXt chunk.
typedef struct {
    char *keyword;
    char *text;
    bool utf8;
} cpng_text;

/// A picture to write, or one that was read.
typedef struct {
    uint8_t *pixels;
    size_t bytes_per_row;
    uint32_t width;
    uint32_t height;
    cpng_layout layout;
    /// 0 where it is not known.
    uint32_t pixels_per_metre;
    /// Whether time is taken to make the file small.
    bool thorough;
    cpng_text *texts;
    size_t text_count;
} cpng_picture;

/// Writes a picture. An opaque colour picture of at most 256 colours becomes a smaller one with a palette.
/// On success `*bytes` is to be freed by the caller; otherwise `message` says what was wrong.
bool cpng_write(const cpng_picture *picture, uint8_t **bytes, size_t *count, char message[CPNG_MESSAGE_SIZE]);

/// Reads a picture of any colour type: CPNG_GRAY if the file has neither colour nor transparency, else CPNG_RGBA.
/// On success `cpng_free_picture` frees what is in `*picture`; otherwise `message` says what was wrong.
bool cpng_read(
    const uint8_t *bytes, size_t count, uint64_t maximum_pixels, cpng_picture *picture,
    char message[CPNG_MESSAGE_SIZE]);

/// Frees the pixels and texts of a picture that was read.
void cpng_free_picture(cpng_picture *picture);

#endif
