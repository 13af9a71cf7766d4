import Forecasting

/// Ends a trial whose forecast with its whole band lies above what another trial has already reached.
///
/// The forecast is the temporal scaling law's (`ForecastStop`). The best is the lowest figure that any other trial has
/// measured so far: an unfinished trial's counts too, for its loss will hardly end above its present one. A trial whose
/// end is not determined by its evaluations goes on.
public struct ForecastRule: EarlyStopRule, Equatable {
  /// What trials are compared by.
  public var objective: Objective
  /// By how much the lower end of the band has to exceed the best, in nats.
  public var margin: Double

  /// The rule without a margin.
  public init(objective: Objective, margin: Double = 0) {
    (self.objective, self.margin) = (objective, margin)
  }

  /// Yes.
  public var needsOutlooks: Bool { true }

  /// See `EarlyStopRule`.
  public func reason(toStop curve: TrialCurve, among others: [TrialCurve]) -> String? {
    guard let last = curve.points.last, let outlook = curve.outlooks[last.step] else { return nil }
    let figures = others.flatMap { $0.points.map { objective.value($0) } }.filter(\.isFinite)
    guard var best = figures.min() else { return nil }
    // Forecasts are in nats a token; bits a byte are the same times a number that the trial's text gives.
    if objective == .bitsPerByte { best *= last.loss / last.bitsPerByte }
    let stop = ForecastStop(horizon: horizon(curve, last), margin: margin)
    guard case .stop(let reason) = stop.verdict(outlook, best: best) else { return nil }
    return reason
  }

  private func horizon(_ curve: TrialCurve, _ last: TrialCurve.Point) -> Int {
    last.step > 0 ? last.tokens / last.step * curve.steps : 0
  }
}
