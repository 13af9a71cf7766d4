internal import Foundation
public import Tensor

/// Draws of Beta(α, α) that are a function of (seed, stream, position).
///
/// By Jöhnk's rule: u^(1/α) / (u^(1/α) + v^(1/α)) where that sum is at most 1, which for α ≤ 1 holds for more than half of all
/// pairs. A draw has 64 positions of its own to find one. Source: Jöhnk 1964; Devroye 1986, "Non-Uniform Random Variate
/// Generation", IX.3.5. α 0.75: notes 2.3.
public struct MixingWeights: Sendable {
  /// α in (0, 1].
  public let alpha: Double
  private let random: CounterRandom
  private static let attempts: UInt64 = 64

  /// - Precondition: α lies in (0, 1].
  public init(alpha: Double = 0.75, random: CounterRandom) {
    precondition(alpha > 0 && alpha <= 1, "MixingWeights: alpha \(alpha) is not in (0, 1]")
    (self.alpha, self.random) = (alpha, random)
  }

  /// β of a draw, in [0, 1].
  ///
  /// Log and exp are the C library's in Double, rounded to Float last.
  public func beta(at position: UInt64) -> Float {
    for attempt in 0..<Self.attempts {
      let words = random.words(at: position &* Self.attempts &+ attempt)
      // Logarithms: powers of small numbers would vanish.
      let (x, y) = (Self.logarithm(words[0], words[1]) / alpha, Self.logarithm(words[2], words[3]) / alpha)
      if exp(x) + exp(y) <= 1 { return Float(1 / (1 + exp(y - x))) }
    }
    return 0.5
  }

  /// max(β, 1 − β) of a draw, in [0.5, 1]: the share of the picture that dominates.
  public func weight(at position: UInt64) -> Float { Self.dominant(beta(at: position)) }

  /// max(β, 1 − β).
  public static func dominant(_ beta: Float) -> Float { max(beta, 1 - beta) }

  /// Of a number in (0, 1), from 53 bits.
  private static func logarithm(_ high: UInt32, _ low: UInt32) -> Double {
    log((Double((UInt64(high) << 32 | UInt64(low)) >> 11) + 0.5) * 0x1p-53)
  }
}
