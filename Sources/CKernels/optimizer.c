#include "CKernels.h"
#include "clones.h"

CLONES void kernel_adamw(
    float *values, const float *gradients, float *first_moments, float *second_moments, long count,
    struct kernel_adamw_step step) {
  const float rest1 = 1.0f - step.beta1;
  const float rest2 = 1.0f - step.beta2;
  INDEPENDENT
  for (long i = 0; i < count; i++) {
    const float gradient = step.gradient_scale * gradients[i];
    const float m = step.beta1 * first_moments[i] + rest1 * gradient;
    const float v = step.beta2 * second_moments[i] + rest2 * gradient * gradient;
    first_moments[i] = m;
    second_moments[i] = v;
    const float deviation = __builtin_elementwise_sqrt(v) * step.inverse_root_correction2 + step.epsilon;
    values[i] = values[i] * step.decay_factor - step.step_size * m / deviation;
  }
}

CLONES void kernel_nesterov(
    float *values, const float *gradients, float *momentum, long count, struct kernel_nesterov_step step) {
  INDEPENDENT
  for (long i = 0; i < count; i++) {
    const float gradient = step.gradient_scale * gradients[i] + step.weight_decay * values[i];
    const float v = step.momentum * momentum[i] + gradient;
    momentum[i] = v;
    values[i] -= step.learning_rate * (gradient + step.momentum * v);
  }
}

CLONES double kernel_sum_of_squares(const float *x, long count) {
  RELAXED_SUMS
  double sum = 0;
  for (long i = 0; i < count; i++) sum += (double)x[i] * (double)x[i];
  return sum;
}

CLONES double kernel_dot(const float *x, const float *y, long count) {
  RELAXED_SUMS
  double sum = 0;
  for (long i = 0; i < count; i++) sum += (double)x[i] * (double)y[i];
  return sum;
}
