internal import Tensor

/// Names one training step to the parts of the model that draw random numbers.
public struct ViTNoise: Sendable {
  /// The run's seed.
  public var seed: UInt64
  /// Number of the step, counted from 0.
  public var step: Int

  /// The same seed and step draw the same noise.
  public init(seed: UInt64, step: Int) {
    self.seed = seed
    self.step = step
  }

  /// A branch with whole images dropped and the others made up for it: each keeps its expectation.
  ///
  /// Shapes: x (images · N, D).
  /// - Parameter branch: 0 for attention, 1 for the perceptron; each draws for itself.
  func skipped(_ tape: Tape, _ x: Tensor, rate: Float, images: Int, block: Int, branch: Int) -> Tensor {
    let random = CounterRandom(seed: seed, stream: RandomStream.number(of: "blocks.\(block).path.\(branch)"))
    let factors = (0..<images).map { image in
      random.uniform(at: UInt64(step) * UInt64(images) + UInt64(image)) < rate ? 0 : 1 / (1 - rate)
    }
    return tape.scaleGroups(x, by: factors)
  }

  /// x with elements dropped, for the low-rank correction of one block.
  func dropped(_ tape: Tape, _ x: Tensor, rate: Float, block: Int) -> Tensor {
    tape.dropout(
      x, rate: rate, seed: seed, stream: UInt64(block), position: UInt64(step) * UInt64((x.count + 3) / 4))
  }
}
