#include "CKernels.h"
#include "exponentials.h"

INLINE void row_scale(float *y, long columns, float factor) {
  INDEPENDENT
  for (long column = 0; column < columns; column++) y[column] *= factor;
}

// A row of -inf only has no distribution: zeros, and -inf for the log-sum-exp.
INLINE float row_softmax(const float *x, float *y, long columns, float scale) {
  const float maximum = scale * row_maximum(x, columns);
  const float shift = maximum == -INFINITY ? 0.0f : maximum;
  const float sum = row_exponentials(x, y, columns, scale, shift);
  row_scale(y, columns, sum == 0.0f ? 0.0f : 1.0f / sum);
  return shift + logf(sum);
}

INLINE long valid_columns(long row, long columns, long offset) {
  const long valid = row + offset + 1;
  return valid < 0 ? 0 : valid > columns ? columns : valid;
}

CLONES void kernel_exp(const float *x, float *y, long count) {
  INDEPENDENT
  for (long i = 0; i < count; i++) y[i] = exp_approximation(x[i]);
}

CLONES void kernel_softmax(
    const float *x, long x_stride, float *y, long y_stride, long rows, long columns, float scale,
    float *log_sum_exp) {
  for (long row = 0; row < rows; row++) {
    const float value = row_softmax(x + row * x_stride, y + row * y_stride, columns, scale);
    if (log_sum_exp) log_sum_exp[row] = value;
  }
}

CLONES void kernel_causal_softmax(
    float *scores, long stride, long rows, long columns, long offset, float scale, float *log_sum_exp) {
  for (long row = 0; row < rows; row++) {
    float *y = scores + row * stride;
    const long valid = valid_columns(row, columns, offset);
    const float value = row_softmax(y, y, valid, scale);
    for (long column = valid; column < columns; column++) y[column] = 0.0f;
    if (log_sum_exp) log_sum_exp[row] = value;
  }
}

CLONES void kernel_causal_probabilities(
    float *scores, long stride, long rows, long columns, long offset, float scale, const float *log_sum_exp) {
  for (long row = 0; row < rows; row++) {
    float *y = scores + row * stride;
    const long valid = valid_columns(row, columns, offset);
    const float shift = log_sum_exp[row] == -INFINITY ? INFINITY : log_sum_exp[row];
    row_exponentials(y, y, valid, scale, shift);
    for (long column = valid; column < columns; column++) y[column] = 0.0f;
  }
}

INLINE float row_dot(const float *a, const float *b, long columns) {
  RELAXED_SUMS
  float sum = 0;
  for (long column = 0; column < columns; column++) sum += a[column] * b[column];
  return sum;
}

CLONES void kernel_softmax_backward(
    const float *p, long p_stride, const float *dp, long dp_stride, float *dx, long dx_stride, long rows, long columns,
    float scale, int accumulates) {
  for (long row = 0; row < rows; row++) {
    const float *p_row = p + row * p_stride;
    const float *dp_row = dp + row * dp_stride;
    float *dx_row = dx + row * dx_stride;
    const float mean = row_dot(p_row, dp_row, columns);
    if (accumulates) {
      INDEPENDENT
      for (long column = 0; column < columns; column++)
        dx_row[column] += scale * p_row[column] * (dp_row[column] - mean);
    } else {
      INDEPENDENT
      for (long column = 0; column < columns; column++)
        dx_row[column] = scale * p_row[column] * (dp_row[column] - mean);
    }
  }
}

CLONES void kernel_causal_softmax_backward(
    const float *p, float *dp, long stride, long rows, long columns, long offset, float scale) {
  for (long row = 0; row < rows; row++) {
    const float *p_row = p + row * stride;
    float *d_row = dp + row * stride;
    const long valid = valid_columns(row, columns, offset);
    const float mean = row_dot(p_row, d_row, valid);
    INDEPENDENT
    for (long column = 0; column < valid; column++) d_row[column] = scale * p_row[column] * (d_row[column] - mean);
    for (long column = valid; column < columns; column++) d_row[column] = 0.0f;
  }
}
