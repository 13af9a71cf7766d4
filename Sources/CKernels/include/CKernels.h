#ifndef SWITCHYARD_CKERNELS_H
#define SWITCHYARD_CKERNELS_H

#include <stdint.h>

// Loops over floats that the Swift compiler does not vectorise: exponentials, reductions, gathers.
//
// Every function runs on the calling thread and allocates nothing. Arrays are dense and row-major unless a stride is
// given: the distance in floats between the starts of two rows. Output may be the same array as an input of the same
// shape and stride; other overlaps are not allowed. `accumulates` other than 0 adds to the output, which is then read;
// otherwise the output may hold anything. The bits of a result depend on the lengths and the processor's instruction
// set, not on addresses or threads.

// MARK: - Exponentials and softmax (softmax.c)

/// y = exp(x). Relative error below 2e-7; results below 2^-125.5 are 0.
void kernel_exp(const float *x, float *y, long count);

/// y = softmax(scale · x) of each row; log_sum_exp (rows), of scale · x, is written when it is not NULL.
/// Entries of -inf get 0; a row of -inf only gets zeros and -inf.
/// - Precondition: scale > 0.
void kernel_softmax(
    const float *x, long x_stride, float *y, long y_stride, long rows, long columns, float scale,
    float *log_sum_exp);

/// In place: row i of the block of scores (rows, columns) becomes softmax(scale · scores) over the columns
/// j ≤ i + offset and 0 elsewhere. log_sum_exp (rows) as in kernel_softmax, may be NULL.
void kernel_causal_softmax(
    float *scores, long stride, long rows, long columns, long offset, float scale, float *log_sum_exp);

/// In place: the same probabilities once more from raw scores and the kept log-sum-exp.
void kernel_causal_probabilities(
    float *scores, long stride, long rows, long columns, long offset, float scale, const float *log_sum_exp);

/// dx (+)= scale · p ∘ (dp − Σ p ∘ dp) of each row: the derivative of softmax(scale · x). dx may be dp.
void kernel_softmax_backward(
    const float *p, long p_stride, const float *dp, long dp_stride, float *dx, long dx_stride, long rows, long columns,
    float scale, int accumulates);

/// In place on dp: the same for a causal block; p and dp share the stride. Columns j > i + offset are not read and
/// become 0.
void kernel_causal_softmax_backward(
    const float *p, float *dp, long stride, long rows, long columns, long offset, float scale);

/// Cross-entropy of rows of logits against targets (rows), in place: logits become
/// (softmax − onehot(target)) · scale, the derivative of scale · Σ loss.
/// Returns the sum of the losses in nats; losses (rows) is written when it is not NULL.
/// A negative target marks a row that does not count: its loss and derivative are 0.
double kernel_cross_entropy(
    float *logits, long stride, const int32_t *targets, long rows, long columns, float scale, float *losses);

/// The losses alone; leaves the logits as they are.
double kernel_cross_entropy_loss(
    const float *logits, long stride, const int32_t *targets, long rows, long columns, float *losses);

// MARK: - Activations (activations.c)

/// y = x Φ(x) with Φ by tanh: ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))).
void kernel_gelu_tanh(const float *x, float *y, long count);
/// dx (+)= dy · d gelu/dx.
void kernel_gelu_tanh_backward(const float *x, const float *dy, float *dx, long count, int accumulates);

/// y = x Φ(x) with the normal distribution function itself.
void kernel_gelu_erf(const float *x, float *y, long count);
/// dx (+)= dy · d gelu/dx.
void kernel_gelu_erf_backward(const float *x, const float *dy, float *dx, long count, int accumulates);

/// y = x / (1 + exp(−1.702 x)).
void kernel_quick_gelu(const float *x, float *y, long count);
/// dx (+)= dy · d gelu/dx.
void kernel_quick_gelu_backward(const float *x, const float *dy, float *dx, long count, int accumulates);

/// y = x / (1 + exp(−x)).
void kernel_silu(const float *x, float *y, long count);
/// dx (+)= dy · d silu/dx.
void kernel_silu_backward(const float *x, const float *dy, float *dx, long count, int accumulates);

