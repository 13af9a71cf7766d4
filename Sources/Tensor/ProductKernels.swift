internal import CKernels
internal import Foundation

/// The code that multiplies matrices.
public enum ProductKernels: String, Sendable {
  /// Our own, for AVX-512.
  case avx512 = "own-avx512"
  /// OpenBLAS's.
  case openBLAS = "OpenBLAS"

  /// Set by a user, it names the OpenBLAS core to use, and that OpenBLAS is to be used.
  public static let coreVariable = "OPENBLAS_CORETYPE"

  /// What this process uses.
  public static let inUse = choice(environment: ProcessInfo.processInfo.environment, processor: .current)

  /// Our own where the processor has AVX-512, unless the environment names an OpenBLAS core.
  ///
  /// Measured on one thread of a Zen 4, with the trainer's shapes: ours for AVX-512 are 1.02 to 1.14 times as fast as
  /// OpenBLAS's Haswell kernels, ours for AVX2 0.90 to 1.10 times, least with Aᵀ. So the latter are not chosen.
  public static func choice(environment: [String: String], processor: ProcessorFeatures?) -> ProductKernels {
    environment[coreVariable] == nil && processor?.level == .avx512 ? .avx512 : .openBLAS
  }

  /// What `kernel_product` wants as its level; 0 is OpenBLAS. Read with every product, so kept as a plain number.
  static let level: Int32 = inUse == .avx512 ? Int32(VectorLevel.avx512.rawValue) : 0
}
