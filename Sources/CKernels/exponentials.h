#ifndef SWITCHYARD_EXPONENTIALS_H
#define SWITCHYARD_EXPONENTIALS_H

#include "approximations.h"

// Sixteen running maxima: a plain maximum over floats is not vectorised, because of what it says of NaN.
INLINE float row_maximum(const float *x, long columns) {
  float lanes[16];
  for (int lane = 0; lane < 16; lane++) lanes[lane] = -INFINITY;
  long column = 0;
  for (; column + 16 <= columns; column += 16) {
    for (int lane = 0; lane < 16; lane++) {
      const float value = x[column + lane];
      lanes[lane] = value > lanes[lane] ? value : lanes[lane];
    }
  }
  float maximum = -INFINITY;
  for (int lane = 0; lane < 16; lane++) maximum = lanes[lane] > maximum ? lanes[lane] : maximum;
  for (; column < columns; column++) maximum = x[column] > maximum ? x[column] : maximum;
  return maximum;
}

// y = exp(scale · x − shift); returns the sum.
INLINE float row_exponentials(const float *x, float *y, long columns, float scale, float shift) {
  RELAXED_SUMS
  float sum = 0;
  INDEPENDENT
  for (long column = 0; column < columns; column++) {
    const float value = exp_approximation(scale * x[column] - shift);
    y[column] = value;
    sum += value;
  }
  return sum;
}

#endif
