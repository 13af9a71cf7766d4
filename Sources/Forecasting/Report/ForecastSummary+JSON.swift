extension ForecastSummary {
  /// Several runs in one JSON object: each with its whole report (`Forecast.json`), those without a forecast with the
  /// reason, and the sums.
  ///
  /// Format `switchyard-forecasts`, version 1: `runs` [{`run`, `report`}], `failures` [{`run`, `reason`}], `summary`.
  public static func json(
    _ runs: [(name: String, forecast: Forecast)], failures: [(name: String, reason: String)]
  ) -> String {
    let summary = ForecastSummary(runs.map(\.forecast))
    let object: JSONObject = [
      "format": .text("switchyard-forecasts"), "version": .whole(1),
      "runs": .list(
        runs.map { .object(["run": .text($0.name), "report": .object($0.forecast.report)]) }),
      "failures": .list(failures.map { .object(["run": .text($0.name), "reason": .text($0.reason)]) }),
      "summary": .object([
        "measured_runs": .whole(summary.runs), "laws": .list(summary.lines.map { .object(report($0)) }),
        "with_interval": .whole(summary.banded), "in_interval": .whole(summary.inBand),
      ]),
    ]
    return JSONItem.object(object).text + "\n"
  }

  private static func report(_ line: Line) -> JSONObject {
    [
      "law": .text(line.law.rawValue), "identified": .whole(line.identified),
      "not_identified": .whole(line.notIdentified), "mae": .number(line.error), "bias": .number(line.bias),
      "mae_of_all": .number(line.errorOfAll), "median_of_all": .number(line.medianOfAll),
      "nearer_than_last": .whole(line.nearerThanLast),
    ]
  }
}
