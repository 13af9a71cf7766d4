#include "CKernels.h"
#include "approximations.h"

// Passes dx = dy · slope(x) over whole arrays; the two loops let the compiler drop the test for accumulation.
#define BACKWARD_LOOP(SLOPE)                                                     \
  if (accumulates) {                                                             \
    INDEPENDENT                                                                  \
    for (long i = 0; i < count; i++) dx[i] += dy[i] * SLOPE(x[i]);               \
  } else {                                                                       \
    INDEPENDENT                                                                  \
    for (long i = 0; i < count; i++) dx[i] = dy[i] * SLOPE(x[i]);                \
  }

// ½ (1 + tanh u) = 1 / (1 + exp(−2u)), here with 2u = x (a + b x²): no tanh is needed, and nothing cancels.
static const float gelu_a = 1.5957691216057308f;   // 2 √(2/π)
static const float gelu_b = 0.07135481627260025f;  // 2 √(2/π) · 0.044715

INLINE float gelu_tanh(float x) { return x * sigmoid_approximation(x * (gelu_a + gelu_b * x * x)); }

INLINE float gelu_tanh_slope(float x) {
  const float square = x * x;
  const float s = sigmoid_approximation(x * (gelu_a + gelu_b * square));
  return s + x * s * (1.0f - s) * (gelu_a + 3.0f * gelu_b * square);
}

// Φ(−z) for z ≥ 0, given exp(−z²/2): ½ erfc(z/√2). The polynomial in t = 1 / (1 + 0.3 z/√2) was fitted to
// erfc(v) exp(v²) / t by least squares reweighted to equal relative errors, 2e-8 for v in 0 ... 10.
INLINE float normal_tail(float z, float exponential) {
  const float t = 1.0f / (1.0f + 0.21213203435596426f * z);
  float p = -1.295228093e-01f;
  p = p * t + 4.855627556e-01f;
  p = p * t - 5.122771696e-01f;
  p = p * t + 5.477190010e-01f;
  p = p * t - 9.465003267e-02f;
  p = p * t + 2.149257702e-01f;
  p = p * t + 1.483392423e-01f;
  p = p * t + 1.707152170e-01f;
  p = p * t + 1.691880058e-01f;
  return 0.5f * t * p * exponential;
}

INLINE float gelu_erf(float x) {
  const float tail = normal_tail(__builtin_fabsf(x), exp_approximation(-0.5f * x * x));
  return x * (x < 0.0f ? tail : 1.0f - tail);
}

INLINE float gelu_erf_slope(float x) {
  const float exponential = exp_approximation(-0.5f * x * x);
  const float tail = normal_tail(__builtin_fabsf(x), exponential);
  return (x < 0.0f ? tail : 1.0f - tail) + x * 0.3989422804014327f * exponential;
}

INLINE float silu(float x) { return x * sigmoid_approximation(x); }

INLINE float silu_slope(float x) {
  const float s = sigmoid_approximation(x);
  return s + x * s * (1.0f - s);
}

INLINE float quick_gelu(float x) { return x * sigmoid_approximation(1.702f * x); }

INLINE float quick_gelu_slope(float x) {
  const float s = sigmoid_approximation(1.702f * x);
  return s + 1.702f * x * s * (1.0f - s);
}

CLONES void kernel_gelu_tanh(const float *x, float *y, long count) {
  INDEPENDENT
  for (long i = 0; i < count; i++) y[i] = gelu_tanh(x[i]);
}

CLONES void kernel_gelu_tanh_backward(const float *x, const float *dy, float *dx, long count, int accumulates) {
  BACKWARD_LOOP(gelu_tanh_slope)
}

CLONES void kernel_gelu_erf(const float *x, float *y, long count) {
  INDEPENDENT
  for (long i = 0; i < count; i++) y[i] = gelu_erf(x[i]);
}

CLONES void kernel_gelu_erf_backward(const float *x, const float *dy, float *dx, long count, int accumulates) {
  BACKWARD_LOOP(gelu_erf_slope)
}

CLONES void kernel_quick_gelu(const float *x, float *y, long count) {
  INDEPENDENT
  for (long i = 0; i < count; i++) y[i] = quick_gelu(x[i]);
}

CLONES void kernel_quick_gelu_backward(const float *x, const float *dy, float *dx, long count, int accumulates) {
  BACKWARD_LOOP(quick_gelu_slope)
}

CLONES void kernel_silu(const float *x, float *y, long count) {
  INDEPENDENT
  for (long i = 0; i < count; i++) y[i] = silu(x[i]);
}

CLONES void kernel_silu_backward(const float *x, const float *dy, float *dx, long count, int accumulates) {
  BACKWARD_LOOP(silu_slope)
}

CLONES void kernel_swiglu(const float *gate, const float *up, float *y, long count) {
  INDEPENDENT
  for (long i = 0; i < count; i++) y[i] = silu(gate[i]) * up[i];
}

CLONES void kernel_swiglu_backward_gate(
    const float *gate, const float *up, const float *dy, float *dgate, long count, int accumulates) {
  if (accumulates) {
    INDEPENDENT
    for (long i = 0; i < count; i++) dgate[i] += dy[i] * up[i] * silu_slope(gate[i]);
  } else {
    INDEPENDENT
    for (long i = 0; i < count; i++) dgate[i] = dy[i] * up[i] * silu_slope(gate[i]);
  }
}

CLONES void kernel_swiglu_backward_up(
    const float *gate, const float *dy, float *dup, long count, int accumulates) {
  if (accumulates) {
    INDEPENDENT
    for (long i = 0; i < count; i++) dup[i] += dy[i] * silu(gate[i]);
  } else {
    INDEPENDENT
    for (long i = 0; i < count; i++) dup[i] = dy[i] * silu(gate[i]);
  }
}

CLONES void kernel_gelu_tanh_both(float *x, const float *dy, float *y, long count) {
  INDEPENDENT
  for (long i = 0; i < count; i++) {
    const float value = x[i];
    const float incoming = dy[i];
    const float square = value * value;
    const float s = sigmoid_approximation(value * (gelu_a + gelu_b * square));
    y[i] = value * s;
    x[i] = incoming * (s + value * s * (1.0f - s) * (gelu_a + 3.0f * gelu_b * square));
  }
}

CLONES void kernel_swiglu_both(float *gate, float *up, const float *dy, float *y, long count) {
  INDEPENDENT
  for (long i = 0; i < count; i++) {
    const float g = gate[i];
    const float u = up[i];
    const float incoming = dy[i];
    const float s = sigmoid_approximation(g);
    const float activated = g * s;
    y[i] = activated * u;
    up[i] = incoming * activated;
    gate[i] = incoming * u * (s + activated * (1.0f - s));
  }
}
