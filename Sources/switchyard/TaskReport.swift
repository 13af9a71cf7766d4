import Data
import Foundation

/// What `switchyard tasks` says about a task.
struct TaskReport {
  /// What is printed.
  let lines: [String]

  init(_ task: LanguageTask, of set: any TaskSet, examples: Int) {
    var rows = [["kind", Self.summary(of: task.kind)], ["made of", set.summary(of: task.name)]]
    if !task.labels.isEmpty { rows.append(["labels", Self.list(task.labels)]) }
    if let range = task.scoreRange { rows.append(["scores", "\(range.lowerBound) to \(range.upperBound)"]) }
    rows.append(["metrics", task.metrics.map(\.rawValue).joined(separator: ", ")])
    let sizes = [("training", task.training), ("validation", task.validation), ("test", task.test)]
    rows.append(["examples", sizes.map { "\($0): \(Quantity.count($1.count))" }.joined(separator: ", ")])
    let baseline = TaskBaseline.scores(of: task).map { "\($0.metric.rawValue) \(String(format: "%.3f", $0.value))" }
    rows.append([
      "unlearnt", "\(baseline.joined(separator: ", ")) on test, by \(TaskBaseline.summary(of: task.kind))",
    ])
    var lines = ["\(task.name) of \(set.name)"]
    for row in Self.aligned(rows) { lines.append("  \(row)") }
    for example in task.training.prefix(examples) {
      lines.append("")
      lines += Self.lines(of: example, labels: task.labels)
    }
    self.lines = lines
  }

  // MARK: - The list

  static let header = ["  TASK", "KIND", "TRAINING", "VALIDATION", "TEST", "LABELS", "METRICS"]

  static func row(_ task: LanguageTask, isSpare: Bool = false) -> [String] {
    let name = "  \(task.name)\(isSpare ? " (spare)" : "")"
    return [
      name, task.kind.rawValue, Quantity.count(task.training.count), Quantity.count(task.validation.count),
      Quantity.count(task.test.count), task.labels.isEmpty ? "-" : "\(task.labels.count)",
      task.metrics.map(\.rawValue).joined(separator: ", "),
    ]
  }

  /// Rows with every column but the last as wide as its widest cell; numbers are at the right.
  static func aligned(_ rows: [[String]]) -> [String] {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { column, cell in
        if column == row.count - 1 { return cell }
        let fill = String(repeating: " ", count: widths[column] - cell.count)
        // A heading stands over its numbers.
        let isNumber = rows.last?[column].first?.isNumber ?? false
        return isNumber ? fill + cell : cell + fill
      }.joined(separator: "  ")
    }
  }

  // MARK: - One task

  private static func summary(of kind: TaskKind) -> String {
    switch kind {
    case .classification: "classification: a class of a text"
    case .pairs: "pairs: a class of two texts"
    case .similarity: "similarity: a number for two texts"
    case .ranking: "ranking: which of several answers is right"
    case .labelling: "labelling: a tag for each word"
    }
  }

  private static func list(_ labels: [String]) -> String {
    let shown = labels.prefix(16).joined(separator: ", ")
    return labels.count > 16 ? "\(shown), and \(labels.count - 16) more" : shown
  }

  private static func lines(of example: TaskExample, labels: [String]) -> [String] {
    let texts: [String] =
      switch example.content {
      case .sentence(let text): [text]
      case .pair(let first, let second): [first, second]
      case .words(let words): [words.joined(separator: " ")]
      }
    var lines = texts.map { "  \($0)" }
    lines.append("  → \(answer(example, labels))")
    return lines
  }

  private static func answer(_ example: TaskExample, _ labels: [String]) -> String {
    switch example.target {
    case .category(let index): return labels[index]
    case .score(let score): return "\(score)"
    case .answer(let question, let isRight): return "\(isRight ? "right" : "wrong") (question \(question + 1))"
    case .tags(let tags):
      guard case .words(let words) = example.content else { return "" }
      let marked = zip(words, tags).filter { labels[$1] != "O" }.map { "\($0)/\(labels[$1])" }
      return marked.isEmpty ? "nothing" : marked.joined(separator: " ")
    }
  }
}
