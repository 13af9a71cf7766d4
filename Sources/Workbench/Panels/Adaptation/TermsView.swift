internal import Experiment
internal import Sessions
internal import TerminalUI

extension CommandID {
  static let termUp: CommandID = "loss.terms.up"
  static let termDown: CommandID = "loss.terms.down"
}

/// The terms of the loss, in steps on source and steps on target apart: where each began, where it is, how it went.
struct TermsView: PanelView {
  /// Place of the row that the curve is of.
  private(set) var selected = 0
  private var rows = TermRows()

  let name = "loss.terms"
  let word = "terms"
  let subjects: RunSubject = .adaptation
  var commands: [Binding] {
    [
      binding([.up, .character("k")], .termUp, "term", "the term above", rank: 10),
      binding([.down, .character("j")], .termDown, "term", "the term below"),
    ]
  }

  func detail(_ shared: Shared) -> String { "means of ten steps · x: step" }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    let last = max(0, rows.rows.count - 1)
    if command == .termUp { selected = max(0, min(selected, last) - 1) }
    if command == .termDown { selected = min(last, selected + 1) }
    return nil
  }

  mutating func prepare(_ shared: Shared) { rows = TermRows(shared) }

  private static func name(_ task: Int?, _ shared: Shared) -> String {
    guard let task else { return "both" }
    let tasks = shared.run.state.header?.tasks ?? []
    return tasks.indices.contains(task) ? truncated(sanitized(tasks[task].name), to: 16) : "task \(task)"
  }

  func table(_ shared: Shared) -> DataTable? {
    let cells = rows.rows.map { row -> [DataTable.Cell] in
      [
        .text(Self.name(row.task, shared)), .text(row.term), .integer(row.count), .double(row.first), .double(row.last),
      ]
    }
    return cells.isEmpty
      ? nil : DataTable(columns: ["steps_on", "term", "steps", "first_ten", "last_ten"], rows: cells)
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    guard !rows.rows.isEmpty else {
      return drawNothing(
        shared.run.state.steps.count == 0 ? "waiting for the first step" : "the steps of this run tell no terms",
        in: area, on: &canvas)
    }
    let (count, terms) = (rows.rows.count, rows.terms)
    let across = max(1, area.width / 60)
    let down = (terms.count + across - 1) / across
    if area.height >= count + 2 + 9 * down {
      let (upper, lower) = area.splitTop(count + 1)
      drawTable(shared, in: upper, on: &canvas)
      drawCharts(terms, across: across, down: down, shared, in: lower.inset(top: 1), on: &canvas)
    } else if area.height >= min(count, 6) + 9 {
      let (upper, lower) = area.splitTop(max(min(count, 6) + 1, min(count + 1, area.height - 9)))
      drawTable(shared, in: upper, on: &canvas)
      let term = rows.rows[min(selected, count - 1)].term
      drawChart(term, isSelected: false, shared, in: lower, on: &canvas)
    } else {
      drawTable(shared, in: area, on: &canvas)
    }
  }

  private func drawTable(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let hasTasks = rows.rows.contains { $0.task != nil }
    let spark = max(12, min(64, area.width - 50))
    let fields = rows.rows.map { row -> [Table.Field] in
      let change = row.last - row.first
      return (hasTasks ? [.init(theme.glyphs.printable(Self.name(row.task, shared)), role: .muted)] : [])
        + [
          .init(theme.glyphs.printable(truncated(sanitized(row.term), to: 18)), series: color(row.task)),
          .init(figure(row.first), role: .muted), .init(figure(row.last), role: .value),
          .init(signed(change), role: .muted),
          .init(Sparkline.text(row.values, width: spark, glyphs: theme.glyphs), series: color(row.task)),
        ]
    }
    canvas.draw(
      Table(
        columns: (hasTasks ? [.init("steps on", minimum: 6, maximum: 16, priority: 8)] : [])
          + [
            .init("term", minimum: 8, maximum: 18, priority: 10), .init("first", alignment: .right, priority: 4),
            .init("now", alignment: .right, priority: 9), .init("change", alignment: .right, priority: 3),
            .init("from lowest to highest", minimum: 12, maximum: spark, priority: 6),
          ], rows: fields, selected: min(selected, rows.rows.count - 1)), in: area)
  }

  /// Steps on one domain have one colour in all charts.
  private func color(_ task: Int?) -> Int { task.map { $0 + 1 } ?? 0 }

  private func drawCharts(
    _ terms: [String], across: Int, down: Int, _ shared: Shared, in area: Rect, on canvas: inout Canvas
  ) {
    let chosen = rows.rows[min(selected, rows.rows.count - 1)].term
    let lines = area.rows(Array(repeating: .share(1), count: max(1, down)))
    for (number, term) in terms.enumerated() where number / across < lines.count {
      let columns = lines[number / across].columns(Array(repeating: .share(1), count: across))
      drawChart(
        term, isSelected: term == chosen, shared, in: columns[number % across].inset(right: 2, bottom: 1), on: &canvas)
    }
  }

  /// A term's curves: one for the steps on each domain.
  private func drawChart(
    _ term: String, isSelected: Bool, _ shared: Shared, in area: Rect, on canvas: inout Canvas
  ) {
    let theme = canvas.theme
    let (head, body) = area.splitTop(1)
    let name = truncated(sanitized(term), to: 18)
    let meaning = TermRows.meaning(term).map { "  \($0)" } ?? ""
    canvas.draw(
      Paragraph([
        [
          Span(theme.glyphs.printable(name), theme[isSelected ? .titleFocus : .title]),
          Span(theme.glyphs.printable(meaning), theme[.muted]),
        ]
      ]), in: head)
    let lines = rows.rows.filter { $0.term == term }.flatMap { row -> [ChartSeries] in
      let xs = row.steps.map(Double.init)
      let smooth = ChartSeries(
        theme.glyphs.printable(Self.name(row.task, shared)), xs: xs, ys: smoothed(row.values, factor: 0.8),
        colorIndex: color(row.task))
      guard theme.depth > .mono, !shared.isFrugal else { return [smooth] }
      return [ChartSeries("", xs: xs, ys: row.values, colorIndex: color(row.task), isFaint: true), smooth]
    }
    canvas.draw(LineChart(lines, legendWidth: 20, emptyText: "this term was never a number"), in: body)
  }
}
