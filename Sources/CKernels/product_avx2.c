#include "product.h"

#if HAS_OWN_PRODUCTS
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define WIDTH 8
#define ROWS 6
#define PRODUCT product_avx2
#define PACK pack_avx2
#define PACKED_PRODUCT packed_product_avx2
#include "product_tiles.h"
#pragma clang attribute pop
#endif
