internal import Experiment
internal import TerminalUI

/// The table of final figures: runs, means over seeds, differences to the baseline, and the keys in which recipes differ.
struct FiguresPicture {
  let state: CompareState

  var detail: String {
    var facts: [String] = []
    if state.isDifference { facts.append("less baseline") }
    if let sort = state.sort { facts.append("by \(sort.rawValue)") }
    facts.append("± over seeds")
    return facts.joined(separator: " · ")
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let comparison = state.comparison
    guard !comparison.runs.isEmpty else { return drawNothing("no runs", in: area, on: &canvas) }
    let (figures, glyphs) = (state.figures, canvas.theme.glyphs)
    let columns = FigureColumns(comparison, figures, isDifference: state.isDifference)
    let (body, foot) = area.splitBottom(area.height >= 7 ? 1 : 0)
    // Columns further left give way when the user scrolls; the names stay.
    let skipped = min(state.figureOffset, max(0, columns.titles.count - 1))
    let heads =
      [Table.Column("run", minimum: 12, priority: 100, grows: true)]
      + columns.titles.enumerated().dropFirst(skipped).map { place, title in
        Table.Column(
          glyphs.printable(title), alignment: .right, minimum: 1, maximum: 24, priority: columns.priority(place))
      }
    let labels = comparison.labels
    let rows = figures.rows.enumerated().map { index, row in
      let run = comparison.runs[row.runs[0]]
      let look = canvas.theme.look(ofRun: run.look)
      let isHidden = row.runs.allSatisfy { comparison.runs[$0].isHidden }
      let name = canvas.theme.glyphs.printable(sanitized(labels[row.runs[0]]))
      let isMember = !row.isGroup && figures.rows.contains { $0.isGroup && $0.runs.contains(row.runs[0]) }
      var head =
        row.isGroup
        ? "mean of \(row.runs.count): \(name)"
        : "\(isMember ? " " : "")\(look.glyph)\(row.runs[0] == comparison.baseline ? "*" : " ")\(name)"
      if !row.isGroup, run.isGrowing { head += " " + canvas.theme.glyphs.live }
      if isHidden { head += " (hidden)" }
      let first = Table.Field(
        head, role: isHidden ? .muted : row.isGroup ? .title : .text, series: row.isGroup || isHidden ? nil : run.look)
      let fields = columns.cells(index).dropFirst(skipped).map {
        Table.Field(glyphs.printable($0), role: isHidden ? .muted : row.isGroup ? .value : .text)
      }
      return [first] + fields
    }
    let selected = figures.rows.firstIndex { !$0.isGroup && $0.runs == [state.current] }
    let sortColumn = state.sort.flatMap { columns.place(of: $0) }.flatMap { $0 >= skipped ? $0 - skipped + 1 : nil }
    canvas.draw(
      Table(
        columns: heads, rows: rows, selected: selected,
        sort: sortColumn.map { (column: $0, isDescending: state.isDescending) }), in: body)
    guard !foot.isEmpty else { return }
    let hasTargets = comparison.runs.contains { $0.finals[.bestByLabels] != nil }
    let targets = hasTargets ? "; best*: takes target labels" : ""
    let text =
      comparison.remark.isEmpty
      ? "* baseline; ± standard deviation over seeds, of differences the standard error\(targets)" : comparison.remark
    canvas.text(
      canvas.theme.glyphs.printable(text), in: foot.inset(left: 1),
      style: canvas.theme[comparison.remark.isEmpty ? .muted : .warn])
  }
}
