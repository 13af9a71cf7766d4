import Foundation

/// How the learning rate goes over the steps: a linear rise to the highest, then a fall.
public struct Schedule: Sendable, Equatable {
  /// The shape of the fall.
  public enum Kind: String, Sendable, CaseIterable {
    /// Stays at 1; `finalRatio` is not used.
    case constant
    /// Half a cosine wave, from 1 to `finalRatio`.
    case cosine
    /// A straight line, from 1 to `finalRatio`.
    case linear
    /// (1 + gamma · n)^−power after n steps of it, without an end: the rate of Ganin and Lempitsky 2015, counted in steps
    /// as the code of CDAN and PCS does. Neither `steps` nor `finalRatio` is used.
    case inverse
  }

  /// The shape of the fall.
  public var kind: Kind
  /// Length of the rise, in steps; 0: none.
  public var warmup: Int
  /// The step at which the fall ends, counted from 1; later steps stay there.
  public var steps: Int
  /// Learning rate at the end over the highest.
  public var finalRatio: Double
  /// Of the inverse power: what a step adds to 1.
  public var gamma: Double
  /// Of the inverse power: its exponent, which makes it fall.
  public var power: Double

  /// A rise of `warmup` steps within a run of `steps`.
  public init(
    _ kind: Kind, warmup: Int = 0, steps: Int, finalRatio: Double = 0, gamma: Double = 1e-4, power: Double = 0.75
  ) {
    self.kind = kind
    self.warmup = warmup
    self.steps = steps
    self.finalRatio = finalRatio
    self.gamma = gamma
    self.power = power
  }

  /// The factor of the highest learning rate at a step, counted from 1: step / warmup up to `warmup`, where it is 1;
  /// where the fall has an end, `finalRatio` at `steps`.
  public func factor(at step: Int) -> Double {
    if step < warmup { return Double(max(step, 0)) / Double(warmup) }
    switch kind {
    case .constant: return 1
    case .linear: return step >= steps ? finalRatio : 1 - (1 - finalRatio) * progress(step)
    case .cosine:
      return step >= steps
        ? finalRatio : finalRatio + (1 - finalRatio) * 0.5 * (1 + cos(Double.pi * progress(step)))
    case .inverse: return pow(1 + gamma * Double(step - warmup), -power)
    }
  }

  /// The share of the fall that is done.
  private func progress(_ step: Int) -> Double { Double(step - warmup) / Double(steps - warmup) }
}

extension Schedule {
  /// The learning-rate schedule of a recipe, over the whole run whatever part of it is trained now.
  public init(_ recipe: Recipe) {
    let kind: Kind =
      switch recipe[Keys.Schedule.kind] {
      case .constant: .constant
      case .cosine: .cosine
      case .linear: .linear
      case .inverse: .inverse
      }
    self.init(
      kind, warmup: recipe[Keys.Schedule.warmup], steps: recipe[Keys.Run.steps],
      finalRatio: recipe[Keys.Schedule.finalRatio], gamma: recipe[Keys.Schedule.gamma],
      power: recipe[Keys.Schedule.power])
  }
}
