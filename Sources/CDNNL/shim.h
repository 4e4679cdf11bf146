#include <oneapi/dnnl/dnnl.h>

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
