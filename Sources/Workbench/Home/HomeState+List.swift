internal import TerminalUI

extension HomeState {
  func drawList(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    guard !list.all.isEmpty else {
      let lines = section.emptyLines.flatMap { line in
        line.isEmpty
          ? [[]] : wrapped(line, to: max(1, area.width)).map { [Span(theme.glyphs.printable($0), theme[.text])] }
      }
      canvas.draw(Paragraph(lines), in: area.inset(top: min(1, area.height / 8)))
      return
    }
    let columns = list.columns
    let flags = Table.Column("", minimum: 2, priority: 101)
    let table = Table(
      columns: [flags]
        + columns.enumerated().map { place, column in
          Table.Column(
            column.title, alignment: column.alignment, minimum: column.minimum, maximum: column.maximum,
            priority: column.priority, grows: place == 0)
        },
      rows: list.rows.map { row in [flagField(row, theme)] + columns.map { field(row, $0, theme) } },
      selected: list.rows.isEmpty ? nil : list.selected,
      sort: columns.firstIndex { $0.name == list.sort.column }.map { ($0 + 1, list.sort.isDescending) },
      emptyText: theme.glyphs.printable("nothing matches /\(sanitized(list.filter.text))/; Esc shows all"))
    canvas.draw(table, in: area)
  }

  /// Marked, pinned.
  private func flagField(_ row: HomeRow, _ theme: Theme) -> Table.Field {
    let (mark, pin) = theme.glyphs.isUnicode ? ("✓", "◆") : ("x", "^")
    return Table.Field((row.isMarked ? mark : " ") + (row.isPinned ? pin : " "), role: .key)
  }

  private func field(_ row: HomeRow, _ column: HomeColumn, _ theme: Theme) -> Table.Field {
    guard let value = row.values[column.name] else { return "" }
    let text = theme.glyphs.printable(sanitized(value.text))
    switch column.name {
    case "name":
      guard let color = row.color else { return Table.Field(text, role: value.role) }
      return Table.Field("\(theme.series(color).glyph) \(text)", series: color)
    case "state" where theme.glyphs.isUnicode:
      return Table.Field("\(HomeState.sign(of: value.text, theme.glyphs)) \(text)", role: value.role)
    case "held-out", "bits", "score", "train", "best":
      return Table.Field(text, role: value.number.map { $0.isFinite } == false ? .bad : .value)
    case "note", "started", "size", "file", "about": return Table.Field(text, role: .muted)
    default: return Table.Field(text, role: value.role)
    }
  }

  /// A sign beside the word, so that the eye finds it.
  private static func sign(of state: String, _ glyphs: Glyphs) -> String {
    switch state {
    case "running": glyphs.live
    case "completed", "done": glyphs.check
    case "stopped", "terminated", "paused": glyphs.paused
    case "failed", "killed", "damaged": glyphs.cross
    default: glyphs.dot
    }
  }
}
