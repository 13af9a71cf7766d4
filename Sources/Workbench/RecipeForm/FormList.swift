internal import Experiment
internal import Sweeps
internal import TerminalUI

/// The keys with their values, table by table.
struct FormList: Widget {
  let state: RecipeFormState

  func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    guard !state.rows.isEmpty else {
      return canvas.text("no key matches", in: area.row(0), style: theme[.muted])
    }
    for (line, place) in visible(area.height).enumerated() {
      let row = area.row(line)
      switch state.rows[place] {
      case .table(let name):
        canvas.text("[\(name)]", in: row, style: theme[.title])
      case .key(let key): draw(key, place, in: row, on: &canvas)
      case .field(let field): draw(field, place, in: row, on: &canvas)
      }
      if place == state.selected, state.edit == nil { canvas.highlight(row) }
    }
  }

  /// The rows that so many lines show: as if the chosen one had been scrolled to from the top.
  func visible(_ height: Int) -> Range<Int> {
    let count = state.rows.count
    let half = height / 2
    let first = min(max(0, state.selected - half), max(0, count - height))
    return first..<min(count, first + max(0, height))
  }

  /// The row below a cell of the screen.
  func row(at position: Point) -> Int? {
    guard let area = state.listArea, area.contains(position) else { return nil }
    let rows = visible(area.height)
    let place = rows.lowerBound + position.y - area.y
    return rows.contains(place) ? place : nil
  }

  private static let nameWidth = 22

  private func draw(_ key: RecipeKey, _ place: Int, in row: Rect, on canvas: inout Canvas) {
    let draft = state.draft
    let axis = draft.axes[key.path]
    let isStandard = draft.recipe[key] == key.standard && draft.refused[key.path] == nil
    let fault = draft.fault(at: key)
    let mark: (String, Role) =
      fault != nil
      ? (canvas.theme.glyphs.cross, .bad)
      : axis != nil ? ("a", .key) : draft.isChanged(key) ? ("*", .warn) : (" ", .text)
    let text =
      state.edit != nil && place == state.selected
      ? nil : axis.map { "\($0)" } ?? Self.shown(draft.text(of: key), key)
    var note: (String, Role) = ("", .muted)
    if let fault {
      note = (fault, .bad)
    } else if axis != nil {
      note = ("axis", .key)
    } else if !isStandard {
      note = ("default \(Self.shown(RecipeDraft.text(key.standard), key))", .muted)
    } else if !key.unit.isEmpty {
      note = (key.unit, .muted)
    }
    draw(mark, key.name, text, note, isStandard && axis == nil ? .text : .value, in: row, on: &canvas)
  }

  private func draw(_ field: SweepField, _ place: Int, in row: Rect, on canvas: inout Canvas) {
    let text = state.draft.text(of: field)
    let fault = field.fault(of: text)
    let isEdited = state.edit != nil && place == state.selected
    draw(
      fault != nil ? (canvas.theme.glyphs.cross, .bad) : text.isEmpty ? (" ", .text) : ("*", .warn), field.title,
      isEdited ? nil : text.isEmpty ? field.usual : text, fault.map { ($0, .bad) } ?? ("", .muted),
      text.isEmpty ? .muted : .value, in: row, on: &canvas)
  }

  /// An empty text is seen.
  private static func shown(_ text: String, _ key: RecipeKey) -> String {
    if text.isEmpty { return "\"\"" }
    return text
  }

  /// Mark, name, value and note of a row; a value of nil is what is being typed.
  private func draw(
    _ mark: (String, Role), _ name: String, _ value: String?, _ note: (String, Role), _ role: Role, in row: Rect,
    on canvas: inout Canvas
  ) {
    let theme = canvas.theme
    let glyphs = theme.glyphs
    canvas.text(mark.0, x: row.x, y: row.y, style: theme[mark.1], limit: 2)
    canvas.text(name, in: row.inset(left: 2).splitLeft(Self.nameWidth).left, style: theme[.text])
    let rest = row.inset(left: Self.nameWidth + 4)
    guard let value else { return typed(in: rest, on: &canvas) }
    let shown = glyphs.printable(sanitized(value))
    let width = min(displayWidth(of: shown), note.0.isEmpty ? rest.width : max(rest.width * 2 / 3, rest.width - 40))
    canvas.text(shown, in: rest.splitLeft(width).left, style: theme[role])
    let left = rest.inset(left: max(width, 12) + 2)
    canvas.text(glyphs.printable(note.0), in: left, style: theme[note.1])
  }

  /// What is being typed; the end of a long text is what matters.
  private func typed(in area: Rect, on canvas: inout Canvas) {
    guard let edit = state.edit else { return }
    let theme = canvas.theme
    var shown = theme.glyphs.printable(sanitized(edit.text))
    if displayWidth(of: shown) > area.width - 2 {
      while displayWidth(of: shown) > max(1, area.width - 3), !shown.isEmpty { shown.removeFirst() }
      shown = theme.glyphs.ellipsis + shown
    }
    let style = theme[edit.fault == nil ? .value : .bad].adding(.underline)
    let used = canvas.text(shown, x: area.x, y: area.y, style: style)
    canvas.text(" ", x: area.x + used, y: area.y, style: theme[.text].adding(.reverse))
  }
}
