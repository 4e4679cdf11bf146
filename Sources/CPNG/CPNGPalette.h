#ifndef CPNG_PALETTE_H
#define CPNG_PALETTE_H

#include "CPNG.h"

/// The colours of a picture, as 0xRRGGBB.
typedef struct {
    uint32_t colors[256];
    int count;
} cpng_palette;

/// A CPNG_BGRX picture as palette entries, one byte a pixel, to be freed; NULL where 256 colours do not do.
///
/// A drawing has few colours but many shades at the edges of lines and letters. Where there are more than 256, shades
/// that lie close together (by at most 15 of 255 in each channel) become the one of them that has most pixels, so that
/// areas keep their exact colour. There is no palette where the pixels would differ by a quarter of a level on average.
uint8_t *cpng_index_colors(const cpng_picture *picture, cpng_palette *palette);

#endif
