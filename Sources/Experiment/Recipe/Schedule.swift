import Foundation

/// How the learning rate goes over the steps: a linear rise, then a fall from 1 to `finalRatio` of the highest.
public struct Schedule: Sendable, Equatable {
  /// The shape of the fall.
  public enum Kind: String, Sendable, CaseIterable {
    /// Stays at 1; `finalRatio` is not used.
    case constant
    /// Half a cosine wave.
    case cosine
    /// A straight line.
    case linear
  }

  /// The shape of the fall.
  public var kind: Kind
  /// Length of the rise, in steps; 0: none.
  public var warmup: Int
  /// The step at which the fall ends, counted from 1; later steps stay there.
  public var steps: Int
  /// Learning rate at the end over the highest.
  public var finalRatio: Double

  /// A rise of `warmup` steps within a run of `steps`.
  public init(_ kind: Kind, warmup: Int = 0, steps: Int, finalRatio: Double = 0) {
    self.kind = kind
    self.warmup = warmup
    self.steps = steps
    self.finalRatio = finalRatio
  }

  /// The factor of the highest learning rate at a step, counted from 1: step / warmup up to `warmup`, where it is 1;
  /// `finalRatio` at `steps`.
  public func factor(at step: Int) -> Double {
    if step < warmup { return Double(max(step, 0)) / Double(warmup) }
    if kind == .constant { return 1 }
    if step >= steps { return finalRatio }
    let progress = Double(step - warmup) / Double(steps - warmup)
    switch kind {
    case .constant: return 1
    case .linear: return 1 - (1 - finalRatio) * progress
    case .cosine: return finalRatio + (1 - finalRatio) * 0.5 * (1 + cos(Double.pi * progress))
    }
  }
}

extension Schedule {
  /// The learning-rate schedule of a recipe, over the whole run whatever part of it is trained now.
  public init(_ recipe: Recipe) {
    let kind: Kind =
      switch recipe[Keys.Schedule.kind] {
      case .constant: .constant
      case .cosine: .cosine
      case .linear: .linear
      }
    self.init(
      kind, warmup: recipe[Keys.Schedule.warmup], steps: recipe[Keys.Run.steps],
      finalRatio: recipe[Keys.Schedule.finalRatio])
  }
}
