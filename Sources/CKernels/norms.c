#include "CKernels.h"
#include "clones.h"

#include <stddef.h>

INLINE float row_sum(const float *x, long columns) {
  RELAXED_SUMS
  float sum = 0;
  for (long i = 0; i < columns; i++) sum += x[i];
  return sum;
}

INLINE float row_dot(const float *a, const float *b, long columns) {
  RELAXED_SUMS
  float sum = 0;
  for (long i = 0; i < columns; i++) sum += a[i] * b[i];
  return sum;
}

INLINE float row_dot3(const float *a, const float *b, const float *c, long columns) {
  RELAXED_SUMS
  float sum = 0;
  for (long i = 0; i < columns; i++) sum += a[i] * b[i] * c[i];
  return sum;
}

INLINE float squared_deviation(const float *x, float mean, long columns) {
  RELAXED_SUMS
  float sum = 0;
  for (long i = 0; i < columns; i++) sum += (x[i] - mean) * (x[i] - mean);
  return sum;
}

INLINE float inverse_root(float x) { return 1.0f / __builtin_elementwise_sqrt(x); }

CLONES void kernel_rms_norm(
    const float *x, const float *weight, float *y, float *inverse_rms, long rows, long columns, float epsilon) {
  for (long row = 0; row < rows; row++) {
    const float *x_row = x + row * columns;
    float *y_row = y + row * columns;
    const float r = inverse_root(row_dot(x_row, x_row, columns) / (float)columns + epsilon);
    inverse_rms[row] = r;
    INDEPENDENT
    for (long i = 0; i < columns; i++) y_row[i] = x_row[i] * r * weight[i];
  }
}

CLONES void kernel_rms_norm_backward(
    const float *x, const float *weight, const float *inverse_rms, const float *dy, float *dx, int accumulates,
    float *dweight, long rows, long columns) {
  for (long row = 0; row < rows; row++) {
    const float *x_row = x + row * columns;
    const float *dy_row = dy + row * columns;
    const float r = inverse_rms[row];
    if (dweight) {
      INDEPENDENT
      for (long i = 0; i < columns; i++) dweight[i] += dy_row[i] * x_row[i] * r;
    }
    if (!dx) continue;
    float *dx_row = dx + row * columns;
    const float pull = r * r * r * row_dot3(dy_row, weight, x_row, columns) / (float)columns;
    if (accumulates) {
      INDEPENDENT
      for (long i = 0; i < columns; i++) dx_row[i] += r * weight[i] * dy_row[i] - pull * x_row[i];
    } else {
      INDEPENDENT
      for (long i = 0; i < columns; i++) dx_row[i] = r * weight[i] * dy_row[i] - pull * x_row[i];
    }
  }
}

CLONES void kernel_layer_norm(
    const float *x, const float *weight, const float *bias, float *y, float *mean, float *inverse_deviation, long rows,
    long columns, float epsilon) {
  for (long row = 0; row < rows; row++) {
    const float *x_row = x + row * columns;
    float *y_row = y + row * columns;
    const float m = row_sum(x_row, columns) / (float)columns;
    const float r = inverse_root(squared_deviation(x_row, m, columns) / (float)columns + epsilon);
    mean[row] = m;
    inverse_deviation[row] = r;
    INDEPENDENT
    for (long i = 0; i < columns; i++) y_row[i] = (x_row[i] - m) * r * weight[i] + bias[i];
  }
}

CLONES void kernel_layer_norm_backward(
    const float *x, const float *weight, const float *mean, const float *inverse_deviation, const float *dy, float *dx,
    int accumulates, float *dweight, float *dbias, long rows, long columns) {
  for (long row = 0; row < rows; row++) {
    const float *x_row = x + row * columns;
    const float *dy_row = dy + row * columns;
    const float m = mean[row];
    const float r = inverse_deviation[row];
    if (dweight) {
      INDEPENDENT
      for (long i = 0; i < columns; i++) dweight[i] += dy_row[i] * (x_row[i] - m) * r;
    }
    if (dbias) {
      INDEPENDENT
      for (long i = 0; i < columns; i++) dbias[i] += dy_row[i];
    }
    if (!dx) continue;
    float *dx_row = dx + row * columns;
    const float g_sum = row_dot(dy_row, weight, columns);
    const float gx_sum = row_dot3(dy_row, weight, x_row, columns);
    // With g = w·dy and n = (x − m)·r: dx = r (g − mean(g) − n · mean(g·n)).
    const float slope = r * r * r * (gx_sum - m * g_sum) / (float)columns;
    const float offset = r * g_sum / (float)columns - slope * m;
    if (accumulates) {
      INDEPENDENT
      for (long i = 0; i < columns; i++) dx_row[i] += r * weight[i] * dy_row[i] - slope * x_row[i] - offset;
    } else {
      INDEPENDENT
      for (long i = 0; i < columns; i++) dx_row[i] = r * weight[i] * dy_row[i] - slope * x_row[i] - offset;
    }
  }
}