/// y = silu(gate) · up.
void kernel_swiglu(const float *gate, const float *up, float *y, long count);
/// dgate (+)= dy · up · d silu/dgate.
void kernel_swiglu_backward_gate(
    const float *gate, const float *up, const float *dy, float *dgate, long count, int accumulates);
/// dup (+)= dy · silu(gate).
void kernel_swiglu_backward_up(const float *gate, const float *dy, float *dup, long count, int accumulates);

/// y = gelu_tanh(x) and, in place, x becomes dy · d gelu/dx. y may be dy.
void kernel_gelu_tanh_both(float *x, const float *dy, float *y, long count);
/// y = silu(gate) · up and, in place, gate and up become their derivatives. y may be dy.
void kernel_swiglu_both(float *gate, float *up, const float *dy, float *y, long count);

// MARK: - Norms (norms.c)

/// y = x · r · weight with r = 1 / √(mean(x²) + epsilon) of each row.
/// Shapes: x, y (rows, columns), weight (columns), inverse_rms (rows), kept for the derivative.
void kernel_rms_norm(
    const float *x, const float *weight, float *y, float *inverse_rms, long rows, long columns, float epsilon);

/// dx (+)= …, dweight += …; either may be NULL. dweight (columns) must be cleared first. dx may be dy.
void kernel_rms_norm_backward(
    const float *x, const float *weight, const float *inverse_rms, const float *dy, float *dx, int accumulates,
    float *dweight, long rows, long columns);

/// y = (x − mean) · r · weight + bias with r = 1 / √(variance + epsilon) of each row, variance over `columns`.
/// Shapes: x, y (rows, columns), weight, bias (columns), mean, inverse_deviation (rows), kept for the derivative.
void kernel_layer_norm(
    const float *x, const float *weight, const float *bias, float *y, float *mean, float *inverse_deviation, long rows,
    long columns, float epsilon);

/// dx (+)= …, dweight += …, dbias += …; any may be NULL. dweight, dbias (columns) must be cleared first. dx may be dy.
void kernel_layer_norm_backward(
    const float *x, const float *weight, const float *mean, const float *inverse_deviation, const float *dy, float *dx,
    int accumulates, float *dweight, float *dbias, long rows, long columns);

// MARK: - Rotary embedding (rotary.c)

/// Turns the pairs (x[i], x[half_width + i]) of each row by the angles of the row:
/// y[i] = x[i] cos − x[half + i] sin, y[half + i] = x[half + i] cos + x[i] sin. `inverse` turns back: the derivative.
/// Shapes: x, y (rows, 2 · half_width), cosines, sines (rows, half_width) with rows table_stride apart;
/// table_stride 0 gives all rows the same angles.
void kernel_rotary(
    const float *x, long x_stride, float *y, long y_stride, const float *cosines, const float *sines, long table_stride,
    long rows, long half_width, int inverse, int accumulates);

// MARK: - Sums and rows (rows.c)

/// y (+)= factor · x.
void kernel_scale_add(const float *x, float factor, float *y, long count, int accumulates);

/// y (+)= a ∘ b.
void kernel_multiply(const float *a, const float *b, float *y, long count, int accumulates);

/// y[r] (+)= weights[r] · x[indices[r]]. weights NULL means 1; a negative index stands for a row of zeros.
/// Shapes: x (any, columns), indices, weights (rows), y (rows, columns).
void kernel_gather_rows(
    const float *x, long x_stride, const int32_t *indices, const float *weights, float *y, long y_stride, long rows,
    long columns, int accumulates);

/// y[indices[r]] += weights[r] · x[r], in the order of r. weights NULL means 1; rows with a negative index are skipped.
/// Shapes: x (rows, columns), indices, weights (rows), y (any, columns).
void kernel_scatter_add_rows(
    const float *x, long x_stride, const int32_t *indices, const float *weights, float *y, long y_stride, long rows,
    long columns);

/// dots[r] (+)= x[r] · y[indices[r]]; 0 for a negative index. Shapes as in kernel_scatter_add_rows.
void kernel_indexed_dots(
    const float *x, long x_stride, const float *y, long y_stride, const int32_t *indices, float *dots, long rows,
    long columns, int accumulates);

