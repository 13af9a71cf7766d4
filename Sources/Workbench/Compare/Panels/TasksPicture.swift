internal import Experiment
internal import TerminalUI

/// The table of figures by task: tasks, runs, changes against the baseline, tasks harmed.
struct TasksPicture {
  let state: CompareState

  var detail: String { "v: runs · \(state.tasks.tasks.count) tasks · ± over seeds" }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let columns = TaskColumns(state.tasks, labels: state.comparison.labels)
    let glyphs = canvas.theme.glyphs
    let (body, foot) = area.splitBottom(area.height >= 7 ? 1 : 0)
    // Columns further left give way when the user scrolls; the tasks stay.
    let skipped = 1 + min(state.figureOffset, max(0, columns.titles.count - 2))
    let heads =
      [Table.Column("task", minimum: 8, maximum: 24, priority: 1000)]
      + columns.titles.enumerated().dropFirst(skipped).map { place, title in
        Table.Column(
          glyphs.printable(title), alignment: place == 1 ? .left : .right, minimum: 1, maximum: 26,
          priority: place == 1 ? 1 : 900 - place)
      }
    let rows = columns.rows.enumerated().map { index, row in
      let isTotal = index >= state.tasks.tasks.count
      return row.enumerated().filter { $0.offset == 0 || $0.offset >= skipped }.map { place, text in
        Table.Field(glyphs.printable(text), role: role(text, place, isTotal: isTotal))
      }
    }
    canvas.draw(Table(columns: heads, rows: rows), in: body)
    guard !foot.isEmpty else { return }
    canvas.text(glyphs.printable(TaskColumns.remark), in: foot.inset(left: 1), style: canvas.theme[.muted])
  }

  private func role(_ text: String, _ place: Int, isTotal: Bool) -> Role {
    if place == 1 { return .muted }
    if text.hasSuffix(" −") { return .bad }
    if text.hasSuffix(" +") { return .ok }
    return isTotal ? .value : .text
  }
}
