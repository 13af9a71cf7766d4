internal import Foundation
public import Tensor

/// Tells source from target: two hidden layers and a logit, positive for source.
///
/// Source: Ganin et al. 2016, "Domain-Adversarial Training of Neural Networks", arXiv:1505.07818; notes 4. Different from the
/// library there: GELU and no batch normalisation.
public struct DomainDiscriminator {
  private let layers: [(weight: Parameter, bias: Parameter)]
  /// All it learns.
  public var parameters: [Parameter] { layers.flatMap { [$0.weight, $0.bias] } }

  /// Declares the parameters: `PREFIX.0.weight` (hidden, inputs), `PREFIX.0.bias`, …
  public init(_ block: ParameterBlock, inputs: Int, hidden: Int, prefix: String = "discriminator") {
    layers = [(hidden, inputs), (hidden, hidden), (1, hidden)].enumerated().map { index, shape in
      (
        block.declare("\(prefix).\(index).weight", [shape.0, shape.1]),
        block.declare("\(prefix).\(index).bias", [shape.0], decays: false)
      )
    }
  }

  /// Draws the weights: normal of variance 1 / inputs, biases zero; each from a stream of its own.
  public func initialise(seed: UInt64) {
    for (weight, bias) in layers {
      let random = CounterRandom(seed: seed, stream: RandomStream.number(of: weight.name))
      random.fillNormal(
        UnsafeMutableBufferPointer(start: weight.values, count: weight.count),
        deviation: 1 / Float(weight.shape[1]).squareRoot(), from: 0)
      bias.values.update(repeating: 0, count: bias.count)
    }
  }

  /// Shapes: x (N, inputs); result (N, 1).
  public func logits(_ tape: Tape, _ x: Tensor) -> Tensor {
    var x = x
    for (index, layer) in layers.enumerated() {
      x = tape.linear(x, weight: tape.parameter(layer.weight), bias: tape.parameter(layer.bias))
      if index < layers.count - 1 { x = tape.gelu(x) }
    }
    return x
  }

  /// ½ (E_s −ln D + E_t −ln(1 − D)), through reversed gradients: what made the features is to be told apart by nobody.
  ///
  /// Shapes: source (N, inputs), target (M, inputs); result (1), ln 2 where nothing is told apart.
  /// - Parameters:
  ///   - coefficient: of the reversal, `reversal(progress:)`.
  ///   - weights: of source and target rows, each of mean 1; nil for 1.
  public func adversarialLoss(
    _ tape: Tape, source: Tensor, target: Tensor, coefficient: Float,
    weights: (source: [Float], target: [Float])? = nil
  ) -> Tensor {
    let losses = [(source, Float(1), weights?.source), (target, Float(0), weights?.target)].map {
      part, label, weights in
      tape.binaryCrossEntropy(
        logits: logits(tape, tape.reverseGradient(part, by: coefficient)),
        targets: Array(repeating: label, count: part.rows), weights: weights)
    }
    return tape.weightedSum(losses.map { (0.5, $0) })
  }

  /// 2 (high − low) / (1 + exp(−steepness · p)) − (high − low) + low, from `low` at p = 0 towards `high`.
  ///
  /// - Parameter progress: p, the share of the run that is done.
  public static func reversal(
    progress: Double, steepness: Double = 10, low: Double = 0, high: Double = 1
  ) -> Float {
    Float(2 * (high - low) / (1 + exp(-steepness * progress)) - (high - low) + low)
  }
}
