#include "CPNGPalette.h"
#include "CPNGSupport.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

typedef struct {
    uint8_t *bytes;
    size_t count;
    size_t capacity;
} growing_buffer;

static void append(png_structp png, png_bytep bytes, size_t count) {
    growing_buffer *buffer = png_get_io_ptr(png);
    if (count > buffer->capacity - buffer->count) {
        size_t capacity = buffer->capacity * 2;
        if (capacity < buffer->count + count) capacity = buffer->count + count;
        uint8_t *larger = realloc(buffer->bytes, capacity);
        if (larger == NULL) png_error(png, "there is not enough memory for the file");
        buffer->bytes = larger;
        buffer->capacity = capacity;
    }
    memcpy(buffer->bytes + buffer->count, bytes, count);
    buffer->count += count;
}

static void flush(png_structp png) { (void)png; }

static void write_texts(png_structp png, png_infop info, const cpng_picture *picture) {
    for (size_t i = 0; i < picture->text_count; i++) {
        png_text text = {0};
        text.compression = picture->texts[i].utf8 ? PNG_ITXT_COMPRESSION_NONE : PNG_TEXT_COMPRESSION_NONE;
        text.key = picture->texts[i].keyword;
        text.text = picture->texts[i].text;
        text.text_length = strlen(text.text);
        png_set_text(png, info, &text, 1);
    }
}

static void write_palette(png_structp png, png_infop info, const cpng_palette *table) {
    png_color palette[256];
    for (int i = 0; i < table->count; i++) {
        palette[i].red = (table->colors[i] >> 16) & 0xff;
        palette[i].green = (table->colors[i] >> 8) & 0xff;
        palette[i].blue = table->colors[i] & 0xff;
    }
    png_set_PLTE(png, info, palette, table->count);
}

static int color_type(cpng_layout layout) {
    switch (layout) {
    case CPNG_GRAY: return PNG_COLOR_TYPE_GRAY;
    case CPNG_RGBA: return PNG_COLOR_TYPE_RGB_ALPHA;
    default: return PNG_COLOR_TYPE_RGB;
    }
}

bool cpng_write(const cpng_picture *picture, uint8_t **bytes, size_t *count, char message[CPNG_MESSAGE_SIZE]) {
    cpng_failure failure = {.message = message};
    // For a picture as small as a digit, making zlib's tables ready would take longer than all the rest.
    bool is_small = (size_t)picture->width * picture->height <= 1 << 14;
    // A digit as it is stored has runs of ground and no pattern besides: to look for longer repetitions, or for
    // differences to the row above, takes more time and gives a larger file.
    bool is_digit = picture->layout == CPNG_GRAY && picture->width * picture->height <= 2048;
    growing_buffer buffer = {.capacity = is_small ? 1 << 12 : 1 << 16};
    buffer.bytes = malloc(buffer.capacity);
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &failure, cpng_fail, cpng_ignore_warning);
    png_infop info = png == NULL ? NULL : png_create_info_struct(png);
    cpng_palette palette;
    uint8_t *indices = picture->layout == CPNG_BGRX ? cpng_index_colors(picture, &palette) : NULL;
    bool done = false;
    if (buffer.bytes == NULL || info == NULL) {
        snprintf(message, CPNG_MESSAGE_SIZE, "there is not enough memory to write a PNG file");
    } else if (setjmp(failure.jump) == 0) {
        png_set_write_fn(png, &buffer, append, flush);
        // Level 3 is the highest that does not weigh alternatives. Level 5 does, which takes twice the time and a fifth
        // off a figure; at level 9 it would be another tenth in ten times the time.
        png_set_compression_level(png, picture->thorough ? 5 : 3);
        if (is_small) png_set_compression_mem_level(png, 4);
        if (is_digit) png_set_compression_strategy(png, Z_RLE);
        // libpng would take differences between rows for noise, and have short repetitions passed over.
        if (picture->thorough) png_set_compression_strategy(png, Z_DEFAULT_STRATEGY);
        // Our entries are in the palette; libpng would look at each.
        png_set_check_for_invalid_index(png, -1);
        int filters = indices != NULL ? PNG_FILTER_NONE | PNG_FILTER_UP : is_digit ? PNG_FILTER_NONE : PNG_FILTER_UP;
        png_set_filter(png, PNG_FILTER_TYPE_BASE, filters);
        png_set_IHDR(
            png, info, picture->width, picture->height, 8,
            indices != NULL ? PNG_COLOR_TYPE_PALETTE : color_type(picture->layout), PNG_INTERLACE_NONE,
            PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
        if (indices != NULL) write_palette(png, info, &palette);
        if (picture->pixels_per_metre > 0) {
            png_set_pHYs(png, info, picture->pixels_per_metre, picture->pixels_per_metre, PNG_RESOLUTION_METER);
        }
        write_texts(png, info, picture);
        png_write_info(png, info);
        if (indices == NULL && picture->layout == CPNG_BGRX) {
            png_set_bgr(png);
            png_set_filler(png, 0, PNG_FILLER_AFTER);
        }
        for (size_t y = 0; y < picture->height; y++) {
            if (indices != NULL) {
                // The difference to the row above tells nothing where entries are numbers of colours, but all where
                // the rows are the same.
                const uint8_t *row = indices + y * picture->width;
                if (y > 0) {
                    bool repeats = memcmp(row, row - picture->width, picture->width) == 0;
                    png_set_filter(png, PNG_FILTER_TYPE_BASE, repeats ? PNG_FILTER_UP : PNG_FILTER_NONE);
                }
                png_write_row(png, row);
            } else {
                png_write_row(png, picture->pixels + y * picture->bytes_per_row);
            }
        }
        png_write_end(png, NULL);
        done = true;
    }
    png_destroy_write_struct(&png, &info);
    free(indices);
    if (done) {
        *bytes = buffer.bytes;
        *count = buffer.count;
    } else {
        free(buffer.bytes);
    }
    return done;
}
