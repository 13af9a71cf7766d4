internal import Tensor

/// What dropout draws in one training step: a function of seed, step and place in the model.
///
/// All copies of a layer draw alike, so that a model whose copies are equal is the model without copies in training too.
public struct EncoderNoise: Sendable, Equatable {
  /// Probability that an element is dropped; 0 drops nothing.
  public var rate: Float
  /// The run's seed.
  public var seed: UInt64
  /// Number of the step, counted from 0.
  public var step: Int

  /// - Precondition: 0 ≤ rate < 1.
  public init(rate: Float, seed: UInt64, step: Int) {
    (self.rate, self.seed, self.step) = (rate, seed, step)
  }

  /// x with elements dropped; `place` names where in the model.
  func dropped(_ tape: Tape, _ x: Tensor, place: String) -> Tensor {
    // Batches differ in size: each step has room for more positions than a tensor can have.
    tape.dropout(
      x, rate: rate, seed: seed, stream: RandomStream.number(of: "dropout." + place), position: UInt64(step) << 32)
  }
}
