internal import Experiment
internal import Sessions
internal import TerminalUI

/// Which classes are taken for which.
struct ConfusionView: PanelView {
  let name = "classes.confusion"
  let word = "confusion"
  let subjects: RunSubject = [.pictures, .adaptation]
  var commands: [Binding] { [] }

  func detail(_ shared: Shared) -> String { "rows are the true classes" }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? { nil }

  func table(_ shared: Shared) -> DataTable? {
    guard let matrix = shared.matrix("confusion") else { return nil }
    return DataTable(
      columns: ["true", "predicted", "images"],
      rows: matrix.rows.indices.flatMap { row in
        zip(matrix.columns, matrix.row(row)).map { [.text(matrix.rows[row]), .text($0), .double(Double($1))] }
      })
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    guard let matrix = shared.matrix("confusion"), !matrix.rows.isEmpty else {
      return drawNothing("no evaluation yet: it tells which classes are recognised", in: area, on: &canvas)
    }
    let values = matrix.rows.indices.map { row -> [Double] in
      let counts = ClassCounts(matrix, row)
      return matrix.row(row).map { counts.all > 0 ? Double($0) / counts.all : .nan }
    }
    let names = matrix.rows.map { truncated(sanitized($0), to: 12) }
    HeatPicture(
      values: values, caption: "% of the true class: true × predicted", rowLabels: names,
      columnLabels: matrix.columns.map { truncated(sanitized($0), to: 6) }
    ).draw(in: area, on: &canvas)
  }
}
