#ifndef CMATRIX_PACKING_H
#define CMATRIX_PACKING_H

#include <immintrin.h>
#include <stdbool.h>
#include <stdint.h>

// A product is cut into tiles of 6 rows and 16 columns, and its terms into parts of at most 400.
enum { tile_rows = 6, tile_columns = 16, most_terms = 400 };

#define NEWER __attribute__((target("avx2,fma")))
#define UNROLL _Pragma("clang loop unroll(full)")

// The terms that a tile has to add up, in their order. Where a has a zero in each of the tile's rows, a term adds nothing.
typedef struct {
    long count;
    uint16_t places[most_terms];
} Terms;

static inline long smaller(long x, long y) { return x < y ? x : y; }

// From one packed tile of a to the next. Tiles of a round number of numbers would want the same lines of the cache.
static inline long tile_step(long k) { return tile_rows * k + 16; }

// Finds the terms of a tile whose rows are `a_row` apart.
void find_terms(const float *a, long a_row, long rows, long k, Terms *terms);

// Packs a transposed a: for each tile, its six numbers for each term side by side; and finds the tiles' terms.
void pack_a(const float *a, long a_column, long m, long k, float *packed, Terms *terms);

// Packs the columns of b that a tile needs: 16 numbers for each term side by side, 0 where there is no column. Returns whether all
// numbers are finite: 0 times another is not 0.
bool pack_b(const float *b, long b_row, long b_column, long k, long columns, float *packed);

#endif
