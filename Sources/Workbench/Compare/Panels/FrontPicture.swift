internal import Experiment
internal import TerminalUI

/// Accuracy against throughput or work, a mark for each run, with the edge along which nothing is better.
struct FrontPicture {
  let state: CompareState

  private var cost: RunFront.Cost { state.frontCost }

  var title: String {
    let words = cost == .work ? "Accuracy against work" : "Accuracy against throughput"
    return words + (state.front.map { ": " + sanitized($0.task) } ?? "")
  }

  var detail: String {
    guard let front = state.front else { return "" }
    let x = cost == .work ? "GFLOP an image" : "images a second"
    let place = (state.fronts.firstIndex { $0.task == front.task } ?? 0) + 1
    let tasks = state.fronts.count > 1 ? "task \(place) of \(state.fronts.count) · " : ""
    return "\(tasks)% of \(front.isOfTest ? "test" : "validation") images · x: \(x)"
  }

  /// Columns from which on a table stands beside the picture, and from which on that shows whole names.
  private static let (widthWithTable, widthWithNames) = (100, 150)

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let front = state.front else {
      return drawNothing("no run has told accuracy and speed yet", in: area, on: &canvas)
    }
    let theme = canvas.theme
    let labels = state.comparison.labels
    let best = front.best(cost)
    let (upper, foot) = area.splitBottom(area.height >= 8 ? 2 : area.height >= 5 ? 1 : 0)
    var chart = upper
    if area.width >= Self.widthWithTable, area.height >= 5 {
      let (left, right) = upper.splitLeft(area.width - (area.width >= Self.widthWithNames ? 82 : 62))
      chart = left
      drawTable(front, in: right.inset(left: 2), on: &canvas)
    }
    let edge = front.edge(cost)
    let points = front.points.filter { $0.cost(cost).isFinite }.map { point in
      let look = theme.look(ofRun: state.comparison.runs[point.runs[0]].look)
      return ScatterPlot.Point(
        x: point.cost(cost), y: 100 * point.accuracy, glyph: look.glyph, isSelected: point.runs.contains(state.current),
        style: best.contains(point) ? look.style.adding(.bold) : look.style)
    }
    canvas.draw(
      ScatterPlot(
        points, lines: [ChartSeries("front", xs: edge.xs, ys: edge.ys.map { 100 * $0 })],
        emptyText: "no run has told its \(cost == .work ? "work" : "speed") yet"), in: chart)
    if foot.isEmpty { return }
    canvas.draw(Paragraph([chosen(front, best, labels, theme)]), in: foot.row(0))
    if foot.height > 1 {
      let names = best.map { theme.glyphs.printable(sanitized(state.comparison.label(of: $0.runs, among: labels))) }
      canvas.draw(
        Paragraph([[Span("front: ", theme[.muted]), Span(names.joined(separator: ", "), theme[.ok])]]), in: foot.row(1))
    }
  }

  /// The chosen run's point with its figures, and what beats it.
  private func chosen(_ front: RunFront, _ best: [RunFront.Point], _ labels: [String], _ theme: Theme) -> [Span] {
    guard let run = state.run else { return [] }
    func name(_ runs: [Int]) -> String {
      theme.glyphs.printable(truncated(sanitized(state.comparison.label(of: runs, among: labels)), to: 24))
    }
    guard let point = front.point(of: state.current) else {
      let look = theme.look(ofRun: run.look)
      let head = [Span(look.glyph + " ", look.style), Span(name([state.current]), theme[.title])]
      return head + [Span(run.isHidden ? "  is hidden" : "  has no accuracy and speed", theme[.muted])]
    }
    let look = theme.look(ofRun: state.comparison.runs[point.runs[0]].look)
    let count = point.runs.count
    let value =
      cost == .work ? "\(decimal(point.work, 2)) GFLOP an image" : "\(decimal(point.throughput, 1)) images/s"
    var spans = [
      Span(look.glyph + " ", look.style), Span(count > 1 ? "mean of \(count): " : "", theme[.muted]),
      Span(name(point.runs), theme[.title]),
      Span(
        "  " + theme.glyphs.printable(FrontColumns.accuracy(point))
          + " at \(point.cost(cost).isFinite ? value : "?")  ", theme[.value]),
    ]
    if best.contains(point) {
      spans.append(Span("on the front", theme[.ok]))
    } else if let other = front.superior(to: point, cost) {
      spans.append(Span("beaten by \(name(other.runs))", theme[.warn]))
    }
    return spans
  }

  private func drawTable(_ front: RunFront, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let columns = FrontColumns(front, state.comparison)
    let rows = columns.rows.map { runs, cells in
      let look = theme.look(ofRun: state.comparison.runs[runs[0]].look)
      return cells.enumerated().map { place, text in
        place == 0
          ? Table.Field(
            "\(look.glyph) " + theme.glyphs.printable(text), role: .text, series: state.comparison.runs[runs[0]].look)
          : Table.Field(theme.glyphs.printable(text), role: place == cells.count - 1 ? .ok : .value)
      }
    }
    let titles = FrontColumns.titles
    canvas.draw(
      Table(
        columns: [
          .init(titles[0], minimum: 10, maximum: 34, priority: 100),
          .init(titles[1], alignment: .right, priority: 65), .init(titles[2], alignment: .right, priority: 90),
          .init(titles[3], alignment: .right, priority: 80), .init(titles[4], alignment: .right, priority: 60),
          // Cut words would say less than they mean.
          .init(titles[5], minimum: 11, priority: 70),
        ], rows: rows, selected: columns.rows.firstIndex { $0.runs.contains(state.current) }), in: area)
  }
}
