#include "product.h"

#if HAS_OWN_PRODUCTS
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma"))), apply_to = function)
#define WIDTH 16
#define ROWS 12
#define PRODUCT product_avx512
#define PACK pack_avx512
#define PACKED_PRODUCT packed_product_avx512
#include "product_tiles.h"
#pragma clang attribute pop
#endif
