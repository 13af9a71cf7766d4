/// How far forecasts lay from what was measured later.
public struct HeldOutErrors: Sendable, Equatable {
  /// Mean squared error.
  public var squared: Double
  /// Mean absolute error.
  public var absolute: Double
  /// 1 - squared errors over squared differences from the mean; nil for fewer than 2 values or equal ones.
  public var r2: Double?
  /// Forecast - measured at the last of them.
  public var final: Double

  /// nil without values. Shapes: both (n).
  public init?(forecast: [Double], measured: [Double]) {
    precondition(forecast.count == measured.count, "\(forecast.count) forecasts of \(measured.count) values")
    guard let last = measured.last, let lastForecast = forecast.last else { return nil }
    let n = Double(measured.count)
    let mean = measured.reduce(0, +) / n
    let errors = zip(forecast, measured).map { $0 - $1 }
    let squares = errors.reduce(0) { $0 + $1 * $1 }
    let variation = measured.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    squared = squares / n
    absolute = errors.reduce(0) { $0 + abs($1) } / n
    r2 = measured.count > 1 && variation > 0 ? 1 - squares / variation : nil
    final = lastForecast - last
  }
}
