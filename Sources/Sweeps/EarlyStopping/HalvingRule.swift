/// Ends a trial that is not among the best 1 / η of those that have come to a rung: successive halving that stops instead
/// of promoting (Li et al. 2020, arXiv:1810.05934).
///
/// As long as fewer than η trials have come to a rung, all go on from it: the paper's promotions leave that open, since
/// there a trial can wait.
public struct HalvingRule: EarlyStopRule, Equatable {
  /// What trials are compared by.
  public var objective: Objective
  /// Where they are compared.
  public var rungs: Rungs

  /// The rule with these rungs.
  public init(objective: Objective, rungs: Rungs) {
    (self.objective, self.rungs) = (objective, rungs)
  }

  /// See `EarlyStopRule`.
  public func reason(toStop curve: TrialCurve, among others: [TrialCurve]) -> String? {
    guard let last = curve.points.last else { return nil }
    let end = Double(rungs.steps.last ?? 1)
    let before = curve.points.dropLast().last.map { curve.progress($0) } ?? 0
    let progress = curve.progress(last)
    // A rung is decided by the first evaluation that reaches it.
    guard let rung = rungs.steps.dropLast().last(where: { Double($0) / end <= progress + 1e-9 }),
      before < Double(rung) / end - 1e-9
    else { return nil }
    let share = Double(rung) / end
    let rivals = others.compactMap { other in
      other.points.first { other.progress($0) >= share - 1e-9 }.map { objective.value($0) }
    }
    let own = objective.value(last)
    let count = rivals.count + 1
    guard count >= rungs.reduction else { return nil }
    let rank = rivals.count { $0 < own || own.isNaN && !$0.isNaN } + 1
    let best = count / rungs.reduction
    guard rank > best else { return nil }
    return "\(own.fixed(4)) \(objective.unit) at step \(last.step): number \(rank) of \(count) at this rung, "
      + "the best \(best) go on"
  }
}
