internal import CKernels

/// How wide the vectors of a processor, or of a set of OpenBLAS kernels, are.
public enum VectorLevel: Int, Comparable, Sendable {
  case sse, avx, avx2, avx512

  /// Narrower before wider.
  public static func < (a: VectorLevel, b: VectorLevel) -> Bool { a.rawValue < b.rawValue }
}

/// What cpuid, and the operating system, say of this processor.
public struct ProcessorFeatures: Equatable, Sendable {
  /// The widest vectors that processor and operating system both allow.
  public var level: VectorLevel
  /// AMD's processors do a 512-bit operation as two of 256: kernels for AVX2 lose nothing there.
  public var isAMD: Bool

  /// Given features, as for a processor other than this one.
  public init(level: VectorLevel, isAMD: Bool) {
    self.level = level
    self.isAMD = isAMD
  }

  /// This machine's, or nil where the question does not arise (not x86-64).
  public static var current: ProcessorFeatures? {
    let level = kernel_vector_level()
    guard level >= 0 else { return nil }
    return ProcessorFeatures(level: VectorLevel(rawValue: Int(level)) ?? .sse, isAMD: kernel_is_amd() != 0)
  }
}

/// The choice between OpenBLAS's sets of kernels.
///
/// Debian 12's OpenBLAS does not know newer processors and falls back to kernels from 2004, up to five times slower.
/// The environment variable `OPENBLAS_CORETYPE` makes it take better ones, but only when it is there at loading.
public enum BLASCore {
  private static let known512: Set = ["skylakex", "cooperlake", "sapphirerapids"]

  /// The vectors that a core's kernels use; unknown names count as the best there is, so that they are left alone.
  static func level(of core: String) -> VectorLevel {
    switch core.lowercased() {
    case "prescott", "core2", "penryn", "dunnington", "nehalem", "athlon", "opteron", "opteron_sse3", "barcelona",
      "bobcat", "atom", "banias", "katmai", "coppermine", "northwood", "nano", "generic", "unknown":
      .sse
    case "sandybridge", "bulldozer", "piledriver", "steamroller": .avx
    case "haswell", "zen", "excavator": .avx2
    default: .avx512
    }
  }

  /// The core type to ask for, or nil when the one in use is good enough.
  ///
  /// On AMD's processors the AVX2 kernels are asked for in place of those for AVX-512 as well: measured on a Zen 4,
  /// sgemm 2048³ on one thread, 108 GFLOP/s with Haswell's kernels, 104 with Cooperlake's and 105 with SkylakeX's.
  public static func better(than core: String, on processor: ProcessorFeatures) -> String? {
    let wanted = processor.isAMD ? min(processor.level, .avx2) : processor.level
    let inUse = level(of: core)
    guard inUse < wanted || (processor.isAMD && known512.contains(core.lowercased()) && wanted == .avx2) else {
      return nil
    }
    switch wanted {
    case .sse: return nil
    case .avx: return "Sandybridge"
    case .avx2: return "Haswell"
    case .avx512: return "SkylakeX"
    }
  }
}
