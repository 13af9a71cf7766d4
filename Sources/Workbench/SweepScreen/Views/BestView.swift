internal import Experiment
internal import Sweeps
internal import TerminalUI

/// How the best figure fell while trials ended; a point for each trial.
struct BestView: Widget {
  let state: SweepState

  func draw(in area: Rect, on canvas: inout Canvas) {
    let entries = BestSoFar(state.snapshot).entries
    let glyphs = canvas.theme.glyphs
    let points = entries.enumerated().map { index, entry in
      ScatterPlot.Point(
        x: Double(index + 1), y: entry.value, glyph: entry.isComplete ? glyphs.live : glyphs.isUnicode ? "○" : "o",
        role: entry.value == entry.best ? .ok : .muted, isSelected: entry.trial == state.selected)
    }
    var (xs, ys): ([Double], [Double]) = ([], [])
    for (index, entry) in entries.enumerated() {
      guard let best = entry.best else { continue }
      if let last = ys.last, last != best {
        xs.append(Double(index + 1))
        ys.append(last)
      }
      xs.append(Double(index + 1))
      ys.append(best)
    }
    let (chart, line) = area.splitBottom(area.height >= 7 ? 1 : 0)
    canvas.draw(
      ScatterPlot(
        points, lines: [ChartSeries("best", xs: xs, ys: ys)], yScale: state.isLogarithmic ? .log : .linear,
        emptyText: "no trial has ended"), in: chart)
    guard let best = state.snapshot.report.best else { return }
    canvas.draw(
      Paragraph([
        [
          Span("best ", canvas.theme[.muted]), Span(decimal(best.last ?? .nan, 4), canvas.theme[.ok]),
          Span(" trial \(best.trial.number)  ", canvas.theme[.value]),
          Span(glyphs.printable(best.trial.settings.label), canvas.theme[.text]),
        ]
      ]), in: line)
  }
}

/// The curves of all trials over each other.
struct CurvesView: Widget {
  let state: SweepState

  func draw(in area: Rect, on canvas: inout Canvas) {
    let contents = state.snapshot.contents
    let best = state.snapshot.report.best?.trial.number
    func series(_ trial: Int, _ name: String, _ color: Int, isFaint: Bool) -> ChartSeries {
      let points = contents.points[trial] ?? []
      return ChartSeries(
        name, xs: points.map { Double($0.step) }, ys: points.map { contents.sweep.objective.value($0) },
        colorIndex: color, isFaint: isFaint)
    }
    var lines = state.listed.filter { $0 != best && $0 != state.selected }
      .map { series($0, "", 2, isFaint: true) }
    if let best { lines.append(series(best, "best, trial \(best)", 0, isFaint: false)) }
    if state.selected != best { lines.append(series(state.selected, "trial \(state.selected)", 1, isFaint: false)) }
    canvas.draw(
      LineChart(lines, yScale: state.isLogarithmic ? .log : .linear, emptyText: "no evaluation yet"), in: area)
  }
}

/// Combinations by the mean of their seeds, the best first.
struct CombinationsView: Widget {
  let state: SweepState

  func draw(in area: Rect, on canvas: inout Canvas) {
    let rows = state.snapshot.report.combinations.map { item -> [Table.Field] in
      let fields: [Table.Field] = [
        .init(decimal(item.mean, 4), role: .value), .init(item.spread.map { "± " + decimal($0, 4) } ?? "", role: .text),
        .init("\(item.values.count)", role: .muted), .init(item.settings.label),
      ]
      return fields.map { Table.Field(canvas.theme.glyphs.printable($0.text), role: $0.role) }
    }
    let chosen = state.row?.trial.configuration
    canvas.draw(
      Table(
        columns: [
          .init("mean", alignment: .right, priority: 10), .init("spread", alignment: .right, priority: 8),
          .init("seeds", alignment: .right, priority: 2), .init("settings", minimum: 10, priority: 9, grows: true),
        ], rows: rows, selected: state.snapshot.report.combinations.firstIndex { $0.number == chosen },
        emptyText: "no trial is completed"), in: area)
  }
}
