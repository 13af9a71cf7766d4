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

  /// x with elements dropped, for the low-rank correction of one block.
  func dropped(_ tape: Tape, _ x: Tensor, rate: Float, block: Int) -> Tensor {
    tape.dropout(
      x, rate: rate, seed: seed, stream: UInt64(block), position: UInt64(step) * UInt64((x.count + 3) / 4))
  }
}
