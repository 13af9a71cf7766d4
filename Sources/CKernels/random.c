#include "CKernels.h"
#include "clones.h"

struct words { uint32_t w0, w1, w2, w3; };

// Philox4x32-10. Source: Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3".
INLINE struct words philox(uint64_t seed, uint64_t stream, uint64_t position) {
  struct words c = {(uint32_t)position, (uint32_t)(position >> 32), (uint32_t)stream, (uint32_t)(stream >> 32)};
  uint32_t key0 = (uint32_t)seed, key1 = (uint32_t)(seed >> 32);
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; round++) {
    const uint64_t product0 = (uint64_t)0xD2511F53u * c.w0;
    const uint64_t product1 = (uint64_t)0xCD9E8D57u * c.w2;
    const struct words next = {
        (uint32_t)(product1 >> 32) ^ c.w1 ^ key0, (uint32_t)product1,
        (uint32_t)(product0 >> 32) ^ c.w3 ^ key1, (uint32_t)product0};
    c = next;
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return c;
}

INLINE void fill(uint64_t seed, uint64_t stream, uint64_t position, uint32_t *words, long blocks) {
  INDEPENDENT
  for (long block = 0; block < blocks; block++) {
    const struct words drawn = philox(seed, stream, position + (uint64_t)block);
    words[4 * block] = drawn.w0;
    words[4 * block + 1] = drawn.w1;
    words[4 * block + 2] = drawn.w2;
    words[4 * block + 3] = drawn.w3;
  }
}

CLONES void kernel_philox(uint64_t seed, uint64_t stream, uint64_t position, uint32_t *words, long blocks) {
  fill(seed, stream, position, words, blocks);
}

CLONES void kernel_dropout(
    const float *x, float *y, long count, uint32_t threshold, float scale, uint64_t seed, uint64_t stream,
    uint64_t position, int accumulates) {
  enum { blocks = 64 };
  uint32_t words[4 * blocks];
  for (long start = 0; start < count; start += 4 * blocks) {
    const long length = count - start < 4 * blocks ? count - start : 4 * blocks;
    fill(seed, stream, position + (uint64_t)(start / 4), words, (length + 3) / 4);
    const float *from = x + start;
    float *to = y + start;
    if (accumulates) {
      INDEPENDENT
      for (long i = 0; i < length; i++) to[i] += words[i] >= threshold ? scale * from[i] : 0.0f;
    } else {
      INDEPENDENT
      for (long i = 0; i < length; i++) to[i] = words[i] >= threshold ? scale * from[i] : 0.0f;
    }
  }
}
