import Foundation

/// L = L0 + A · S1^-α - C · S2 for the mean loss, S1 the area under the learning rate and S2 its annealing area.
///
/// Source: Tissue et al. 2024, "Scaling Law with Learning Rate Annealing", arXiv:2408.11029, eq. 1. There S1 and S2 are
/// sums over steps; here they are integrals over tokens of the rate, straight between points of its path, and S2 counts
/// falls only. Both are divided by S1 at the last fitted checkpoint.
public struct AnnealingLaw: Sendable, Equatable {
  /// L0, in nats.
  public var floor: Double
  /// A.
  public var amplitude: Double
  /// α, 0.01 ... 3.
  public var exponent: Double
  /// C, at least 0.
  public var annealing: Double

  /// The mean loss for areas S1 and S2.
  public func value(area: Double, annealed: Double) -> Double {
    floor + amplitude * exp(-exponent * log(area)) - annealing * annealed
  }
}
