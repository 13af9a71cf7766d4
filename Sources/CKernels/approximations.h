#ifndef SWITCHYARD_APPROXIMATIONS_H
#define SWITCHYARD_APPROXIMATIONS_H

#include "clones.h"

#include <math.h>
#include <stdint.h>

INLINE float float_from_bits(uint32_t bits) {
  union { uint32_t bits; float value; } both = {bits};
  return both.value;
}

INLINE uint32_t bits_of_float(float value) {
  union { float value; uint32_t bits; } both = {value};
  return both.bits;
}

/// exp(x), relative error below 2e-7. Results below 2^-125.5 are 0: denormals would slow down what follows.
/// exp(-inf) = 0, exp(inf) = inf, NaN stays NaN.
///
/// Cody-Waite reduction and the polynomial of Cephes `expf`. No branches and no calls, so that loops vectorise.
INLINE float exp_approximation(float x) {
  // Comparisons in this form let NaN through.
  x = x < -87.3f ? -87.3f : x;
  x = x > 89.0f ? 89.0f : x;
  // Adding 1.5 · 2^23 rounds to an integer and leaves it in the low bits.
  const float rounder = 12582912.0f;
  const float shifted = x * 1.44269504088896341f + rounder;
  const float n = shifted - rounder;
  float r = x - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  // 2^(n-1), doubled afterwards, reaches both ends of the range.
  const float half_scale = float_from_bits((bits_of_float(shifted) - 0x4B400000u + 126u) << 23);
  return p * half_scale * 2.0f;
}

/// 1 / (1 + exp(-x)).
INLINE float sigmoid_approximation(float x) { return 1.0f / (1.0f + exp_approximation(-x)); }

#endif
