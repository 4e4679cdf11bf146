#include <oneapi/dnnl/dnnl.h>

// Two machine instructions that Swift has no word for.

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
