internal import Foundation
public import Tensor

/// What CDAN shows its discriminator: features together with predictions, and how much each picture counts.
///
/// Source: Long et al. 2018, "Conditional Adversarial Domain Adaptation", arXiv:1705.10667, equations 5 to 9; notes 4.
/// Predictions are constants, as in the library there.
public enum ConditionalAlignment {
  /// f ⊗ softmax(logits). Shapes: features (N, D), logits (N, C); result (N, D · C).
  public static func joined(_ tape: Tape, features: Tensor, logits: Tensor) -> Tensor {
    tape.outerProduct(features, tape.softmax(logits.detached))
  }

  /// (R_f f) ∘ (R_g softmax(logits)) / √K with fixed normal R: stands for the product where D · C is too wide.
  ///
  /// Shapes: features (N, D), logits (N, C); result (N, K).
  public struct RandomProjection: Sendable {
    private let features: FeatureRows
    private let classes: FeatureRows

    /// Draws R_f (K, D) and R_g (K, C), a function of (seed, prefix).
    public init(width: Int, classes: Int, outputs: Int, seed: UInt64, prefix: String = "projection") {
      func draw(_ name: String, _ columns: Int) -> FeatureRows {
        var values = Array(repeating: Float(0), count: outputs * columns)
        let random = CounterRandom(seed: seed, stream: RandomStream.number(of: "\(prefix).\(name)"))
        values.withUnsafeMutableBufferPointer { random.fillNormal($0, from: 0) }
        return FeatureRows(values, width: columns)
      }
      (features, self.classes) = (draw("features", width), draw("classes", classes))
    }

    /// The projection of a batch.
    public func callAsFunction(_ tape: Tape, features x: Tensor, logits: Tensor) -> Tensor {
      let left = tape.linear(x, weight: tape.constant(features.values, [features.count, features.width]))
      let right = tape.linear(
        tape.softmax(logits.detached), weight: tape.constant(classes.values, [classes.count, classes.width]))
      return tape.scale(tape.multiply(left, right), by: 1 / Float(features.count).squareRoot())
    }
  }

  /// 1 + exp(−H(softmax(logits))), scaled to mean 1: pictures that the classifier is sure of count more.
  ///
  /// Shapes: logits (N, C); result N.
  public static func entropyWeights(logits: Tensor) -> [Float] {
    let c = logits.columns
    let weights = (0..<logits.rows).map { row in
      let own = (0..<c).map { Double(logits.data[row * c + $0]) }
      let highest = own.max() ?? 0
      let normaliser = highest + log(own.reduce(0) { $0 + exp($1 - highest) })
      return 1 + exp(own.reduce(0) { $0 + exp($1 - normaliser) * ($1 - normaliser) })
    }
    let mean = weights.reduce(0, +) / Double(max(weights.count, 1))
    return weights.map { Float($0 / mean) }
  }
}
