#ifndef SWITCHYARD_CLONES_H
#define SWITCHYARD_CLONES_H

// Three versions of a function, chosen when the program is loaded: SSE2, AVX2, AVX-512.
#if defined(__x86_64__) && defined(__linux__)
#define CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CLONES
#endif

// For functions called from a loop of a clone: a call would leave the clone's instruction set and block vectors.
#define INLINE static inline __attribute__((always_inline))

// Before a loop whose iterations are independent even where input and output are the same array. A loop that the
// compiler cannot vectorise is then an error.
#define INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")

// First in a block: sums may be taken in another order. The order still depends on the lengths alone.
#define RELAXED_SUMS _Pragma("clang fp reassociate(on) contract(fast)")

#endif
