#include <oneapi/dnnl/dnnl.h>
#include <stdbool.h>

// A few machine instructions that Swift has no word for.

// Tells the processor that this is a waiting loop.
static inline void tensorcore_spin_hint(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ __volatile__("yield");
#endif
}

// Stops the program as a Swift trap does, with no message of its own.
__attribute__((noreturn)) static inline void tensorcore_trap(void) {
    __builtin_trap();
}

// The square root alone, without the C library's error number, which would keep a loop from being vectorised.
static inline float tensorcore_square_root(float x) {
    return __builtin_elementwise_sqrt(x);
}

// Whether the processor multiplies bfloat16 numbers in instructions of its own.
static inline bool tensorcore_has_bfloat16(void) {
#if defined(__x86_64__)
    unsigned a, b, c, d;
    __asm__("cpuid" : "=a"(a), "=b"(b), "=c"(c), "=d"(d) : "a"(7), "c"(1));
    return (a >> 5) & 1;
#else
    return false;
#endif
}
