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

#endif
