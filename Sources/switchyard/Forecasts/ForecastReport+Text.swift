import Experiment
import Forecasting
import Foundation

extension ForecastReport {
  /// For people, in lines of at most `width` characters where the numbers leave room.
  func text(width: Int) -> String {
    let isAlone = entries.count == 1 && failures.isEmpty
    var parts = isAlone ? entries.map { $0.text(width: width) } : [overview(width: width)]
    if !failures.isEmpty {
      parts.append(
        (["No forecast:"] + failures.map { Self.wrapped("\($0.name): \($0.reason)", width, indent: 2) })
          .joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n")
  }

  /// One line a run, and the laws summed up.
  private func overview(width: Int) -> String {
    let laws = laws
    var rows = [["run", "fitted", "measured"] + laws.map(\.rawValue) + ["90 % of temporal", "holds"]]
    for entry in entries {
      rows.append(
        [entry.input.name, Self.percent(entry.share), entry.end.measured.map(Self.loss) ?? "–"]
          + laws.map { law in
            entry.end.measured == nil
              ? entry.value(law).map(Self.loss) ?? "–" : entry.error(law).map(Self.signed) ?? "–"
          }
          + [
            entry.value(.temporal) == nil ? "–" : "\(Self.loss(entry.end.low)) to \(Self.loss(entry.end.high))",
            entry.isInBand.map { $0 ? "yes" : "no" } ?? "–",
          ])
    }
    var parts = [
      Self.wrapped(
        "Forecast − measured loss at the end of each run, in nats; where nothing is measured yet, the forecast itself;"
          + " – where the fitted part does not identify the law.", width),
      Self.aligned(rows),
    ]
    let summary = summary
    if summary.runs > 0 {
      let lines = summary.lines.map { line in
        [
          line.law.rawValue, line.error.map(Self.loss) ?? "–", line.bias.map(Self.signed) ?? "–",
          "\(line.identified) of \(line.identified + line.notIdentified)", line.errorOfAll.map(Self.loss) ?? "–",
          line.medianOfAll.map(Self.loss) ?? "–",
          line.law == .last ? "–" : "\(line.nearerThanLast) of \(line.identified)",
        ]
      }
      parts.append(
        Self.aligned(
          [["law", "mean |error|", "bias", "identified", "all runs: mean", "median", "nearer than last"]] + lines))
      parts.append(
        "The interval of the temporal law holds the measured loss in \(summary.inBand) of \(summary.banded) runs"
          + " (nominally 90 %).")
    }
    return parts.joined(separator: "\n\n")
  }
}

extension ForecastReport.Entry {
  fileprivate typealias Report = ForecastReport

  /// All that is known of one run.
  fileprivate func text(width: Int) -> String {
    let plan = forecast.plan
    let fits = forecast.checkpoints[forecast.fitted]
    let held = forecast.predictions.count { $0.measured != nil }
    var about = ["\(Quantity.count(plan.horizon)) tokens", "\(forecast.positions) positions"]
    about.append(
      kind.map { kind in
        "learning rate \(kind.rawValue) after \(Quantity.count(plan.warmup)) tokens of warm-up"
      } ?? (forecast.annealing == nil ? "learning rate not known" : "learning rate as in the table"))
    let fitted =
      "Fitted to \(fits.count) evaluations, \(Quantity.count(fits.first?.tokens ?? 0)) to"
      + " \(Quantity.count(forecast.scale)) tokens (\(Report.percent(share)) of the run); \(held) after it are held out."
    var parts = [
      Report.wrapped("\(input.name): \(about.joined(separator: ", "))", width) + "\n" + Report.wrapped(fitted, width),
      Report.aligned(
        [["law", "end", "measured", "error", "MSE", "MAE", "R²"]] + forecast.laws.map(row)),
    ]
    if value(.temporal) != nil {
      let holds = isInBand.map { $0 ? ", which holds the measured loss" : ", which misses the measured loss" } ?? ""
      parts.append(
        "90 % of the temporal law: \(Report.loss(end.low)) to \(Report.loss(end.high))\(holds).\n\(knot)")
    }
    let doubts = forecast.laws.compactMap { law in
      forecast.identifiability[law]?.reason.map {
        Report.wrapped("\(law.rawValue): not identified: \($0)", width, indent: 2)
      }
    }
    if !doubts.isEmpty { parts.append(doubts.joined(separator: "\n")) }
    return parts.joined(separator: "\n\n")
  }

  private func row(_ law: ForecastLaw) -> [String] {
    guard let value = value(law) else { return [law.rawValue, "not identified"] + Array(repeating: "–", count: 5) }
    let errors = forecast.errors[law]
    return [
      law.rawValue, Report.loss(value), end.measured.map(Report.loss) ?? "–", error(law).map(Report.signed) ?? "–",
      errors.map { String(format: "%.5f", $0.squared) } ?? "–", errors.map { Report.loss($0.absolute) } ?? "–",
      errors?.r2.map { String(format: "%.3f", $0) } ?? "–",
    ]
  }

  /// Where annealing begins to show.
  private var knot: String {
    if forecast.plan.isConstant { return "No knot is looked for: the learning rate does not fall." }
    guard let separation = forecast.law.a2.separation else {
      return "No knot: the hyperbola alone describes the floor a2 best."
    }
    let tokens = Int((separation * Double(forecast.scale)).rounded())
    return "Knot at \(Quantity.count(tokens)) tokens: from there on annealing shows in the floor a2."
  }
}

extension ForecastReport {
  static func loss(_ value: Double) -> String { String(format: "%.4f", value) }

  static func signed(_ value: Double) -> String { (value < 0 ? "−" : "+") + loss(abs(value)) }

  static func percent(_ share: Double) -> String { String(format: "%.0f %%", 100 * share) }

  /// Columns side by side; all but the first flush right.
  static func aligned(_ rows: [[String]]) -> String {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + blanks : blanks + cell
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  /// Words in lines of at most `width` characters, all but the first indented.
  static func wrapped(_ text: String, _ width: Int, indent: Int = 0) -> String {
    var lines = [""]
    for word in text.split(separator: " ") {
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if last.count + 1 + word.count <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(repeating: " ", count: indent) + word)
      }
    }
    return lines.joined(separator: "\n")
  }
}
