#include "CKernels.h"
#include "clones.h"

#include <stddef.h>

CLONES void kernel_scale_add(const float *x, float factor, float *y, long count, int accumulates) {
  if (accumulates) {
    INDEPENDENT
    for (long i = 0; i < count; i++) y[i] += factor * x[i];
  } else {
    INDEPENDENT
    for (long i = 0; i < count; i++) y[i] = factor * x[i];
  }
}

CLONES void kernel_multiply(const float *a, const float *b, float *y, long count, int accumulates) {
  if (accumulates) {
    INDEPENDENT
    for (long i = 0; i < count; i++) y[i] += a[i] * b[i];
  } else {
    INDEPENDENT
    for (long i = 0; i < count; i++) y[i] = a[i] * b[i];
  }
}

CLONES void kernel_gather_rows(
    const float *x, long x_stride, const int32_t *indices, const float *weights, float *y, long y_stride, long rows,
    long columns, int accumulates) {
  for (long row = 0; row < rows; row++) {
    float *to = y + row * y_stride;
    if (indices[row] < 0) {
      if (!accumulates)
        for (long i = 0; i < columns; i++) to[i] = 0.0f;
      continue;
    }
    const float *from = x + indices[row] * x_stride;
    const float weight = weights ? weights[row] : 1.0f;
    if (accumulates) {
      INDEPENDENT
      for (long i = 0; i < columns; i++) to[i] += weight * from[i];
    } else {
      INDEPENDENT
      for (long i = 0; i < columns; i++) to[i] = weight * from[i];
    }
  }
}

CLONES void kernel_scatter_add_rows(
    const float *x, long x_stride, const int32_t *indices, const float *weights, float *y, long y_stride, long rows,
    long columns) {
  for (long row = 0; row < rows; row++) {
    if (indices[row] < 0) continue;
    const float *from = x + row * x_stride;
    float *to = y + indices[row] * y_stride;
    const float weight = weights ? weights[row] : 1.0f;
    INDEPENDENT
    for (long i = 0; i < columns; i++) to[i] += weight * from[i];
  }
}

CLONES void kernel_indexed_dots(
    const float *x, long x_stride, const float *y, long y_stride, const int32_t *indices, float *dots, long rows,
    long columns, int accumulates) {
  for (long row = 0; row < rows; row++) {
    float sum = 0;
    if (indices[row] >= 0) {
      RELAXED_SUMS
      const float *a = x + row * x_stride;
      const float *b = y + indices[row] * y_stride;
      for (long i = 0; i < columns; i++) sum += a[i] * b[i];
    }
    dots[row] = accumulates ? dots[row] + sum : sum;
  }
}
