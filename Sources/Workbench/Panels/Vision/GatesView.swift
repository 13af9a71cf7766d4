internal import Experiment
internal import Sessions
internal import TerminalUI

/// PYRA's gates by block: their mean, spread and ends over the validation images.
struct GatesView: PanelView {
  /// The chosen block, in both tables.
  private(set) var selected = 0

  let name = "tokens.gates"
  let word = "gates"
  let subjects: RunSubject = .pictures
  var commands: [Binding] { arrows("block") }

  func detail(_ shared: Shared) -> String { shared.matrix("gates.token") == nil ? "" : "over the validation images" }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    let count = GatesView.kinds.compactMap { shared.matrix($0.matrix)?.columns.count }.max() ?? 0
    switch command {
    case .cellUp: selected = max(0, min(selected, count - 1) - 1)
    case .cellDown: selected = max(0, min(selected + 1, count - 1))
    default: break
    }
    return nil
  }

  private static let kinds = [(matrix: "gates.token", word: "token"), (matrix: "gates.channel", word: "channel")]

  func table(_ shared: Shared) -> DataTable? {
    let rows = GatesView.kinds.flatMap { kind -> [[DataTable.Cell]] in
      guard let matrix = shared.matrix(kind.matrix) else { return [] }
      return matrix.columns.enumerated().map { place, block in
        [.text(kind.word), .text(block)]
          + matrix.rows.indices.map { row in
            let values = matrix.row(row)
            return place < values.count ? .double(Double(values[values.startIndex + place])) : .none
          }
      }
    }
    return rows.isEmpty
      ? nil : DataTable(columns: ["gate", "block", "mean", "deviation", "lowest", "highest"], rows: rows)
  }

  /// Columns from which on both tables stand side by side with all that they tell.
  private static let wideBeside = 84
  /// The same without their deviations, where under each other they would lose rows.
  private static let narrowestBeside = 68

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let found = GatesView.kinds.compactMap { kind in shared.matrix(kind.matrix).map { (kind.word, $0) } }
    guard !found.isEmpty else { return drawNothing("this run's merging has no gates", in: area, on: &canvas) }
    // Under each other, each needs a title and headings of its own.
    let wanted = found.reduce(0) { $0 + $1.1.columns.count + 2 }
    let besideFrom = area.height < wanted ? GatesView.narrowestBeside : GatesView.wideBeside
    let width = found.count > 1 && area.width >= besideFrom ? area.width / found.count : area.width
    for (number, (word, matrix)) in found.enumerated() {
      let isBeside = width < area.width
      let height = isBeside ? area.height : area.height / found.count
      let place = Rect(
        x: area.x + (isBeside ? number * width : 0), y: area.y + (isBeside ? 0 : number * height),
        width: isBeside ? width - 2 : width, height: height)
      draw(matrix, word, in: place, theme, on: &canvas)
    }
    // Below the last table, where its rows leave a line.
    let above = width < area.width ? 0 : (found.count - 1) * (area.height / found.count)
    let longest = found.map { $0.1.columns.count }.max() ?? 0
    if let remark = remark(found.map { $0.1 }, theme), area.height - above > longest + 2 {
      canvas.text(remark, in: area.row(area.height - 1), style: theme[.muted])
    }
  }

  /// The last block merges after its attention, and only the class token goes on from there: no gradient comes back.
  private func remark(_ matrices: [NamedMatrix], _ theme: Theme) -> String? {
    guard let matrix = matrices.first, let block = matrix.columns.last, let mean = matrix.row(0).last, mean.isFinite
    else { return nil }
    let name = theme.glyphs.printable(sanitized(block))
    return "block \(name) is not read by the class token: it stays as it was drawn"
  }

  private func draw(_ matrix: NamedMatrix, _ word: String, in area: Rect, _ theme: Theme, on canvas: inout Canvas) {
    func value(_ row: Int, _ column: Int) -> Double {
      let values = matrix.row(row)
      return column < values.count ? Double(values[values.startIndex + column]) : .nan
    }
    func text(_ value: Double) -> String { value.isFinite ? decimal(value, 3) : "-" }
    let rows = matrix.columns.indices.map { column -> [Table.Field] in
      [
        .init(theme.glyphs.printable(sanitized(matrix.columns[column]))), .init(text(value(0, column)), role: .value),
        .init(text(value(1, column))), .init(text(value(2, column))), .init(text(value(3, column))),
      ]
    }
    canvas.text("\(word) gates", in: area.row(0), style: theme[.title])
    canvas.draw(
      Table(
        columns: [
          .init("block", priority: 10), .init("mean", alignment: .right, priority: 9),
          .init("deviation", alignment: .right, priority: 5), .init("lowest", alignment: .right, priority: 6),
          .init("highest", alignment: .right, priority: 7),
        ], rows: rows, selected: min(selected, rows.count - 1)), in: area.inset(top: 1))
  }
}
