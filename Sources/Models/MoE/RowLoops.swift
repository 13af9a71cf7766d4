/// Loops over rows of a matrix.
enum RowLoops {
  /// y ← w · x
  @inline(__always)
  static func scale(_ x: UnsafePointer<Float>, by w: Float, into y: UnsafeMutablePointer<Float>, count: Int) {
    for j in 0..<count { y[j] = w * x[j] }
  }

  /// y ← y + w · x
  @inline(__always)
  static func add(_ x: UnsafePointer<Float>, by w: Float, to y: UnsafeMutablePointer<Float>, count: Int) {
    for j in 0..<count { y[j] += w * x[j] }
  }

  /// Σ x · y, in sixteen partial sums.
  @inline(__always)
  static func dot(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int) -> Float {
    var sums = SIMD16<Float>()
    let (xRaw, yRaw) = (UnsafeRawPointer(x), UnsafeRawPointer(y))
    let whole = count & ~15
    for j in stride(from: 0, to: whole, by: 16) {
      sums +=
        xRaw.loadUnaligned(fromByteOffset: j * 4, as: SIMD16<Float>.self)
        * yRaw.loadUnaligned(fromByteOffset: j * 4, as: SIMD16<Float>.self)
    }
    var rest: Float = 0
    for j in whole..<count { rest += x[j] * y[j] }
    return sums.sum() + rest
  }
}