// MARK: - Matrix products (product.c, product_tiles.h)

/// C ← alpha · op(A) · op(B) + beta · C, row-major, with op(A) = Aᵀ where transpose_a is not 0; op(B) likewise.
/// Shapes: op(A) (m, k), op(B) (k, n), C (m, n); rows lda, ldb and ldc floats apart as stored. C is not read where
/// beta is 0. Takes 160 KiB of stack. The bits of an element depend on its row of op(A), its column of op(B), alpha,
/// beta and k alone, and are the same at both levels.
/// - Precondition: level is 2 (AVX2 and FMA) or 3 (AVX-512) and no greater than kernel_vector_level().
void kernel_product(
    int level, int transpose_a, int transpose_b, long m, long n, long k, float alpha, const float *a, long lda,
    const float *b, long ldb, float beta, float *c, long ldc);

/// The columns that kernel_pack makes of n: a packed B takes k rows of so many floats, aligned to 64 bytes.
static inline long kernel_packed_columns(long n) { return (n + 31) / 32 * 32; }

/// Copies columns first ..< first + columns of op(B), as kernel_packed_product reads them, to their place in `packed`.
/// - Precondition: first is a multiple of 32, and so is columns unless these are the last.
void kernel_pack(
    int level, int transpose_b, long n, long k, const float *b, long ldb, long first, long columns, float *packed);

/// Columns first ..< first + columns of kernel_product's C, to the same bits, from a B that kernel_pack has packed at the
/// same level. c is the start of C's first row.
/// - Precondition: as kernel_pack.
void kernel_packed_product(
    int level, int transpose_a, long m, long n, long k, long first, long columns, float alpha, const float *a, long lda,
    const float *packed, float beta, float *c, long ldc);

// MARK: - Optimiser (optimizer.c)

/// The numbers of one step of AdamW, t counted from 1.
struct kernel_adamw_step {
  float beta1, beta2, epsilon;
  /// 1 − learning_rate · weight_decay, or 1.
  float decay_factor;
  /// learning_rate / (1 − beta1^t).
  float step_size;
  /// 1 / √(1 − beta2^t).
  float inverse_root_correction2;
  /// Factor of every gradient: the clipping.
  float gradient_scale;
};

/// One step of AdamW on values, with both moments. All arrays (count).
void kernel_adamw(
    float *values, const float *gradients, float *first_moments, float *second_moments, long count,
    struct kernel_adamw_step step);

/// The numbers of one step of gradient descent with Nesterov's momentum.
struct kernel_nesterov_step {
  float learning_rate, momentum;
  /// Times the value, it is added to the gradient; 0 for what does not decay.
  float weight_decay;
  /// Factor of every gradient: the clipping.
  float gradient_scale;
};

/// v ← momentum · v + g and value ← value − learning_rate · (g + momentum · v), where g is the scaled gradient plus
/// weight_decay · value. All arrays (count); momentum holds v.
void kernel_nesterov(
    float *values, const float *gradients, float *momentum, long count, struct kernel_nesterov_step step);

/// Σ x², summed in double.
double kernel_sum_of_squares(const float *x, long count);

/// Σ x · y, summed in double.
double kernel_dot(const float *x, const float *y, long count);

// MARK: - Random numbers (random.c)

/// Philox4x32-10 with key `seed` and counters (position + b, stream), four words a block. words (4 · blocks).
void kernel_philox(uint64_t seed, uint64_t stream, uint64_t position, uint32_t *words, long blocks);

/// y (+)= x · scale where the element's word is at least `threshold`, else 0. Element i has word i % 4 of the block at
/// position + i / 4, so the same call on dy gives dx.
void kernel_dropout(
    const float *x, float *y, long count, uint32_t threshold, float scale, uint64_t seed, uint64_t stream,
    uint64_t position, int accumulates);

// MARK: - Processor (processor.c)

/// Widest vectors that processor and operating system support: 0 SSE, 1 AVX, 2 AVX2 and FMA, 3 AVX-512 (F, DQ, BW, VL,
/// CD); -1 on other architectures.
int kernel_vector_level(void);

/// Whether the processor is AMD's.
int kernel_is_amd(void);

#endif
