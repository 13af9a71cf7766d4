#ifndef SWITCHYARD_PRODUCT_H
#define SWITCHYARD_PRODUCT_H

#include "CKernels.h"

#if defined(__x86_64__)
#define HAS_OWN_PRODUCTS 1
#else
#define HAS_OWN_PRODUCTS 0
#endif

// kernel_product for one instruction set.
void product_avx2(
    int transpose_a, int transpose_b, long m, long n, long k, float alpha, const float *a, long lda, const float *b,
    long ldb, float beta, float *c, long ldc);
void product_avx512(
    int transpose_a, int transpose_b, long m, long n, long k, float alpha, const float *a, long lda, const float *b,
    long ldb, float beta, float *c, long ldc);
// kernel_pack and kernel_packed_product for one instruction set.
void pack_avx2(
    int transpose_b, long n, long k, const float *b, long ldb, long first, long columns, float *packed);
void packed_product_avx2(
    int transpose_a, long m, long n, long k, long first, long columns, float alpha, const float *a, long lda,
    const float *packed, float beta, float *c, long ldc);
void pack_avx512(
    int transpose_b, long n, long k, const float *b, long ldb, long first, long columns, float *packed);
void packed_product_avx512(
    int transpose_a, long m, long n, long k, long first, long columns, float alpha, const float *a, long lda,
    const float *packed, float beta, float *c, long ldc);

#endif
