internal import Experiment
internal import TerminalUI

/// The figures by task as text: what the screen and the command line print.
public struct TaskColumns: Sendable {
  /// What stands above the columns: `task`, `metric`, then each run and its change.
  public let titles: [String]
  /// A row for each task, then the mean and the tasks harmed.
  public let rows: [[String]]

  /// What the figures mean, in a line.
  public static let remark =
    "main metric of the last evaluation, on test data where it has any; Δ against the baseline, "
    + "− harmed, + helped: by more than the spread over seeds"

  /// - Parameter labels: what the runs are called.
  public init(_ table: TaskTable, labels: [String]) {
    var titles = ["task", "metric"]
    for column in table.columns {
      let name = sanitized(labels[column.runs[0]]) + (column.isBaseline ? " *" : "")
      titles.append(column.runs.count > 1 ? "\(name) (n \(column.runs.count))" : name)
      if !column.isBaseline { titles.append("Δ") }
    }
    self.titles = titles
    var rows = table.tasks.indices.map { index in
      [sanitized(table.tasks[index].name), sanitized(table.tasks[index].metric)]
        + table.columns.flatMap { column in
          Self.cells(column.values[index], column.changes[index], isBaseline: column.isBaseline)
        }
    }
    rows.append(
      ["mean", ""] + table.columns.flatMap { Self.cells($0.mean, $0.meanChange, isBaseline: $0.isBaseline) })
    rows.append(
      ["harmed", ""]
        + table.columns.flatMap { column in
          column.isBaseline ? [""] : ["\(column.harmed) of \(column.compared)", "\(column.lower) lower"]
        })
    self.rows = rows
  }

  private static func cells(_ value: Spread, _ change: PairedComparison?, isBaseline: Bool) -> [String] {
    let own = value.count == 0 || value.mean.isNaN ? "–" : decimal(value.mean, 3) + spread(value.deviation)
    if isBaseline { return [own] }
    guard let change, !change.mean.isNaN else { return [own, "–"] }
    let mark: String
    switch change.verdict {
    case .worse: mark = " −"
    case .better: mark = " +"
    case .indistinguishable: mark = " ="
    case .open, .diverged: mark = "  "
    }
    return [
      own, (change.mean > 0 ? "+" : "") + decimal(change.mean, 3) + spread(change.standardError) + mark,
    ]
  }

  private static func spread(_ value: Double?) -> String { value.map { " ±" + decimal($0, 3) } ?? "" }
}
