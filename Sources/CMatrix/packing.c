#if defined(__x86_64__)

#include "packing.h"

#include <string.h>

static inline void note_term(Terms *terms, long p, bool is_other) {
    // Written in any case and counted if it is a term: a branch would be guessed wrong at every edge of a digit.
    terms->places[terms->count] = (uint16_t)p;
    terms->count += is_other;
}

// Eight numbers at once are looked at as bits, of which +0 has none.
NEWER void find_terms(const float *a, long a_row, long rows, long k, Terms *terms) {
    const __m128i eight = _mm_setr_epi16(0, 1, 2, 3, 4, 5, 6, 7);
    terms->count = 0;
    long p = 0;
    for (; p + 8 <= k; p += 8) {
        __m256i bits = _mm256_setzero_si256();
        for (long i = 0; i < rows; i++)
            bits = _mm256_or_si256(bits, _mm256_loadu_si256((const __m256i *)(a + i * a_row + p)));
        __m256i is_zero = _mm256_cmpeq_epi32(bits, _mm256_setzero_si256());
        int zeros = _mm256_movemask_ps(_mm256_castsi256_ps(is_zero));
        if (zeros == 0) {
            __m128i places = _mm_add_epi16(_mm_set1_epi16((short)p), eight);
            _mm_storeu_si128((__m128i *)(terms->places + terms->count), places);
            terms->count += 8;
        } else {
            UNROLL for (int next = 0; next < 8; next++) note_term(terms, p + next, !(zeros >> next & 1));
        }
    }
    for (; p < k; p++) {
        bool is_other = false;
        for (long i = 0; i < rows; i++) is_other |= a[i * a_row + p] != 0;
        note_term(terms, p, is_other);
    }
}

// A row of memory has a term of all tiles.
NEWER void pack_a(const float *a, long a_column, long m, long k, float *packed, Terms *terms) {
    for (long tile = 0; tile * tile_rows < m; tile++) terms[tile].count = 0;
    for (long p = 0; p < k; p++) {
        const float *from = a + p * a_column;
        float *to = packed + p * tile_rows;
        Terms *own = terms;
        long i = 0;
        for (; i + tile_rows <= m; i += tile_rows, to += tile_step(k), own++) {
            __m128i four = _mm_loadu_si128((const __m128i *)(from + i)), two = _mm_loadl_epi64((const __m128i *)(from + i + 4));
            _mm_storeu_si128((__m128i *)to, four);
            _mm_storel_epi64((__m128i *)(to + 4), two);
            __m128i bits = _mm_or_si128(four, two);
            note_term(own, p, !_mm_testz_si128(bits, bits));
        }
        if (i < m) {
            bool is_other = false;
            for (long row = 0; row < m - i; row++) is_other |= (to[row] = from[i + row]) != 0;
            note_term(own, p, is_other);
        }
    }
}

// 0 for a finite number and what else was there, NaN otherwise.
NEWER static inline __m256 with_zero_times(__m256 x, __m256 sum) { return _mm256_fmadd_ps(x, _mm256_setzero_ps(), sum); }

// Writes 8 rows of 8 numbers as columns, `tile_columns` apart.
NEWER static inline __attribute__((always_inline)) void transpose_eight(const float *from, long step, float *to, __m256 *zero) {
    __m256 row[8], pair[8], four[8];
    UNROLL for (int i = 0; i < 8; i++) row[i] = _mm256_loadu_ps(from + i * step);
    UNROLL for (int i = 0; i < 8; i++) *zero = with_zero_times(row[i], *zero);
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

NEWER bool pack_b(const float *b, long b_row, long b_column, long k, long columns, float *packed) {
    __m256 zero_left = _mm256_setzero_ps(), zero_right = _mm256_setzero_ps();
    float zero = 0;
    long p = 0;
    if (columns == tile_columns && b_column == 1) {
        for (; p < k; p++) {
            __m256 left = _mm256_loadu_ps(b + p * b_row), right = _mm256_loadu_ps(b + p * b_row + 8);
            _mm256_store_ps(packed + p * tile_columns, left);
            _mm256_store_ps(packed + p * tile_columns + 8, right);
            zero_left = with_zero_times(left, zero_left), zero_right = with_zero_times(right, zero_right);
        }
    } else if (columns == tile_columns) {
        for (; p + 8 <= k; p += 8) {
            transpose_eight(b + p, b_column, packed + p * tile_columns, &zero_left);
            transpose_eight(b + p + 8 * b_column, b_column, packed + p * tile_columns + 8, &zero_right);
        }
    }
    for (; p < k; p++)
        for (long j = 0; j < tile_columns; j++) {
            float x = j < columns ? b[p * b_row + j * b_column] : 0;
            packed[p * tile_columns + j] = x;
            zero += 0 * x;
        }
    __m256 unordered = _mm256_cmp_ps(zero_left, zero_right, _CMP_UNORD_Q);
    return _mm256_movemask_ps(unordered) == 0 && zero == 0;
}

#endif
