internal import Experiment
internal import TerminalUI

/// The keys in which recipes differ, a column a run, and what was left out of the comparison.
struct RecipesPicture {
  let state: CompareState

  var detail: String {
    let count = RecipeColumns(state.comparison.runs.map(\.state), withSeeds: true).keys.count
    return count == 1 ? "1 key differs" : "\(count) keys differ"
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let comparison = state.comparison
    let (upper, lower) = area.splitBottom(min(comparison.leftOut.count, max(0, area.height - 3)))
    for (row, fault) in comparison.leftOut.prefix(lower.height).enumerated() {
      let text =
        "\(theme.glyphs.cross) \(sanitized(ComparedRun(path: fault.path, look: 0).fileName)): \(sanitized(fault.message))"
      canvas.text(theme.glyphs.printable(text), in: lower.row(row).inset(left: 1), style: theme[.bad])
    }
    let columns = RecipeColumns(comparison.runs.map(\.state), withSeeds: true)
    guard !columns.keys.isEmpty else {
      let text = comparison.runs.count < 2 ? "one run alone: a adds another" : "the recipes are equal"
      return drawNothing(text, in: upper, on: &canvas)
    }
    // The baseline stands first, whatever the order; then the others from the chosen column on.
    let order =
      (comparison.baseline.map { [$0] } ?? [])
      + comparison.runs.indices.filter { $0 != comparison.baseline }
      .dropFirst(state.recipeOffset.column)
    let labels = comparison.labels
    let heads =
      [Table.Column("key", minimum: 10, priority: 100)]
      + order.enumerated().map { place, run in
        let look = theme.look(ofRun: comparison.runs[run].look)
        let mark = run == comparison.baseline ? "*" : ""
        return Table.Column(
          "\(look.glyph)\(mark) \(theme.glyphs.printable(truncated(sanitized(labels[run]), to: 18)))", minimum: 5,
          maximum: 24, priority: 90 - place)
      }
    let offset = min(state.recipeOffset.row, max(0, columns.keys.count - 1))
    let titles = columns.titles
    let rows = columns.keys.indices.dropFirst(offset).map { key in
      [Table.Field(titles[key], role: .muted)]
        + order.map { run in
          let values = columns.values[run]
          guard key < values.count else { return Table.Field("?", role: .muted) }
          let base = comparison.baseline.map { columns.values[$0] } ?? []
          let isBase = run == comparison.baseline || (key < base.count && base[key] == values[key])
          return Table.Field(theme.glyphs.printable(sanitized(values[key])), role: isBase ? .muted : .value)
        }
    }
    canvas.draw(Table(columns: heads, rows: rows), in: upper)
  }
}
