import Experiment

/// How the forecasts of several runs came out at their horizons.
public struct ForecastSummary: Sendable, Equatable {
  /// One law over all runs.
  public struct Line: Sendable, Equatable {
    /// Which.
    public var law: ForecastLaw
    /// Runs in which the fitted part determines it.
    public var identified: Int
    /// Runs in which it says something that the fitted part does not determine.
    public var notIdentified: Int
    /// Mean of |forecast - measured| over the runs in which it is identified, in nats; nil without any.
    public var error: Double?
    /// Mean of forecast - measured over the same runs.
    public var bias: Double?
    /// Mean of |forecast - measured| over all runs, whatever the verdict: what the verdict spares one.
    public var errorOfAll: Double?
    /// The median of |forecast - measured| over all runs: a law that runs away in one of them spoils the mean.
    public var medianOfAll: Double?
    /// Of the runs in which it is identified, those in which it came nearer than the last fitted loss.
    public var nearerThanLast: Int
  }

  /// Runs whose loss at the horizon was measured.
  public var runs: Int
  /// The laws that say something of at least one run, in their order.
  public var lines: [Line]
  /// Runs in which the temporal law is identified, and those among them whose measured loss lies in its interval.
  public var banded: Int
  /// See `banded`.
  public var inBand: Int

  /// Sums up the forecasts whose horizon has a measured loss; others are left out.
  public init(_ forecasts: [Forecast]) {
    let ends = forecasts.compactMap { forecast in forecast.end.measured.map { (forecast, forecast.end, $0) } }
    runs = ends.count
    lines = []
    for law in ForecastLaw.allCases {
      let said = ends.compactMap { forecast, end, measured in
        end.losses[law].map { value in
          (
            error: value - measured, isSure: forecast.identifiability[law]?.isIdentified == true,
            last: (end.losses[.last] ?? .nan) - measured
          )
        }
      }
      if said.isEmpty { continue }
      let sure = said.filter(\.isSure)
      func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
      }
      lines.append(
        Line(
          law: law, identified: sure.count, notIdentified: said.count - sure.count,
          error: mean(sure.map { abs($0.error) }), bias: mean(sure.map(\.error)),
          errorOfAll: mean(said.map { abs($0.error) }),
          medianOfAll: said.isEmpty ? nil : said.map { abs($0.error) }.median,
          nearerThanLast: sure.count { abs($0.error) < abs($0.last) }))
    }
    let sure = ends.filter { $0.0.identifiability[.temporal]?.isIdentified == true }
    banded = sure.count
    inBand = sure.count { $0.1.low <= $0.2 && $0.2 <= $0.1.high }
  }
  /// The middle value, of an even number the mean of the two in the middle.
}
