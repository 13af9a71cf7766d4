import Forecasting

extension ForecastReport {
  /// All reports and their sums.
  var json: String {
    ForecastSummary.json(entries.map { ($0.input.name, $0.forecast) }, failures: failures)
  }

  /// One line for each run and law. Where a law is not identified its numbers are empty and the reason stands.
  var csv: String {
    var lines = [
      "run,law,fit_until,horizon,fitted_checkpoints,identified,reason,end,low,high,measured,error,mse,mae,r2,knot"
    ]
    for entry in entries {
      let (forecast, plan) = (entry.forecast, entry.forecast.plan)
      for law in forecast.laws {
        let value = entry.value(law)
        let errors = value == nil ? nil : forecast.errors[law]
        let isTemporal = law == .temporal && value != nil
        let knot = isTemporal ? forecast.law.a2.separation.map { $0 * Double(forecast.scale) } : nil
        let numbers: [Double?] = [
          value, isTemporal ? entry.end.low : nil, isTemporal ? entry.end.high : nil, entry.end.measured,
          entry.error(law), errors?.squared, errors?.absolute, errors?.r2,
        ]
        let cells =
          [
            Self.quoted(entry.input.name), law.rawValue, "\(plan.fitUntil)", "\(plan.horizon)",
            "\(forecast.fitted.count)", "\(value != nil)", Self.quoted(forecast.identifiability[law]?.reason ?? ""),
          ] + numbers.map { $0.map { "\($0)" } ?? "" } + [knot.map { "\(Int($0.rounded()))" } ?? ""]
        lines.append(cells.joined(separator: ","))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A cell, in quotes where it needs them (RFC 4180).
  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
