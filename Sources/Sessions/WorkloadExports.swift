import Experiment

/// Rows of what evaluations have of a workload's own.
extension TableWriter {
  static func workloadColumns(of table: ExportTable) -> [String] {
    switch table {
    case .tasks: ["step", "task", "name", "kind", "group", "loss", "examples", "metric", "value"] + conditionColumns
    case .figures: ["step", "figure", "value"] + conditionColumns
    case .matrices: ["step", "matrix", "row", "column", "value"] + conditionColumns
    default: []
    }
  }

  /// The rows of an evaluation in one of these tables; none for other tables.
  ///
  /// - Parameter tasks: of the run.
  mutating func writeWorkload(
    _ table: ExportTable, of evaluation: Evaluation, under conditions: ConditionalEvaluation? = nil, tasks: [TaskShape]
  ) throws {
    let step = ExportedCell.integer(evaluation.step)
    let last = Self.cells(of: conditions)
    switch table {
    case .tasks:
      for score in evaluation.tasks {
        let shape = tasks.indices.contains(score.task) ? tasks[score.task] : nil
        let first: [Cell] = [
          step, .integer(score.task), .text(shape?.name ?? String(score.task)), .text(shape?.kind ?? ""),
          .integer(score.group), .double(score.loss), .integer(score.examples),
        ]
        if score.metrics.isEmpty { try write(first + [.none, .none] + last) }
        for metric in score.metrics { try write(first + [.text(metric.name), .double(metric.value)] + last) }
      }
    case .figures:
      for figure in evaluation.figures { try write([step, .text(figure.name), .double(figure.value)] + last) }
    case .matrices:
      for matrix in evaluation.matrices where !matrix.columns.isEmpty {
        for (index, value) in matrix.values.enumerated() {
          let (row, column) = index.quotientAndRemainder(dividingBy: matrix.columns.count)
          try write(
            [step, .text(matrix.name), .text(matrix.rows[row]), .text(matrix.columns[column]), .float(value)] + last)
        }
      }
    default: break
    }
  }
}
