import ArgumentParser
import Experiment
import Foundation
import Sweeps
import TerminalUI

/// What a sweep has come to, for people and programs.
struct SweepTable {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, csv }

  let report: SweepReport

  init(_ report: SweepReport) { self.report = report }

  func print(_ format: Format) throws {
    switch format {
    case .text: for line in lines { Swift.print(PlainPrinter.printable(line)) }
    case .csv: for row in cells(exact: true) { try DataOutput.write(row.map(Self.csv).joined(separator: ",") + "\n") }
    case .json: try DataOutput.write(try SweepJSON(report).text() + "\n")
    }
  }

  private var objective: String { report.sweep.objective == .loss ? "held-out" : "bits/byte" }

  private func cells(exact: Bool) -> [[String]] {
    let axes = report.sweep.space.axes
    func number(_ value: Double?, _ digits: Int) -> String {
      guard let value, value.isFinite else { return exact ? "" : "–" }
      return exact ? value.description : String(format: "%.\(digits)f", value)
    }
    var rows = [
      ["trial"] + axes.map { exact ? $0.key.path : $0.key.name }
        + [
          "seed", "parameters", "active", "state", "step", "steps", objective, "lowest", "bits/byte", "curve",
          "seconds", "attempts", "reason",
        ]
    ]
    for row in report.rows {
      let trial = row.trial
      let values = axes.map { axis in trial.settings.first { $0.key == axis.key }?.word ?? "" }
      rows.append(
        ["\(trial.number)"] + values + [
          "\(trial.seed)", "\(trial.cost.totalParameters)", "\(trial.cost.activeParameters)",
          trial.state.rawValue + (trial.isKept ? ", kept" : ""), "\(trial.step)", "\(row.steps)", number(row.last, 4),
          number(row.lowest, 4), number(row.bitsPerByte, 4),
          exact ? row.curve.map(\.description).joined(separator: " ") : Sparkline.text(row.curve, width: 16),
          exact ? row.seconds.description : Quantity.duration(row.seconds), "\(row.attempts)", trial.reason,
        ])
    }
    return rows
  }

  private var lines: [String] {
    let sweep = report.sweep
    let axes = sweep.space.axes.count
    let over = report.rows.count { $0.trial.state.isOver }
    var lines = [
      "\(sweep.name): \(over) of \(report.rows.count) trials over, \(sweep.method.rawValue), early stop \(sweep.earlyStop.rawValue), "
        + "\(Quantity.duration(report.spent)) spent\(report.budget.map { " of \(Quantity.duration($0))" } ?? "")", "",
    ]
    lines += aligned(
      cells(exact: false), right: Set([0] + (axes + 1...axes + 3) + (axes + 5...axes + 9) + [axes + 11, axes + 12])
    )
    .split(separator: "\n").map(String.init)
    lines += combinationLines + importanceLines + decisionLines
    return lines
  }

  private var combinationLines: [String] {
    guard let first = report.combinations.first else { return [] }
    var lines = [
      "", "best by mean of \(first.values.count == 1 ? "one seed" : "\(first.values.count) seeds"), completed trials:",
    ]
    for item in report.combinations.prefix(10) {
      let spread = item.spread.map { " ± \(String(format: "%.4f", $0))" } ?? ""
      lines.append("  \(String(format: "%.4f", item.mean))\(spread)  \(item.settings.label)  (\(item.values.count))")
    }
    if report.combinations.count > 10 { lines.append("  and \(report.combinations.count - 10) more") }
    return lines
  }

  private var importanceLines: [String] {
    let known = report.importances.filter { $0.share != nil }
    guard !known.isEmpty else { return [] }
    return [
      "",
      "share of the variance of the final \(objective) that an axis explains by itself (η²; chance alone gives the figure in brackets):",
    ]
      + known.sorted { ($0.share ?? 0) > ($1.share ?? 0) }.map { item in
        let levels = item.levels.map { "\($0.label) \(String(format: "%.4f", $0.mean))" }.joined(separator: ", ")
        return
          "  \(String(format: "%3.0f %%", 100 * (item.share ?? 0))) (\(String(format: "%.0f %%", 100 * (item.chance ?? 0))))  \(item.key): \(levels)"
      }
  }

  private var decisionLines: [String] {
    let waiting = report.decisions.filter { $0.taken == nil }
    return waiting.isEmpty
      ? []
      : ["", "decided by hand, carried out when the sweep runs:"]
        + waiting.map { "  \($0.action.rawValue)\($0.trial.map { " \($0)" } ?? "") \($0.value)" }
  }

  private static func csv(_ cell: String) -> String {
    cell.contains { $0 == "," || $0 == "\"" || $0.isNewline }
      ? "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : cell
  }
}
