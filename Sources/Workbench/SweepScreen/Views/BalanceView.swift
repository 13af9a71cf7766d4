internal import Experiment
internal import Sweeps
internal import TerminalUI

/// Balance against loss, a point for each trial, with the trials that nothing beats in both.
struct BalanceView: Widget {
  let state: SweepState

  func draw(in area: Rect, on canvas: inout Canvas) {
    let snapshot = state.snapshot
    let glyphs = canvas.theme.glyphs
    let listed = Set(state.listed)
    let rows = snapshot.report.rows.filter { row in
      listed.contains(row.trial.number) && row.last?.isFinite == true && snapshot.balances[row.trial.number] != nil
    }
    let places = rows.map { (x: snapshot.balances[$0.trial.number] ?? .nan, y: $0.last ?? .nan) }
    let front = Set(ParetoFront.indices(places))
    let edge = ParetoFront.edge(places)
    let points = rows.enumerated().map { index, row in
      ScatterPlot.Point(
        x: places[index].x, y: places[index].y,
        glyph: front.contains(index) ? glyphs.live : glyphs.isUnicode ? "○" : "o",
        role: front.contains(index) ? .ok : .muted, isSelected: row.trial.number == state.selected)
    }
    let (chart, line) = area.splitBottom(area.height >= 7 ? 1 : 0)
    canvas.draw(
      ScatterPlot(
        points, lines: [ChartSeries("front", xs: edge.xs, ys: edge.ys)],
        yScale: state.isLogarithmic ? .log : .linear, emptyText: "no balance yet: no trial with experts was evaluated"),
      in: chart)
    guard !points.isEmpty else { return }
    let best = rows.indices.filter { front.contains($0) }.map { "\(rows[$0].trial.number)" }.joined(separator: " ")
    canvas.draw(
      Paragraph([[Span("front: trials ", canvas.theme[.muted]), Span(best, canvas.theme[.ok])]]), in: line)
  }
}
