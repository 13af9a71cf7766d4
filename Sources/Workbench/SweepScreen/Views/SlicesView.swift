internal import Experiment
internal import Sweeps
internal import TerminalUI

/// The objective against one axis at a time; where there is room, against its neighbours too.
struct SlicesView: Widget {
  let state: SweepState
  /// Columns that a slice wants.
  private static let width = 40

  func draw(in area: Rect, on canvas: inout Canvas) {
    let axes = state.snapshot.contents.sweep.space.axes
    guard !axes.isEmpty else { return }
    let count = min(axes.count, max(1, area.width / Self.width))
    let parts = area.columns((0..<count).map { _ in .share(1) })
    for (place, part) in parts.enumerated() {
      let axis = axes[(state.axis + place) % axes.count]
      let (title, plot) = part.inset(right: place + 1 < count ? 2 : 0).splitTop(count > 1 ? 1 : 0)
      canvas.text(
        canvas.theme.glyphs.printable(axis.key.path), in: title,
        style: canvas.theme[place == 0 ? .titleFocus : .title], alignment: .center)
      draw(AxisCoordinate(axis, trials: state.snapshot.contents.trials), in: plot, on: &canvas)
    }
  }

  private func draw(_ axis: AxisCoordinate, in area: Rect, on canvas: inout Canvas) {
    let glyphs = canvas.theme.glyphs
    let listed = Set(state.listed)
    let best = state.snapshot.report.best?.trial.number
    let points = state.snapshot.report.rows.filter { listed.contains($0.trial.number) }
      .compactMap { row -> ScatterPlot.Point? in
        guard let value = row.last, value.isFinite,
          let setting = row.trial.settings.first(where: { $0.key == axis.axis.key }),
          let x = axis.position(setting)
        else { return nil }
        let isWhole = row.trial.state == .completed
        return .init(
          x: x, y: value, glyph: isWhole ? glyphs.live : glyphs.isUnicode ? "○" : "o",
          role: row.trial.number == best ? .ok : isWhole ? .text : .muted,
          isSelected: row.trial.number == state.selected)
      }
    canvas.draw(
      ScatterPlot(
        points, lines: [means(axis)], xScale: axis.isLogarithmic ? .log : .linear,
        yScale: state.isLogarithmic ? .log : .linear, xNames: axis.words.map { glyphs.printable($0) },
        emptyText: "no evaluation yet"), in: area)
  }

  /// The mean of the completed trials at each value.
  private func means(_ axis: AxisCoordinate) -> ChartSeries {
    var sums: [Double: (sum: Double, count: Int)] = [:]
    for row in state.snapshot.report.rows where row.trial.state == .completed {
      guard let value = row.last, value.isFinite,
        let setting = row.trial.settings.first(where: { $0.key == axis.axis.key }), let x = axis.position(setting)
      else { continue }
      sums[x, default: (0, 0)].sum += value
      sums[x, default: (0, 0)].count += 1
    }
    let xs = sums.keys.sorted()
    return ChartSeries("mean", xs: xs, ys: xs.map { x in sums[x].map { $0.sum / Double($0.count) } ?? .nan })
  }
}
