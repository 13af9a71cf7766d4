internal import CKernels
internal import COpenBLAS

/// Matrix products, each on one thread: our own kernels where they suit the processor, otherwise OpenBLAS's.
public enum BLAS {
  /// The kernels in use: `own-avx512`, or the core type that OpenBLAS has chosen, such as `SkylakeX`.
  ///
  /// With the same name, the same product gives the same bits.
  public static var coreName: String {
    ProductKernels.inUse == .openBLAS ? openBLASCoreName : ProductKernels.inUse.rawValue
  }

  /// The core type that OpenBLAS has chosen, such as `SkylakeX`.
  public static var openBLASCoreName: String { String(cString: openblas_get_corename()) }

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
    if ProductKernels.level > 0 {
      kernel_product(
        ProductKernels.level, transposeA ? 1 : 0, transposeB ? 1 : 0, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
      return
    }
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, Int32(m), Int32(n),
      Int32(k), alpha, a, Int32(lda), b, Int32(ldb), beta, c, Int32(ldc))
  }
}
