import Experiment
import Forecasting

/// Forecasts of one or several runs, for people and for other programs.
struct ForecastReport {
  /// A run with its forecast.
  struct Entry {
    let input: ForecastInput
    let forecast: Forecast
    let kind: Recipe.Schedule?

    /// What the laws say of the horizon.
    var end: Forecast.Prediction { forecast.end }

    /// A law's number for the horizon; nil where it says none.
    func value(_ law: ForecastLaw) -> Double? {
      forecast.identifiability[law]?.isIdentified == true ? end.losses[law] : nil
    }

    /// Forecast - measured at the horizon.
    func error(_ law: ForecastLaw) -> Double? {
      value(law).flatMap { value in end.measured.map { value - $0 } }
    }

    /// Whether the measured loss lies in the temporal law's interval; nil where there is no measured loss or no interval.
    var isInBand: Bool? {
      guard value(.temporal) != nil else { return nil }
      return end.measured.map { end.low <= $0 && $0 <= end.high }
    }

    /// The fitted part as a share of the horizon.
    var share: Double { Double(forecast.plan.fitUntil) / Double(forecast.plan.horizon) }
  }

  /// In the order in which they were given.
  private(set) var entries: [Entry] = []
  /// Runs without a forecast, and why.
  private(set) var failures: [(name: String, reason: String)] = []

  mutating func add(_ input: ForecastInput, _ forecast: Forecast) {
    entries.append(
      Entry(input: input, forecast: forecast, kind: input.schedule(after: forecast.plan.fitUntil)?.kind))
  }

  mutating func add(_ name: String, failure: any Error) { failures.append((name, "\(failure)")) }

  /// How they came out, taken together.
  var summary: ForecastSummary { ForecastSummary(entries.map(\.forecast)) }

  /// The laws that say something of at least one of the runs.
  var laws: [ForecastLaw] { ForecastLaw.allCases.filter { law in entries.contains { $0.end.losses[law] != nil } } }
}
