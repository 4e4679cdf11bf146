#include "CPNGSupport.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/// A table from colours to palette entries, in the order in which they first appear. Open addressing.
enum { SLOTS = 1024 };
typedef struct {
    uint32_t keys[SLOTS];
    int16_t entries[SLOTS];
    uint32_t colors[256];
    int count;
} color_table;

/// The entry of a colour, or -1 where it would be the 257th.
static int entry_of(color_table *table, uint32_t color) {
    uint32_t slot = (color * 2654435761u) >> 22;
    while (table->entries[slot] >= 0) {
        if (table->keys[slot] == color) return table->entries[slot];
        slot = (slot + 1) % SLOTS;
    }
    if (table->count == 256) return -1;
    table->keys[slot] = color;
    table->entries[slot] = (int16_t)table->count;
    table->colors[table->count] = color;
    return table->count++;
}

/// The picture as palette entries, one byte a pixel, or NULL where it has too many colours or memory is short.
static uint8_t *indexed(const cpng_picture *picture, color_table *table) {
    if (picture->layout != CPNG_BGRX) return NULL;
    size_t width = picture->width;
    uint8_t *indices = malloc(width * picture->height);
    if (indices == NULL) return NULL;
    memset(table->entries, 0xff, sizeof table->entries);
    table->count = 0;
    for (size_t y = 0; y < picture->height; y++) {
        const uint8_t *row = picture->pixels + y * picture->bytes_per_row;
        uint8_t *out = indices + y * width;
        // Figures are made of flat areas: most rows repeat the one above, most pixels the one before.
        if (y > 0 && memcmp(row, row - picture->bytes_per_row, width * 4) == 0) {
            memcpy(out, out - width, width);
            continue;
        }
        uint32_t last_color = 0;
        int last = -1;
        for (size_t x = 0; x < width; x++) {
            uint32_t color;
            memcpy(&color, row + x * 4, 4);
            color &= 0xffffff;
            if (last < 0 || color != last_color) {
                last = entry_of(table, color);
                if (last < 0) {
                    free(indices);
                    return NULL;
                }
                last_color = color;
            }
            out[x] = (uint8_t)last;
        }
    }
    return indices;
}

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

static void write_palette(png_structp png, png_infop info, const color_table *table) {
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
    growing_buffer buffer = {.capacity = 1 << 16};
    buffer.bytes = malloc(buffer.capacity);
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &failure, cpng_fail, cpng_ignore_warning);
    png_infop info = png == NULL ? NULL : png_create_info_struct(png);
    color_table table;
    uint8_t *indices = indexed(picture, &table);
    bool done = false;
    if (buffer.bytes == NULL || info == NULL) {
        snprintf(message, CPNG_MESSAGE_SIZE, "there is not enough memory to write a PNG file");
    } else if (setjmp(failure.jump) == 0) {
        // Compression as fast as it is good enough for flat areas: of level and filter, this pair was measured best.
        png_set_write_fn(png, &buffer, append, flush);
        png_set_compression_level(png, 4);
        png_set_filter(png, PNG_FILTER_TYPE_BASE, indices != NULL ? PNG_FILTER_NONE : PNG_FILTER_UP);
        png_set_IHDR(
            png, info, picture->width, picture->height, 8,
            indices != NULL ? PNG_COLOR_TYPE_PALETTE : color_type(picture->layout), PNG_INTERLACE_NONE,
            PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
        if (indices != NULL) write_palette(png, info, &table);
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
            png_write_row(
                png, indices != NULL ? indices + y * picture->width : picture->pixels + y * picture->bytes_per_row);
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
