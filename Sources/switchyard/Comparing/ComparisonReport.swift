import Experiment
import Foundation
import TerminalUI
import Workbench

/// The final figures of a comparison as text, comma-separated values and JSON.
struct ComparisonReport {
  private let comparison: Comparison
  private let table: FigureTable
  private let recipes: RecipeColumns
  private let tasks: TaskTable
  private let fronts: [RunFront]

  init(_ comparison: Comparison) {
    self.comparison = comparison
    table = FigureTable(comparison)
    tasks = TaskTable(comparison)
    fronts = RunFront.all(comparison)
    recipes = RecipeColumns(comparison.runs.map(\.state), asWritten: true)
  }

  private func name(_ row: FigureTable.Row) -> String { sanitized(comparison.labels[row.runs[0]]) }

  private func isMember(_ row: FigureTable.Row) -> Bool {
    !row.isGroup && table.rows.contains { $0.isGroup && $0.runs.contains(row.runs[0]) }
  }

  /// Columns under each other, and what to keep in mind below them.
  var text: String {
    let columns = FigureColumns(comparison, table)
    var rows = [["run"] + columns.titles]
    for (index, row) in table.rows.enumerated() {
      let mark = !row.isGroup && row.runs[0] == comparison.baseline ? " *" : ""
      let head =
        row.isGroup ? "mean of \(row.runs.count): \(name(row))" : (isMember(row) ? "  " : "") + name(row) + mark
      rows.append([head] + columns.cells(index))
    }
    var lines = [aligned(rows, right: Set(1...columns.titles.count))]
    lines.append("* baseline; ± is the standard deviation over seeds, of differences the standard error of their mean")
    if !comparison.remark.isEmpty { lines.append(comparison.remark) }
    if !tasks.isEmpty {
      let columns = TaskColumns(tasks, labels: comparison.labels)
      lines += [
        "", aligned([columns.titles] + columns.rows, right: Set(2..<columns.titles.count)), TaskColumns.remark,
      ]
    }
    for front in fronts {
      let columns = FrontColumns(front, comparison)
      lines += ["", aligned([FrontColumns.titles] + columns.rows.map(\.cells), right: Set(1...4)), columns.remark]
    }
    return lines.joined(separator: "\n")
  }

  /// One line a row: values, spreads and differences in columns of their own, numbers with all their digits.
  var csv: String {
    func quoted(_ text: String) -> String {
      text.contains { ",\"\n\r".contains($0) }
        ? "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : text
    }
    func cell(_ value: FigureTable.Value) -> [String] {
      [value.isKnown ? (value.value.isNaN ? "nan" : "\(value.value)") : "", value.spread.map { "\($0)" } ?? ""]
    }
    let names = table.figures.map { Self.key($0) }
    let titles =
      ["run", "runs", "seed", "file"] + names.flatMap { [$0, $0 + "_sd", $0 + "_difference", $0 + "_difference_se"] }
      + recipes.keys.map(\.path)
    var lines = [titles.joined(separator: ",")]
    for row in table.rows {
      let run = comparison.runs[row.runs[0]]
      var cells = [
        quoted(name(row)), "\(row.runs.count)",
        row.isGroup ? "" : run.state.header.map { "\($0.seed)" } ?? "", row.isGroup ? "" : quoted(run.path),
      ]
      for (value, difference) in zip(row.values, row.differences) { cells += cell(value) + cell(difference) }
      let values = recipes.values[row.runs[0]]
      cells += recipes.keys.indices.map { $0 < values.count ? quoted(values[$0]) : "" }
      lines.append(cells.joined(separator: ","))
    }
    return lines.joined(separator: "\n")
  }

