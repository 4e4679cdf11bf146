#ifndef CMATRIX_H
#define CMATRIX_H

#include <stdbool.h>

// The inner loops that want instructions for 8 numbers at a time. Swift compiles for every x86-64 processor, and so for 4; what
// is declared here is compiled for the newer ones too, and picks at run time.

// Whether `matrix_product` can run on this processor.
bool matrix_product_is_available(void);

// Whether it is the fastest that there is for this processor, whatever it multiplies.
bool matrix_product_is_fastest(void);

// Whether it would leave out more than half of its terms, going by a sixteenth of a: then it is the fastest anywhere.
bool matrix_product_leaves_out_most(long m, long k, const float *a, long a_row, long a_column);

// The numbers of working memory that a product with m rows and k terms wants.
long matrix_product_workspace(long m, long k);

// Computes c = a • b of Float32 matrices, of m × k and k × n numbers, in the calling thread alone.
//
// Terms are left out where a has zeros in 6 rows and b no infinite number; the result is the same.
//
// Number (i, j) of a is a[i * a_row + j * a_column], and likewise in b; one of the two steps is 1. Rows of c are `c_row` apart.
// `bias`, n numbers, is added to each row unless it is NULL; then negative numbers become 0 if `relu` says so. `workspace` is aligned
// to 64 bytes.
void matrix_product(
    long m, long n, long k, const float *a, long a_row, long a_column, const float *b, long b_row, long b_column, float *c,
    long c_row, const float *bias, bool relu, float *workspace);

// Steps of optimizers for `count` weights w with their gradients; see SGD, Adam and RMSProp for the formulas.

void update_descend(long count, float *w, const float *gradient, float rate, float decay);
void update_momentum(
    long count, float *w, const float *gradient, float *velocity, float rate, float decay, float momentum, bool nesterov);
// `keep` is what is left of a weight, `step` the corrected learning rate, `root` the correction of √v.
void update_adam(
    long count, float *w, const float *gradient, float *mean, float *square, float beta1, float beta2, float epsilon,
    float keep, float step, float root);
void update_rmsprop(
    long count, float *w, const float *gradient, float *square, float *velocity, float rate, float decay, float momentum,
    float epsilon);

#endif
