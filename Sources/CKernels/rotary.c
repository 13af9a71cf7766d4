#include "CKernels.h"
#include "clones.h"

CLONES void kernel_rotary(
    const float *x, long x_stride, float *y, long y_stride, const float *cosines, const float *sines, long table_stride,
    long rows, long half_width, int inverse, int accumulates) {
  const float sign = inverse ? -1.0f : 1.0f;
  for (long row = 0; row < rows; row++) {
    const float *from = x + row * x_stride;
    float *to = y + row * y_stride;
    const float *c = cosines + row * table_stride;
    const float *s = sines + row * table_stride;
    if (accumulates) {
      INDEPENDENT
      for (long i = 0; i < half_width; i++) {
        const float a = from[i], b = from[half_width + i], turn = sign * s[i];
        to[i] += a * c[i] - b * turn;
        to[half_width + i] += b * c[i] + a * turn;
      }
    } else {
      INDEPENDENT
      for (long i = 0; i < half_width; i++) {
        const float a = from[i], b = from[half_width + i], turn = sign * s[i];
        to[i] = a * c[i] - b * turn;
        to[half_width + i] = b * c[i] + a * turn;
      }
    }
  }
}
