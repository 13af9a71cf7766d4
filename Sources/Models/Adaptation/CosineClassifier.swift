public import Tensor

/// Classes are directions: logits = unit(f) · unit(W)ᵀ / T.
///
/// Source: notes 2.2, T 0.05. As in the published code the rows of W are scaled to unit length in place before a pass, and the
/// derivative is that by the scaled rows.
public struct CosineClassifier: Sendable, Equatable {
  /// T, above 0.
  public var temperature: Float

  /// A classifier of that temperature.
  public init(temperature: Float = 0.05) {
    precondition(temperature > 0, "CosineClassifier: temperature \(temperature)")
    self.temperature = temperature
  }

  /// Scales the rows of W (C, D) to unit length, in place; once before each pass.
  public static func normalise(_ weight: Parameter) {
    let rows = FeatureRows(
      Array(UnsafeBufferPointer(start: weight.values, count: weight.count)), width: weight.shape.last ?? 1)
    weight.values.update(from: rows.unit.values, count: weight.count)
  }

  /// Shapes: features (N, D) of unit length, weight (C, D) with rows of unit length; result (N, C).
  public func logits(_ tape: Tape, unitFeatures features: Tensor, weight: Tensor) -> Tensor {
    tape.scale(tape.linear(features, weight: weight), by: 1 / temperature)
  }
}
