#include "CPNGPalette.h"
#include <stdlib.h>
#include <string.h>

/// A table from colours to their numbers of pixels, with open addressing.
enum { SLOTS = 1 << 14, MOST_COLORS = SLOTS / 2, EMPTY = 0xffffffff };
typedef struct {
    uint32_t keys[SLOTS];
    uint32_t pixels[SLOTS];
    uint8_t entries[SLOTS];
    int count;
} color_table;

static uint32_t slot_of(const color_table *table, uint32_t key) {
    uint32_t slot = (key * 2654435761u) >> 18;
    while (table->keys[slot] != EMPTY && table->keys[slot] != key) slot = (slot + 1) % SLOTS;
    return slot;
}

static void clear(color_table *table) {
    memset(table->keys, 0xff, sizeof table->keys);
    memset(table->pixels, 0, sizeof table->pixels);
    table->count = 0;
}

static bool add(color_table *table, uint32_t key, uint32_t pixels) {
    uint32_t slot = slot_of(table, key);
    if (table->keys[slot] == EMPTY) {
        if (table->count == MOST_COLORS) return false;
        table->keys[slot] = key;
        table->count++;
    }
    table->pixels[slot] += pixels;
    return true;
}

static uint32_t color_at(const uint8_t *row, size_t x) {
    uint32_t color;
    memcpy(&color, row + x * 4, 4);
    return color & 0xffffff;
}

/// Where the run of equal pixels ends that begins at a place.
static size_t run_end(const uint8_t *row, size_t x, size_t width) {
    uint32_t color = color_at(row, x);
    do x++;
    while (x < width && color_at(row, x) == color);
    return x;
}

/// Whether a row is the same as the one above it, as most rows of a drawing are.
static bool repeats(const cpng_picture *picture, size_t y) {
    const uint8_t *row = picture->pixels + y * picture->bytes_per_row;
    return y > 0 && memcmp(row, row - picture->bytes_per_row, (size_t)picture->width * 4) == 0;
}

/// Counts the colours, and notes which rows repeat the one above.
static bool count_colors(const cpng_picture *picture, color_table *table, bool *repeated) {
    clear(table);
    uint32_t rows = 1;
    for (size_t y = picture->height; y-- > 0;) {
        repeated[y] = repeats(picture, y);
        if (repeated[y]) {
            rows++;
            continue;
        }
        const uint8_t *row = picture->pixels + y * picture->bytes_per_row;
        for (size_t x = 0; x < picture->width;) {
            size_t end = run_end(row, x, picture->width);
            if (!add(table, color_at(row, x), (uint32_t)(end - x) * rows)) return false;
            x = end;
        }
        rows = 1;
    }
    return true;
}

/// The cell of close colours in which a colour lies, when so many neighbouring levels of each channel make one cell.
static uint32_t cell_of(uint32_t color, uint32_t levels) {
    return (color >> 16) / levels << 16 | (color >> 8 & 0xff) / levels << 8 | (color & 0xff) / levels;
}

/// Finds a palette for the colours with cells of a size. Of each cell the colour with most pixels stands for all.
static bool choose(color_table *colors, color_table *cells, uint32_t levels, cpng_palette *palette) {
    clear(cells);
    uint32_t best[256];
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
        if (colors->keys[slot] == EMPTY) continue;
        uint32_t cell = slot_of(cells, cell_of(colors->keys[slot], levels));
        if (cells->keys[cell] == EMPTY) {
            if (cells->count == 256) return false;
            cells->keys[cell] = cell_of(colors->keys[slot], levels);
            cells->entries[cell] = (uint8_t)cells->count;
            best[cells->count++] = slot;
        }
        uint32_t *winner = &best[cells->entries[cell]];
        if (colors->pixels[slot] > colors->pixels[*winner]) *winner = slot;
        colors->entries[slot] = cells->entries[cell];
    }
    palette->count = cells->count;
    for (int i = 0; i < palette->count; i++) palette->colors[i] = colors->keys[best[i]];
    return true;
}

static uint32_t difference(uint32_t a, uint32_t b) {
    uint32_t most = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
        int distance = abs((int)(a >> shift & 0xff) - (int)(b >> shift & 0xff));
        if ((uint32_t)distance > most) most = (uint32_t)distance;
    }
    return most;
}

/// How far all pixels together are from the colours that they get, in levels of the channel that differs most.
static uint64_t total_difference(const color_table *colors, const cpng_palette *palette) {
    uint64_t sum = 0;
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
        if (colors->keys[slot] == EMPTY) continue;
        uint32_t found = palette->colors[colors->entries[slot]];
        sum += (uint64_t)colors->pixels[slot] * difference(colors->keys[slot], found);
    }
    return sum;
}

static void index_rows(
    const cpng_picture *picture, const color_table *colors, const bool *repeated, uint8_t *indices
) {
    size_t width = picture->width;
    for (size_t y = 0; y < picture->height; y++) {
        uint8_t *out = indices + y * width;
        if (repeated[y]) {
            memcpy(out, out - width, width);
            continue;
        }
        const uint8_t *row = picture->pixels + y * picture->bytes_per_row;
        for (size_t x = 0; x < width;) {
            size_t end = run_end(row, x, width);
            memset(out + x, colors->entries[slot_of(colors, color_at(row, x))], end - x);
            x = end;
        }
    }
}

uint8_t *cpng_index_colors(const cpng_picture *picture, cpng_palette *palette) {
    color_table *tables = malloc(2 * sizeof(color_table));
    uint8_t *indices = malloc((size_t)picture->width * picture->height);
    bool *repeated = malloc(picture->height * sizeof(bool));
    bool found = false;
    if (tables != NULL && indices != NULL && repeated != NULL && count_colors(picture, &tables[0], repeated)) {
        for (uint32_t levels = 1; levels <= 16 && !found; levels++) {
            found = choose(&tables[0], &tables[1], levels, palette);
        }
        // Edges may differ a little; a picture of smooth shades would get bands.
        uint64_t pixels = (uint64_t)picture->width * picture->height;
        found = found && total_difference(&tables[0], palette) * 4 <= pixels;
    }
    if (found) index_rows(picture, &tables[0], repeated, indices);
    free(tables);
    free(repeated);
    if (found) return indices;
    free(indices);
    return NULL;
}
