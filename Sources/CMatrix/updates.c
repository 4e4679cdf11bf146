#include "CMatrix.h"

#include <math.h>

// Each loop is one pass over weights, gradients and what the optimizer keeps. Root and division bound Adam: for 8 numbers at a time
// they take hardly longer than for 4.
#if defined(__x86_64__)
#define FOR_NEWER_PROCESSORS_TOO __attribute__((target_clones("avx2", "default")))
#else
#define FOR_NEWER_PROCESSORS_TOO
#endif

FOR_NEWER_PROCESSORS_TOO
void update_descend(long count, float *restrict w, const float *restrict gradient, float rate, float decay) {
    for (long i = 0; i < count; i++) w[i] -= rate * (gradient[i] + decay * w[i]);
}

FOR_NEWER_PROCESSORS_TOO
void update_momentum(
    long count, float *restrict w, const float *restrict gradient, float *restrict velocity, float rate, float decay,
    float momentum, bool nesterov) {
    for (long i = 0; i < count; i++) {
        float g = gradient[i] + decay * w[i];
        float v = momentum * velocity[i] + g;
        velocity[i] = v;
        w[i] -= rate * (nesterov ? g + momentum * v : v);
    }
}

FOR_NEWER_PROCESSORS_TOO
void update_adam(
    long count, float *restrict w, const float *restrict gradient, float *restrict mean, float *restrict square, float beta1,
    float beta2, float epsilon, float keep, float step, float root) {
    for (long i = 0; i < count; i++) {
        float g = gradient[i];
        float m = beta1 * mean[i] + (1 - beta1) * g;
        float s = beta2 * square[i] + (1 - beta2) * g * g;
        mean[i] = m;
        square[i] = s;
        w[i] = w[i] * keep - step * m / (__builtin_elementwise_sqrt(s) * root + epsilon);
    }
}

FOR_NEWER_PROCESSORS_TOO
void update_rmsprop(
    long count, float *restrict w, const float *restrict gradient, float *restrict square, float *restrict velocity, float rate,
    float decay, float momentum, float epsilon) {
    for (long i = 0; i < count; i++) {
        float g = gradient[i];
        float s = decay * square[i] + (1 - decay) * g * g;
        float v = momentum * velocity[i] + g / (__builtin_elementwise_sqrt(s) + epsilon);
        square[i] = s;
        velocity[i] = v;
        w[i] -= rate * v;
    }
}
