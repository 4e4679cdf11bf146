#include "CMatrix.h"

#if !defined(__x86_64__)

bool matrix_product_is_available(void) { return false; }
long matrix_product_workspace(long m, long k) { return 0; }
void matrix_product(
    long m, long n, long k, const float *a, long a_row, long a_column, const float *b, long b_row, long b_column, float *c,
    long c_row, const float *bias, bool relu, float *workspace) {
    __builtin_trap();
}

#else

#include <immintrin.h>
#include <string.h>

// A product is cut into tiles of 6 rows and 16 columns: 12 vectors of 8 sums, which stay in registers while a tile's terms are added
// up. For each term, two vectors of b are multiplied by six numbers of a: 12 multiplications for 8 loads, and that keeps the
// processor's two multipliers busy. (Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008.)
enum { tile_rows = 6, tile_columns = 16, most_terms = 256 };

#define NEWER __attribute__((target("avx2,fma")))
#define UNROLL _Pragma("clang loop unroll(full)")

bool matrix_product_is_available(void) {
    // Where there are vectors of 16 numbers, oneDNN uses them.
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && !__builtin_cpu_supports("avx512f");
}

// What happens to a tile's sums on their way to memory.
typedef struct {
    bool adds;         // to what is there from earlier terms
    const float *bias; // added, or NULL
    bool relu;
    bool all;            // 16 columns there are, else:
    __m256i left, right; // which of them
} Finish;

NEWER static __m256i first_of_eight(long count) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

NEWER static inline __attribute__((always_inline)) __m256 read_eight(const float *from, __m256i there, bool all) {
    return all ? _mm256_loadu_ps(from) : _mm256_maskload_ps(from, there);
}

NEWER static inline __attribute__((always_inline)) void write_eight(
    float *c, __m256 sum, const float *bias, __m256i there, const Finish *finish) {
    if (finish->adds) sum = _mm256_add_ps(sum, read_eight(c, there, finish->all));
    if (finish->bias) sum = _mm256_add_ps(sum, read_eight(bias, there, finish->all));
    // In this order NaN stays NaN.
    if (finish->relu) sum = _mm256_max_ps(_mm256_setzero_ps(), sum);
    // Masked, a store takes much longer.
    if (finish->all) _mm256_storeu_ps(c, sum);
    else _mm256_maskstore_ps(c, there, sum);
}

// Adds up `k` terms of a tile: a's numbers are `a_row` apart from row to row and `a_column` from term to term; b is packed.
NEWER static inline __attribute__((always_inline)) void tile(
    const int rows, long k, const float *a, const long a_row, const long a_column, const float *b, float *c, long c_row,
    const Finish *finish) {
    // From two pointers every row can be addressed directly.
    const float *upper = a, *lower = a + 3 * a_row;
    __m256 left[tile_rows], right[tile_rows];
    UNROLL for (int i = 0; i < rows; i++) left[i] = right[i] = _mm256_setzero_ps();
#define TERM(p)                                                                                                             \
    {                                                                                                                       \
        __m256 b_left = _mm256_load_ps(b + tile_columns * (p)), b_right = _mm256_load_ps(b + tile_columns * (p) + 8);        \
        UNROLL for (int i = 0; i < rows; i++) {                                                                             \
            __m256 x = _mm256_broadcast_ss((i < 3 ? upper + i * a_row : lower + (i - 3) * a_row) + (p) * a_column);          \
            left[i] = _mm256_fmadd_ps(x, b_left, left[i]);                                                                  \
            right[i] = _mm256_fmadd_ps(x, b_right, right[i]);                                                               \
        }                                                                                                                   \
    }
    long p = 0;
    for (; p + 4 <= k; p += 4) {
        UNROLL for (int next = 0; next < 4; next++) TERM(next)
        upper += 4 * a_column, lower += 4 * a_column, b += 4 * tile_columns;
    }
    for (; p < k; p++) {
        TERM(0)
        upper += a_column, lower += a_column, b += tile_columns;
    }
#undef TERM
    UNROLL for (int i = 0; i < rows; i++) {
        write_eight(c + i * c_row, left[i], finish->bias, finish->left, finish);
        write_eight(c + i * c_row + 8, right[i], finish->bias + 8, finish->right, finish);
    }
}

// The two loops that a tile needs, of which the compiler makes one for each number of rows: a where it is, or packed.
#define CASE(rows, a_row, a_column) \
    case rows: tile(rows, k, a, a_row, a_column, b, c, c_row, finish); break;
#define EACH_SIZE(a_row, a_column)                                                                           \
    switch (rows) {                                                                                          \
        CASE(1, a_row, a_column) CASE(2, a_row, a_column) CASE(3, a_row, a_column) CASE(4, a_row, a_column)   \
        CASE(5, a_row, a_column) CASE(6, a_row, a_column)                                                    \
    }

NEWER static void tile_of_rows(
    long rows, long k, const float *a, long a_row, const float *b, float *c, long c_row, const Finish *finish) {
    EACH_SIZE(a_row, 1)
}

