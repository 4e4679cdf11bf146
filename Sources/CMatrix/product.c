#include "CMatrix.h"

#if !defined(__x86_64__)

bool matrix_product_is_available(void) { return false; }
bool matrix_product_is_fastest(void) { return false; }
bool matrix_product_leaves_out_most(long m, long k, const float *a, long a_row, long a_column) { return false; }
long matrix_product_workspace(long m, long k) { return 0; }
void matrix_product(
    long m, long n, long k, const float *a, long a_row, long a_column, const float *b, long b_row, long b_column, float *c,
    long c_row, const float *bias, bool relu, float *workspace) {
    __builtin_trap();
}

#else

#include "packing.h"

#include <string.h>

// A tile of a product is 12 vectors of 8 sums, which stay in registers while its terms are added up. For each term, two vectors of b are
// multiplied by six numbers of a: 12 multiplications for 8 loads, and that keeps the processor's two multipliers busy. (Goto and van
// de Geijn, "Anatomy of high-performance matrix multiplication", 2008.)
//
// Terms in which a has only zeros are left out: pictures are blank at their edges, and adding 0 times a finite number changes no sum. What
// is left is added up in the same order, so the result has the same bits.

bool matrix_product_is_available(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

// Where there are vectors of 16 numbers, oneDNN uses them.
bool matrix_product_is_fastest(void) { return matrix_product_is_available() && !__builtin_cpu_supports("avx512f"); }

bool matrix_product_leaves_out_most(long m, long k, const float *a, long a_row, long a_column) {
    enum { every = 4 };
    long terms = 0, blank = 0;
    for (long i = 0; i + tile_rows <= m; i += every * tile_rows)
        for (long p = 0; p < k; p += every) {
            bool is_blank = true;
            for (long row = i; is_blank && row < i + tile_rows; row++) is_blank = a[row * a_row + p * a_column] == 0;
            terms++, blank += is_blank;
        }
    return 2 * blank > terms;
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

// Adds up a tile's terms, all `k` or, if `listed`, those that are named: a's numbers are `a_row` apart from row to row and `a_column`
// from term to term; b is packed.
NEWER static inline __attribute__((always_inline)) void tile(
    const int rows, const bool listed, long k, const Terms *terms, const float *a, const long a_row, const long a_column,
    const float *b, float *c, long c_row, const Finish *finish) {
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
    long t = 0;
    if (listed) {
        const uint16_t *places = terms->places;
        for (; t + 4 <= terms->count; t += 4) {
            // Read one by one, the compiler would gather them in a vector, and there is none left.
            uint64_t four;
            memcpy(&four, places + t, sizeof four);
            UNROLL for (int next = 0; next < 4; next++, four >>= 16) TERM((long)(four & 0xFFFF))
        }
        for (; t < terms->count; t++) TERM((long)places[t])
    } else {
        for (; t + 4 <= k; t += 4) {
            UNROLL for (int next = 0; next < 4; next++) TERM(next)
            upper += 4 * a_column, lower += 4 * a_column, b += 4 * tile_columns;
        }
        for (; t < k; t++) {
            TERM(0)
            upper += a_column, lower += a_column, b += tile_columns;
        }
    }
#undef TERM
    UNROLL for (int i = 0; i < rows; i++) {
        write_eight(c + i * c_row, left[i], finish->bias, finish->left, finish);
        write_eight(c + i * c_row + 8, right[i], finish->bias + 8, finish->right, finish);
    }
}

// The loops that a tile needs, of which the compiler makes one for each number of rows: a where it is, or packed; all terms, or some.
// Inlined, they would have too few registers.
#define CASE(rows, listed, a_row, a_column) \
    case rows: tile(rows, listed, k, terms, a, a_row, a_column, b, c, c_row, finish); break;
#define EACH_SIZE(name, listed, a_row, a_column)                                                                        \
    NEWER static __attribute__((noinline)) void name(                                                                   \
        long rows, long k, const Terms *terms, const float *a, long a_stride, const float *b, float *c, long c_row,      \
        const Finish *given) {                                                                                          \
        const Finish local = *given, *finish = &local;                                                                  \
        switch (rows) {                                                                                                 \
            CASE(1, listed, a_row, a_column) CASE(2, listed, a_row, a_column) CASE(3, listed, a_row, a_column)           \
            CASE(4, listed, a_row, a_column) CASE(5, listed, a_row, a_column) CASE(6, listed, a_row, a_column)           \
        }                                                                                                               \
    }
EACH_SIZE(tile_of_rows, false, a_stride, 1)
EACH_SIZE(tile_of_packed, false, 1, tile_rows)
EACH_SIZE(listed_tile_of_rows, true, a_stride, 1)
EACH_SIZE(listed_tile_of_packed, true, 1, tile_rows)

// Terms are taken in parts of about equal size, so that 16 columns of b stay in the first-level cache for all rows.
static long terms_at_once(long k) {
    long parts = (k + most_terms - 1) / most_terms;
    return ((k + parts - 1) / parts + 7) & -8;
}

static long tiles(long m) { return (m + tile_rows - 1) / tile_rows; }

long matrix_product_workspace(long m, long k) {
    return tiles(m) * (tile_step(terms_at_once(k)) + (long)(sizeof(Terms) / sizeof(float)));
}

NEWER void matrix_product(
    long m, long n, long k, const float *a, long a_row, long a_column, const float *b, long b_row, long b_column, float *c,
    long c_row, const float *bias, bool relu, float *workspace) {
    _Alignas(64) float columns_of_b[most_terms * tile_columns];
    Terms *terms = (Terms *)workspace;
    float *packed_a = (float *)(terms + tiles(m));
    bool packs_a = a_column != 1;
    long part = terms_at_once(k);
    for (long start = 0; start < k; start += part) {
        long length = smaller(k - start, part);
        bool is_last = start + length == k;
        if (packs_a) pack_a(a + start * a_column, a_column, m, length, packed_a, terms);
        else
            for (long i = 0; i < m; i += tile_rows)
                find_terms(a + i * a_row + start, a_row, smaller(m - i, tile_rows), length, terms + i / tile_rows);
        for (long j = 0; j < n; j += tile_columns) {
            long columns = smaller(n - j, tile_columns);
            Finish finish = {
                .adds = start > 0, .bias = bias && is_last ? bias + j : 0, .relu = relu && is_last,
                .all = columns == tile_columns, .left = first_of_eight(columns), .right = first_of_eight(columns - 8)};
            bool is_finite = pack_b(b + start * b_row + j * b_column, b_row, b_column, length, columns, columns_of_b);
            for (long i = 0; i < m; i += tile_rows) {
                const Terms *own = terms + i / tile_rows;
                // To go by a list costs a tenth.
                bool listed = is_finite && own->count < length - length / 8;
                const float *from = packs_a ? packed_a + i / tile_rows * tile_step(length) : a + i * a_row + start;
                long rows = smaller(m - i, tile_rows);
                float *to = c + i * c_row + j;
                if (packs_a && listed) listed_tile_of_packed(rows, length, own, from, a_row, columns_of_b, to, c_row, &finish);
                else if (packs_a) tile_of_packed(rows, length, own, from, a_row, columns_of_b, to, c_row, &finish);
                else if (listed) listed_tile_of_rows(rows, length, own, from, a_row, columns_of_b, to, c_row, &finish);
                else tile_of_rows(rows, length, own, from, a_row, columns_of_b, to, c_row, &finish);
            }
        }
    }
}

#endif
