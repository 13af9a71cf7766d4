import Experiment

/// Ends a trial that is worse than half of the others were at the same share of their run.
///
/// After the median stopping rule of Vizier (Golovin et al. 2017), with one difference: the lowest figures up to that
/// moment are compared, as Optuna does, and not with the others' running means. Losses fall steeply at first, so that the
/// mean over a run's past lies above almost everything that comes; `usesRunningMeans` brings the rule as published.
public struct MedianRule: EarlyStopRule, Equatable {
  /// What trials are compared by.
  public var objective: Objective
  /// Fewer other trials than this at the same moment say too little.
  public var fewestTrials: Int
  /// No trial is ended before this share of its run.
  public var grace: Double
  /// Whether the others' figures are the means of all evaluations up to that moment.
  public var usesRunningMeans: Bool

  /// The rule with its usual numbers: three other trials, a tenth of the run.
  public init(objective: Objective, fewestTrials: Int = 3, grace: Double = 0.1, usesRunningMeans: Bool = false) {
    (self.objective, self.fewestTrials, self.grace) = (objective, fewestTrials, grace)
    self.usesRunningMeans = usesRunningMeans
  }

  /// See `EarlyStopRule`.
  public func reason(toStop curve: TrialCurve, among others: [TrialCurve]) -> String? {
    guard let last = curve.points.last else { return nil }
    let progress = curve.progress(last)
    guard progress >= grace, let own = curve.lowest(upTo: progress, objective) else { return nil }
    // Only of trials that have been there: one that is behind has no figure for this moment yet.
    let there = others.filter { other in
      other.points.last.map { other.progress($0) >= progress - 1e-9 } ?? false
    }
    let figures = there.compactMap {
      usesRunningMeans ? mean($0, upTo: progress) : $0.lowest(upTo: progress, objective)
    }
    guard figures.count >= fewestTrials else { return nil }
    let median = figures.median
    guard own > median else { return nil }
    return "\(own.fixed(4)) \(objective.unit) at step \(last.step), the median of \(figures.count) others there is "
      + "\(median.fixed(4))"
  }

  private func mean(_ curve: TrialCurve, upTo progress: Double) -> Double? {
    let values = curve.points.filter { curve.progress($0) <= progress + 1e-9 }.map { objective.value($0) }
      .filter(\.isFinite)
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}