NEWER static void tile_of_packed(
    long rows, long k, const float *a, const float *b, float *c, long c_row, const Finish *finish) {
    EACH_SIZE(1, tile_rows)
}

// Packs a transposed a: for each tile, its six numbers for each term side by side. A row of memory has a term of all tiles.
static void pack_a(const float *a, long a_column, long m, long k, float *packed) {
    for (long p = 0; p < k; p++) {
        const float *from = a + p * a_column;
        float *to = packed + p * tile_rows;
        long i = 0;
        for (; i + tile_rows <= m; i += tile_rows, to += tile_rows * k) memcpy(to, from + i, tile_rows * sizeof(float));
        memcpy(to, from + i, (m - i) * sizeof(float));
    }
}

// Writes 8 rows of 8 numbers as columns, `tile_columns` apart.
NEWER static void transpose_eight(const float *from, long step, float *to) {
    __m256 row[8], pair[8], four[8];
    UNROLL for (int i = 0; i < 8; i++) row[i] = _mm256_loadu_ps(from + i * step);
    UNROLL for (int i = 0; i < 8; i += 2) {
        pair[i] = _mm256_unpacklo_ps(row[i], row[i + 1]);
        pair[i + 1] = _mm256_unpackhi_ps(row[i], row[i + 1]);
    }
    UNROLL for (int i = 0; i < 8; i += 4) {
        four[i] = _mm256_shuffle_ps(pair[i], pair[i + 2], 0x44);
        four[i + 1] = _mm256_shuffle_ps(pair[i], pair[i + 2], 0xEE);
        four[i + 2] = _mm256_shuffle_ps(pair[i + 1], pair[i + 3], 0x44);
        four[i + 3] = _mm256_shuffle_ps(pair[i + 1], pair[i + 3], 0xEE);
    }
    UNROLL for (int i = 0; i < 4; i++) {
        _mm256_store_ps(to + i * tile_columns, _mm256_permute2f128_ps(four[i], four[i + 4], 0x20));
        _mm256_store_ps(to + (i + 4) * tile_columns, _mm256_permute2f128_ps(four[i], four[i + 4], 0x31));
    }
}

// Packs the columns of b that a tile needs: 16 numbers for each term side by side, 0 where there is no column.
NEWER static void pack_b(const float *b, long b_row, long b_column, long k, long columns, float *packed) {
    long p = 0;
    if (columns == tile_columns && b_column == 1) {
        for (; p < k; p++) {
            _mm256_store_ps(packed + p * tile_columns, _mm256_loadu_ps(b + p * b_row));
            _mm256_store_ps(packed + p * tile_columns + 8, _mm256_loadu_ps(b + p * b_row + 8));
        }
    } else if (columns == tile_columns) {
        for (; p + 8 <= k; p += 8) {
            transpose_eight(b + p, b_column, packed + p * tile_columns);
            transpose_eight(b + p + 8 * b_column, b_column, packed + p * tile_columns + 8);
        }
    }
    for (; p < k; p++)
        for (long j = 0; j < tile_columns; j++)
            packed[p * tile_columns + j] = j < columns ? b[p * b_row + j * b_column] : 0;
}

// Terms are taken in parts of about equal size, so that 16 columns of b stay in the first-level cache for all rows.
static long terms_at_once(long k) {
    long parts = (k + most_terms - 1) / most_terms;
    return ((k + parts - 1) / parts + 7) & -8;
}

long matrix_product_workspace(long m, long k) {
    return (m + tile_rows - 1) / tile_rows * tile_rows * terms_at_once(k);
}

NEWER void matrix_product(
    long m, long n, long k, const float *a, long a_row, long a_column, const float *b, long b_row, long b_column, float *c,
    long c_row, const float *bias, bool relu, float *workspace) {
    _Alignas(64) float columns_of_b[most_terms * tile_columns];
    bool packs_a = a_column != 1;
    long part = terms_at_once(k);
    for (long start = 0; start < k; start += part) {
        long terms = k - start < part ? k - start : part;
        bool is_last = start + terms == k;
        if (packs_a) pack_a(a + start * a_column, a_column, m, terms, workspace);
        for (long j = 0; j < n; j += tile_columns) {
            long columns = n - j < tile_columns ? n - j : tile_columns;
            Finish finish = {
                .adds = start > 0, .bias = bias && is_last ? bias + j : 0, .relu = relu && is_last,
                .all = columns == tile_columns, .left = first_of_eight(columns), .right = first_of_eight(columns - 8)};
            pack_b(b + start * b_row + j * b_column, b_row, b_column, terms, columns, columns_of_b);
            for (long i = 0; i < m; i += tile_rows) {
                long rows = m - i < tile_rows ? m - i : tile_rows;
                float *to = c + i * c_row + j;
                if (packs_a)
                    tile_of_packed(rows, terms, workspace + i * terms, columns_of_b, to, c_row, &finish);
                else
                    tile_of_rows(rows, terms, a + i * a_row + start, a_row, columns_of_b, to, c_row, &finish);
            }
        }
    }
}

#endif
