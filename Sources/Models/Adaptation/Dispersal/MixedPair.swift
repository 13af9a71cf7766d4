public import Tensor

/// Two pictures to be laid over each other, and their labels.
public struct MixedPair: Sendable, Equatable {
  /// Where a picture lies.
  public enum Picture: Sendable, Equatable, Hashable {
    /// In the target domain, with its number.
    case target(Int)
    /// Among the labelled source pictures, with its number.
    case source(Int)
  }

  /// The one of the greater share.
  public var dominant: Picture
  /// The other.
  public var other: Picture
  /// Share of the dominant one, in [0.5, 1].
  public var weight: Float
  /// Class of the dominant one.
  public var dominantLabel: Int
  /// Class of the other.
  public var otherLabel: Int
  /// Whether its loss counts.
  public var counts = true

  /// weight · a + (1 − weight) · b, element by element: pixels, or features.
  public func mix(_ dominant: some Collection<Float>, _ other: some Collection<Float>) -> [Float] {
    precondition(dominant.count == other.count, "MixedPair: \(dominant.count) and \(other.count) values")
    return zip(dominant, other).map { weight * $0 + (1 - weight) * $1 }
  }

  /// Sums to 1. Shape: (C).
  public func softLabel(classes: Int) -> [Float] {
    var label = Array(repeating: Float(0), count: classes)
    label[dominantLabel] += weight
    label[otherLabel] += 1 - weight
    return label
  }
}

extension [MixedPair] {
  /// Mean soft cross-entropy of the pairs that count; 0 if none does.
  ///
  /// Source: L_XVD and L_IVD, notes 2.3 step 4 and 2.4. Shapes: logits (count, C); result (1), in nats.
  public func loss(_ tape: Tape, logits: Tensor) -> Tensor {
    tape.softCrossEntropy(
      logits: logits, targets: flatMap { $0.softLabel(classes: logits.columns) }, weights: map { $0.counts ? 1 : 0 })
  }
}
