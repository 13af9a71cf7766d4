/// When a trial is ended before its end, by the word of the command line.
public enum EarlyStop: String, Sendable, CaseIterable {
  /// Never.
  case none
  /// Worse than the median of the others at the same moment.
  case median
  /// Not among the best at a rung of successive halving.
  case asha
  /// Forecast with its band to end worse than the best.
  case forecast

  /// The rule; nil for `none`.
  ///
  /// - Parameters:
  ///   - objective: what trials are compared by.
  ///   - rungs: where `asha` compares.
  public func rule(_ objective: Objective, rungs: Rungs) -> (any EarlyStopRule)? {
    switch self {
    case .none: nil
    case .median: MedianRule(objective: objective)
    case .asha: HalvingRule(objective: objective, rungs: rungs)
    case .forecast: ForecastRule(objective: objective)
    }
  }
}

/// Decides after an evaluation whether a trial is ended. A pure function of recorded curves, so that it can be judged on
/// sweeps that are over.
public protocol EarlyStopRule: Sendable {
  /// Whether the rule asks for the forecast after each evaluation, which is costly.
  var needsOutlooks: Bool { get }
  /// Why the trial should be ended now, in one line; nil to go on.
  ///
  /// - Parameters:
  ///   - curve: of the trial; its last point is the evaluation just made, and is not the one at its end.
  ///   - others: of all other trials, as far as they have come, ended ones included.
  func reason(toStop curve: TrialCurve, among others: [TrialCurve]) -> String?
}

extension EarlyStopRule {
  /// No.
  public var needsOutlooks: Bool { false }
}
