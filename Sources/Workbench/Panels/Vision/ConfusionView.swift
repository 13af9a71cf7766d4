internal import Experiment
internal import Sessions
internal import TerminalUI

/// Which classes are taken for which.
struct ConfusionView: PanelView {
  /// Whether there are counts of one kind of images only.
  private var hasNoChoice = false

  let name = "classes.confusion"
  let word = "confusion"
  let subjects: RunSubject = [.pictures, .adaptation]
  var commands: [Binding] { hasNoChoice ? [] : [otherPictures] }

  func detail(_ shared: Shared) -> String {
    let rows = "rows are the true classes"
    guard shared.subject.contains(.pictures), let counts = ConfusionCounts(shared) else { return rows }
    return counts.images + " · " + rows
  }

  mutating func refresh(_ shared: Shared) { hasNoChoice = !ConfusionCounts.isChoice(shared) }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    if command == .classesPictures { shared.selection.showsValidation.toggle() }
    return nil
  }

  func table(_ shared: Shared) -> DataTable? {
    guard let matrix = ConfusionCounts(shared)?.matrix else { return nil }
    return DataTable(
      columns: ["true", "predicted", "images"],
      rows: matrix.rows.indices.flatMap { row in
        zip(matrix.columns, matrix.row(row)).map { [.text(matrix.rows[row]), .text($0), .double(Double($1))] }
      })
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    guard let matrix = ConfusionCounts(shared)?.matrix else {
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
