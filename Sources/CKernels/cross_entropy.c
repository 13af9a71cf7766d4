#include "CKernels.h"
#include "exponentials.h"

#include <stddef.h>

// Natural logarithm of the sum in Double: the loss is a small difference of large numbers.
INLINE double row_loss(float maximum, float sum, float target) {
  return (double)maximum - (double)target + log((double)sum);
}

CLONES double kernel_cross_entropy(
    float *logits, long stride, const int32_t *targets, long rows, long columns, float scale, float *losses) {
  double total = 0;
  for (long row = 0; row < rows; row++) {
    float *x = logits + row * stride;
    const int32_t target = targets[row];
    if (target < 0) {
      for (long i = 0; i < columns; i++) x[i] = 0.0f;
      if (losses) losses[row] = 0.0f;
      continue;
    }
    const float wanted = x[target];
    const float maximum = row_maximum(x, columns);
    const float sum = row_exponentials(x, x, columns, 1.0f, maximum);
    const double loss = row_loss(maximum, sum, wanted);
    total += loss;
    if (losses) losses[row] = (float)loss;
    const float factor = scale / sum;
    INDEPENDENT
    for (long i = 0; i < columns; i++) x[i] *= factor;
    x[target] -= scale;
  }
  return total;
}

// Sums exponentials without storing them.
INLINE float row_exponential_sum(const float *x, long columns, float shift) {
  RELAXED_SUMS
  float sum = 0;
  INDEPENDENT
  for (long i = 0; i < columns; i++) sum += exp_approximation(x[i] - shift);
  return sum;
}

CLONES double kernel_cross_entropy_loss(
    const float *logits, long stride, const int32_t *targets, long rows, long columns, float *losses) {
  double total = 0;
  for (long row = 0; row < rows; row++) {
    const float *x = logits + row * stride;
    double loss = 0;
    if (targets[row] >= 0) {
      const float maximum = row_maximum(x, columns);
      loss = row_loss(maximum, row_exponential_sum(x, columns, maximum), x[targets[row]]);
    }
    total += loss;
    if (losses) losses[row] = (float)loss;
  }
  return total;
}
