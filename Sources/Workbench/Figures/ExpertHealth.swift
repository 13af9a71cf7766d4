public import Experiment

/// Whether an expert needs a look.
public enum ExpertHealth: Sendable, Equatable {
  /// Nothing to say.
  case normal
  /// Under 1 % of its fair share for so many recorded steps.
  case dead(steps: Int)
  /// At least one and a half times its fair share, on average over the last ten steps.
  case hot

  /// An expert that starved for so many recorded steps counts as dead.
  static let stepsToDeath = 20
  /// An expert with so many times its fair share counts as hot.
  static let hotLoad = 1.5
}

extension LayerHistory {
  /// An expert's choices over its fair share, all devices together, at a step's index; 0 when nothing was routed.
  public func load(_ expert: Int, at index: Int) -> Double {
    let routed = experts(.routed, at: index)
    let total = totals(.routed)[index]
    guard total > 0, expert >= 0, expert < routed.count else { return 0 }
    return Double(routed[routed.startIndex + expert]) * Double(experts) / Double(total)
  }

  /// Whether an expert has starved for as many steps as make it count as dead; for how long is in `health`.
  func isDead(_ expert: Int, at index: Int) -> Bool {
    let first = index - ExpertHealth.stepsToDeath + 1
    guard !isMixture, first >= 0, index < count else { return false }
    return (first...index).reversed().allSatisfy { load(expert, at: $0) < 0.01 }
  }

  /// Whether an expert is dead, hot or neither as of a step's index. Experts that tasks mix are always neither: how many
  /// tokens they get only tells which tasks the steps were of.
  public func health(_ expert: Int, at index: Int) -> ExpertHealth {
    guard !isMixture, index >= 0, index < count else { return .normal }
    var starving = 0
    while starving <= index, starving < 9999, load(expert, at: index - starving) < 0.01 { starving += 1 }
    if starving >= ExpertHealth.stepsToDeath { return .dead(steps: starving) }
    let recent = max(0, index - 9)...index
    let mean = recent.reduce(0.0) { $0 + load(expert, at: $1) } / Double(recent.count)
    return mean >= ExpertHealth.hotLoad ? .hot : .normal
  }
}
