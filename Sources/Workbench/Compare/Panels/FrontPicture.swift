internal import Experiment
internal import TerminalUI

/// Accuracy against throughput or work, a mark for each run, with the edge along which nothing is better.
struct FrontPicture {
  let state: CompareState

  private var cost: RunFront.Cost { state.frontCost }

  var title: String { cost == .work ? "Accuracy against work" : "Accuracy against throughput" }

  var detail: String {
    let x = cost == .work ? "GFLOP an image" : "images a second"
    return "% of \(state.front.isOfTest ? "test" : "validation") images · x: \(x)"
  }

  /// Columns from which on a table stands beside the picture.
  private static let widthWithTable = 100

  func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let front = state.front
    let best = Set(front.runs(cost))
    var chart = area
    if area.width >= Self.widthWithTable, area.height >= 5 {
      let (left, right) = area.splitLeft(area.width - 58)
      chart = left
      drawTable(best, in: right.inset(left: 2), on: &canvas)
    }
    let (body, foot) = chart.splitBottom(chart.height >= 8 ? 2 : chart.height >= 5 ? 1 : 0)
    let edge = front.edge(cost)
    let points = front.points.filter { $0.cost(cost).isFinite }.map { point in
      let look = theme.look(ofRun: state.comparison.runs[point.run].look)
      return ScatterPlot.Point(
        x: point.cost(cost), y: 100 * point.accuracy, glyph: look.glyph, isSelected: point.run == state.current,
        style: best.contains(point.run) ? look.style.adding(.bold) : look.style)
    }
    canvas.draw(
      ScatterPlot(
        points, lines: [ChartSeries("front", xs: edge.xs, ys: edge.ys.map { 100 * $0 })],
        emptyText: "no run has told its \(cost == .work ? "work" : "speed") yet"), in: body)
    if foot.isEmpty { return }
    canvas.draw(Paragraph([chosen(best, theme)]), in: foot.row(0))
    if foot.height > 1 {
      let names = front.runs(cost).map { theme.glyphs.printable(sanitized(state.comparison.labels[$0])) }
      canvas.draw(
        Paragraph([[Span("front: ", theme[.muted]), Span(names.joined(separator: ", "), theme[.ok])]]), in: foot.row(1))
    }
  }

  /// The chosen run with its figures, and what beats it.
  private func chosen(_ best: Set<Int>, _ theme: Theme) -> [Span] {
    guard let run = state.run else { return [] }
    let look = theme.look(ofRun: run.look)
    let labels = state.comparison.labels
    func name(_ place: Int) -> String { theme.glyphs.printable(truncated(sanitized(labels[place]), to: 24)) }
    let head = [Span(look.glyph + " ", look.style), Span(name(state.current), theme[.title])]
    guard let point = state.front.points.first(where: { $0.run == state.current }) else {
      return head + [Span(run.isHidden ? "  is hidden" : "  has no accuracy and speed", theme[.muted])]
    }
    let value =
      cost == .work ? "\(decimal(point.work, 2)) GFLOP an image" : "\(decimal(point.throughput, 1)) images/s"
    var spans =
      head + [
        Span("  \(decimal(100 * point.accuracy, 1)) % at \(point.cost(cost).isFinite ? value : "?")  ", theme[.value])
      ]
    if best.contains(point.run) {
      spans.append(Span("on the front", theme[.ok]))
    } else if let other = state.front.superior(to: point, cost) {
      spans.append(Span("beaten by \(name(other.run))", theme[.warn]))
    }
    return spans
  }

  private func drawTable(_ best: Set<Int>, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let columns = FrontColumns(state.front, labels: state.comparison.labels)
    let rows = columns.rows.map { run, cells in
      let look = theme.look(ofRun: state.comparison.runs[run].look)
      return cells.enumerated().map { place, text in
        place == 0
          ? Table.Field(
            "\(look.glyph) " + theme.glyphs.printable(text), role: .text, series: state.comparison.runs[run].look)
          : Table.Field(theme.glyphs.printable(text), role: place == 4 ? .ok : .value)
      }
    }
    canvas.draw(
      Table(
        columns: [
          .init(FrontColumns.titles[0], minimum: 10, maximum: 24, priority: 100),
          .init(FrontColumns.titles[1], alignment: .right, priority: 90),
          .init(FrontColumns.titles[2], alignment: .right, priority: 80),
          .init(FrontColumns.titles[3], alignment: .right, priority: 60), .init(FrontColumns.titles[4], priority: 70),
        ], rows: rows, selected: columns.rows.firstIndex { $0.run == state.current }), in: area)
  }
}
