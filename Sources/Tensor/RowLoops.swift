internal import CKernels

/// Loops over blocks of rows for operations that are written outside this target. See `CKernels.h`.
package enum RowLoops {
  /// y = exp(x).
  package static func exp(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int) {
    kernel_exp(x, y, count)
  }

  /// y[r] (+)= weights[r] · x[indices[r]]; a negative index stands for a row of zeros.
  package static func gather(
    _ x: UnsafePointer<Float>, stride: Int, _ indices: UnsafePointer<Int32>, weights: UnsafePointer<Float>? = nil,
    rows: Int, columns: Int, into y: UnsafeMutablePointer<Float>, accumulates: Bool = false
  ) {
    kernel_gather_rows(x, stride, indices, weights, y, columns, rows, columns, accumulates ? 1 : 0)
  }

  /// dots[r] = x[r] · y[indices[r]].
  package static func dots(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, at indices: UnsafePointer<Int32>, rows: Int, columns: Int,
    into dots: UnsafeMutablePointer<Float>
  ) {
    kernel_indexed_dots(x, columns, y, columns, indices, dots, rows, columns, 0)
  }

  /// y (+)= factor · x.
  package static func scale(
    _ x: UnsafePointer<Float>, by factor: Float, into y: UnsafeMutablePointer<Float>, count: Int,
    accumulates: Bool = false
  ) {
    kernel_scale_add(x, factor, y, count, accumulates ? 1 : 0)
  }
}
