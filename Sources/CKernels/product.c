#include "product.h"

void kernel_product(
    int level, int transpose_a, int transpose_b, long m, long n, long k, float alpha, const float *a, long lda,
    const float *b, long ldb, float beta, float *c, long ldc) {
#if HAS_OWN_PRODUCTS
  // Where a wide vector would be half empty. The bits are the same.
  (level >= 3 && n > 8 ? product_avx512 : product_avx2)(
      transpose_a, transpose_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
#else
  (void)level, (void)transpose_a, (void)transpose_b, (void)m, (void)n, (void)k, (void)alpha, (void)a, (void)lda;
  (void)b, (void)ldb, (void)beta, (void)c, (void)ldc;
  __builtin_trap();
#endif
}

void kernel_pack(
    int level, int transpose_b, long n, long k, const float *b, long ldb, long first, long columns, float *packed) {
#if HAS_OWN_PRODUCTS
  (level >= 3 ? pack_avx512 : pack_avx2)(transpose_b, n, k, b, ldb, first, columns, packed);
#else
  (void)level, (void)transpose_b, (void)n, (void)k, (void)b, (void)ldb, (void)first, (void)columns, (void)packed;
  __builtin_trap();
#endif
}

void kernel_packed_product(
    int level, int transpose_a, long m, long n, long k, long first, long columns, float alpha, const float *a, long lda,
    const float *packed, float beta, float *c, long ldc) {
#if HAS_OWN_PRODUCTS
  (level >= 3 ? packed_product_avx512 : packed_product_avx2)(
      transpose_a, m, n, k, first, columns, alpha, a, lda, packed, beta, c, ldc);
#else
  (void)level, (void)transpose_a, (void)m, (void)n, (void)k, (void)first, (void)columns, (void)alpha, (void)a;
  (void)lda, (void)packed, (void)beta, (void)c, (void)ldc;
  __builtin_trap();
#endif
}
