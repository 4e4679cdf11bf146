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

// What the processor says of its newer instructions: the register `index` (eax to edx) of CPUID leaf 7.
static inline unsigned tensorcore_instructions(unsigned subleaf, int index) {
    unsigned registers[4] = {0};
#if defined(__x86_64__)
    __asm__("cpuid"
            : "=a"(registers[0]), "=b"(registers[1]), "=c"(registers[2]), "=d"(registers[3])
            : "a"(7), "c"(subleaf));
#endif
    return registers[index];
}

// Whether the processor multiplies bfloat16 numbers in instructions of its own (AVX-512 BF16).
static inline bool tensorcore_has_bfloat16(void) { return tensorcore_instructions(1, 0) >> 5 & 1; }

// Whether it multiplies whole matrices of them in one instruction (AMX-BF16).
static inline bool tensorcore_has_bfloat16_matrices(void) { return tensorcore_instructions(0, 3) >> 22 & 1; }
