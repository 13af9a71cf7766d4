/// What is particular to one pass through a vision transformer.
public struct ViTPass {
  /// What training drops; nil: nothing is dropped.
  public var noise: ViTNoise?
  /// Whether blocks merge tokens; without, the pass is that of the uncompressed model with the same weights.
  public var merges = true
  /// Is told the factors of the reducer; nil: nobody looks.
  public var observer: MergeObserver?

  /// A pass that merges.
  public init(noise: ViTNoise? = nil, merges: Bool = true, observer: MergeObserver? = nil) {
    (self.noise, self.merges, self.observer) = (noise, merges, observer)
  }
}

/// Gathers what reducers did to the sources of a pass.
public final class MergeObserver {
  /// By block; blocks whose reducer leaves sources alone are absent.
  public internal(set) var gates: [Int: MergeGates] = [:]

  /// Nothing seen yet.
  public init() {}
}

/// The factors with which a reducer modulated its sources, as they were applied.
public struct MergeGates: Sendable, Equatable {
  /// (B, r): a factor for each pair; PYRA's 2 σ(δ_r) − 1. Where a factor is of one element, the mean over channels.
  /// Empty where there is none.
  public var token: [Float]
  /// (B, D): a factor for each channel; PYRA's 2 σ(δ_D). Where a factor is of one element, the mean over pairs; one row
  /// alone where it is the same for all images. Empty where there is none.
  public var channel: [Float]
}