  /// The same as an object; what is not a number is null.
  var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(Whole(self)), as: UTF8.self)
    }
  }

  private static func key(_ figure: FinalFigure) -> String { "\(figure)".snakeCased }

  private struct Whole: Encodable {
    struct Figure: Encodable {
      var value: Double?
      var sd: Double?
      var difference: Double?
      var differenceSE: Double?

      enum CodingKeys: String, CodingKey {
        case value, sd, difference
        case differenceSE = "difference_se"
      }
    }

    struct Row: Encodable {
      var run: String
      var isMean: Bool
      var files: [String]
      var seeds: [UInt64]
      var isBaseline: Bool
      var figures: [String: Figure]
      var recipe: [String: String]

      enum CodingKeys: String, CodingKey {
        case run, files, seeds, figures, recipe
        case isMean = "is_mean"
        case isBaseline = "is_baseline"
      }
    }

    struct Task: Encodable {
      struct Column: Encodable {
        var run: String
        var runs: Int
        var isBaseline: Bool
        var value: Double?
        var sd: Double?
        var difference: Double?
        var differenceSE: Double?
        var verdict: Verdict?

        enum CodingKeys: String, CodingKey {
          case run, runs, value, sd, difference, verdict
          case isBaseline = "is_baseline"
          case differenceSE = "difference_se"
        }
      }

      var task: String
      var metric: String
      var runs: [Column]
    }

    struct Point: Encodable {
      var task: String
      var run: String
      var runs: Int
      var files: [String]
      var accuracy: Double
      var accuracySD: Double?
      var isOfTest: Bool
      var imagesPerSecond: Double?
      var gflopsPerImage: Double?
      var isOnFrontOfSpeed: Bool
      var isOnFrontOfWork: Bool

      enum CodingKeys: String, CodingKey {
        case task, run, runs, files, accuracy
        case accuracySD = "accuracy_sd"
        case isOfTest = "is_of_test"
        case imagesPerSecond = "images_per_second"
        case gflopsPerImage = "gflops_per_image"
        case isOnFrontOfSpeed = "is_on_front_of_speed"
        case isOnFrontOfWork = "is_on_front_of_work"
      }
    }

    var rows: [Row]
    /// Accuracy and cost of runs that have them, by task; those of one recipe together.
    var front: [Point]
    /// Figures by task; empty for runs without tasks.
    var tasks: [Task]
    var remark: String
    var leftOut: [String: String]

    enum CodingKeys: String, CodingKey {
      case rows, tasks, front, remark
      case leftOut = "left_out"
    }

    init(_ report: ComparisonReport) {
      let comparison = report.comparison
      func finite(_ value: FigureTable.Value) -> Double? { value.isKnown && value.value.isFinite ? value.value : nil }
      rows = report.table.rows.map { row in
        var figures: [String: Figure] = [:]
        for (place, figure) in report.table.figures.enumerated() where row.values[place].isKnown {
          let (value, difference) = (row.values[place], row.differences[place])
          figures[ComparisonReport.key(figure)] = Figure(
            value: finite(value), sd: value.spread.flatMap { $0.isFinite ? $0 : nil }, difference: finite(difference),
            differenceSE: difference.spread.flatMap { $0.isFinite ? $0 : nil })
        }
        let values = report.recipes.values[row.runs[0]]
        return Row(
          run: report.name(row), isMean: row.isGroup, files: row.runs.map { comparison.runs[$0].path },
          seeds: row.runs.compactMap { comparison.runs[$0].state.header?.seed },
          isBaseline: !row.isGroup && row.runs[0] == comparison.baseline, figures: figures,
          recipe: Dictionary(
            zip(report.recipes.keys.map(\.path), values), uniquingKeysWith: { first, _ in first }))
      }
      func known(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
      tasks = report.tasks.tasks.enumerated().map { index, task in
        Task(
          task: task.name, metric: task.metric,
          runs: report.tasks.columns.map { column in
            Task.Column(
              run: sanitized(comparison.labels[column.runs[0]]), runs: column.runs.count,
              isBaseline: column.isBaseline, value: known(column.values[index].mean),
              sd: known(column.values[index].deviation), difference: known(column.changes[index]?.mean),
              differenceSE: known(column.changes[index]?.standardError), verdict: column.changes[index]?.verdict)
          })
      }
      let labels = comparison.labels
      front = report.fronts.flatMap { front in
        let (fast, light) = (front.best(.throughput), front.best(.work))
        return front.points.map { point in
          Point(
            task: front.task, run: sanitized(comparison.label(of: point.runs, among: labels)), runs: point.runs.count,
            files: point.runs.map { comparison.runs[$0].path }, accuracy: point.accuracy, accuracySD: point.spread,
            isOfTest: front.isOfTest, imagesPerSecond: known(point.throughput), gflopsPerImage: known(point.work),
            isOnFrontOfSpeed: fast.contains(point), isOnFrontOfWork: light.contains(point))
        }
      }
      remark = comparison.remark
      leftOut = Dictionary(comparison.leftOut.map { ($0.path, $0.message) }, uniquingKeysWith: { first, _ in first })
    }
  }
}

extension String {
  /// `heldOut` as `held_out`.
  fileprivate var snakeCased: String {
    reduce(into: "") { text, character in
      text += character.isUppercase ? "_" + character.lowercased() : String(character)
    }
  }
}
