internal import COpenBLAS

/// The matrix products of OpenBLAS, on one thread each.
public enum BLAS {
  /// The core type that OpenBLAS has chosen, such as `SkylakeX`.
  public static var coreName: String { String(cString: openblas_get_corename()) }

  /// Lets OpenBLAS use one thread for every product; our own pool runs products side by side.
  public static func useOneThread() { openblas_set_num_threads(1) }

  /// C ← alpha · op(A) · op(B) + beta · C, row-major.
  ///
  /// - Parameters:
  ///   - transposeA: op(A) = Aᵀ; A then has shape (k, m).
  ///   - m: rows of op(A) and C.
  ///   - n: columns of op(B) and C.
  ///   - k: columns of op(A), rows of op(B).
  ///   - lda: distance between rows of A as stored.
  @inline(__always)
  public static func multiply(
    transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: Float = 1,
    _ a: UnsafePointer<Float>, lda: Int, _ b: UnsafePointer<Float>, ldb: Int, beta: Float = 0,
    _ c: UnsafeMutablePointer<Float>, ldc: Int
  ) {
    if m == 0 || n == 0 { return }
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, Int32(m), Int32(n),
      Int32(k), alpha, a, Int32(lda), b, Int32(ldb), beta, c, Int32(ldc))
  }
}

extension ThreadPool {
  /// One large product, cut into blocks of rows of C, each done by one thread.
  ///
  /// The blocks depend on the sizes alone, so the bits of C do not depend on the number of threads.
  /// Parameters as in `BLAS.multiply`.
  public func multiply(
    transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: Float = 1,
    _ a: UnsafePointer<Float>, lda: Int, _ b: UnsafePointer<Float>, ldb: Int, beta: Float = 0,
    _ c: UnsafeMutablePointer<Float>, ldc: Int
  ) {
    // Blocks of about 64 MFLOP: small enough to share out evenly, large enough for the packing of B to vanish.
    let rowFlops = 2 * max(n, 1) * max(k, 1)
    let grain = min(max((64_000_000 / rowFlops + 15) & ~15, 32), max(m, 1))
    parallel(count: m, grain: grain) { rows, _ in
      BLAS.multiply(
        transposeA: transposeA, transposeB: transposeB, m: rows.count, n: n, k: k, alpha: alpha,
        transposeA ? a + rows.lowerBound : a + rows.lowerBound * lda, lda: lda, b, ldb: ldb, beta: beta,
        c + rows.lowerBound * ldc, ldc: ldc)
    }
  }
}
