internal import Experiment
internal import TerminalUI

extension CommandID {
  static let twinScale: CommandID = "loss.twin.scale"
  static let twinSmooth: CommandID = "loss.twin.smooth"
}

/// The run and its twin: both losses, their difference, and what both do with tokens.
struct TwinView: PanelView {
  private(set) var scale = AxisScale.linear
  /// Index into `smoothings`.
  private(set) var smoothing = 1

  static let smoothings = [0, 0.8, 0.95]
  /// Columns from which on figures stand beside the curves.
  static let wide = 120
  /// Rows of the figures, their heading included.
  static let figureRows = 8

  let name = "loss.twin"
  let word = "twin"
  var commands: [Binding] {
    [
      binding([.character("y")], .twinScale, scale == .log ? "linear" : "log", "linear or logarithmic loss", rank: 11),
      binding([.character("s")], .twinSmooth, "smooth", "raw, smooth, smoother", rank: 10),
    ]
  }

  func detail(_ shared: Shared) -> String {
    let factor = Self.smoothings[smoothing]
    return "\(scale.rawValue) · \(factor > 0 ? "smooth " + decimal(factor, 2).dropFirst() : "raw") · x: step"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    switch command {
    case .twinScale: scale = scale == .log ? .linear : .log
    case .twinSmooth: smoothing = (smoothing + 1) % Self.smoothings.count
    default: break
    }
    return nil
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    guard let twin = shared.run.state.twin else {
      let text =
        shared.isLive && shared.run.state.finish == nil
        ? "no twin yet: T makes a copy of the run that does one thing otherwise" : "this run never had a twin"
      return drawNothing(text, in: area, on: &canvas)
    }
    let theme = canvas.theme
    canvas.draw(status(twin, shared, theme), in: area.row(0).widened)
    let body = area.inset(top: 1)
    let figures = TwinFigures(
      twin, layer: shared.selection.layer, step: shared.isInspecting ? shared.step : nil)
    if area.width >= Self.wide {
      let columns = body.columns([.share(3), .fixed(3), .share(2, minimum: 54)])
      drawCharts(twin, shared, in: columns[0], on: &canvas)
      drawFigures(figures, twin, shared, isStacked: true, in: columns[2], on: &canvas)
    } else {
      var rows = body.height >= Self.figureRows + 6 ? Self.figureRows : 0
      // Tasks are what a twin of such a run is for: they get what the curves can spare.
      if rows > 0, let tasks = shared.run.state.header?.tasks.count, tasks > 0 {
        rows = max(rows, min(tasks + 2, body.height - 8))
      }
      let (upper, lower) = body.splitBottom(rows)
      drawCharts(twin, shared, in: upper, on: &canvas)
      drawFigures(figures, twin, shared, isStacked: false, in: lower, on: &canvas)
    }
  }

  private func status(_ twin: TwinState, _ shared: Shared, _ theme: Theme) -> StatusLine {
    let left: [StatusLine.Item] = [
      .init([Span("from step ", theme[.muted]), Span(grouped(twin.start.step), theme[.value])], priority: 7),
      .init([Span(theme.glyphs.printable(twin.start.text), theme[.title])], priority: 9),
    ]
    var right: [StatusLine.Item] = []
    let total = max(twin.start.steps, twin.stepsDone)
    let isWaiting = twin.end == nil && twin.stepsDone >= twin.start.steps && shared.run.state.status == .paused
    right.append(
      .init(
        [Span(grouped(twin.stepsDone), theme[.value]), Span(" of \(grouped(total)) steps", theme[.muted])],
        priority: isWaiting ? 5 : 8))
    if let end = twin.end {
      right.append(.init([Span(" \(end.sentence) ", theme[.ok].adding(.reverse))], priority: 8))
    } else if isWaiting {
      right.append(.init([Span(" T: keep which? ", theme[.warn].adding([.reverse, .bold]))], priority: 10))
    }
    return StatusLine(left: left, right: right, role: .text, gap: 2)
  }

  // MARK: - Curves

  private func drawCharts(_ twin: TwinState, _ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let hasDifference = area.height >= 9
    let (upper, lower) = area.splitBottom(hasDifference ? max(4, area.height * 2 / 5) : 0)
    let cursor = shared.isInspecting ? Double(shared.step) : nil
    let (lines, range) = losses(twin, shared)
    let start = [ChartMarker(x: Double(twin.start.step), role: .grid)]
    canvas.draw(
      LineChart(
        lines, yScale: scale, xRange: range, cursor: cursor, markers: start,
        emptyText: "waiting for the twin's first step"),
      in: upper)
    guard hasDifference else { return }
    let factor = Self.smoothings[smoothing]
    let count = twin.stepsDone
    let zero = ChartSeries(
      "", xs: [range.lowerBound, range.upperBound], ys: [0, 0], colorIndex: 0, isFaint: true)
    let difference = thinned(
      xs: twin.twin.steps.step.prefix(count).map(Double.init),
      ys: smoothed(twin.lossDifferences, factor: factor), to: 1000)
    canvas.draw(
      LineChart(
        [zero, ChartSeries("twin less run", xs: difference.xs, ys: difference.ys, colorIndex: 2)], xRange: range,
        cursor: cursor, markers: start), in: lower)
  }

  /// Both losses, and some of the run's before: what is new is seen against what was.
  private func losses(_ twin: TwinState, _ shared: Shared) -> ([ChartSeries], ClosedRange<Double>) {
    let steps = shared.run.state.steps
    let before = steps.index(ofStep: twin.start.step).map { $0 + 1 } ?? 0
    let context = max(0, before - max(10, twin.start.steps / 3))..<before
    let factor = Self.smoothings[smoothing]
    // The average of both goes on from the run's, so that they part where the runs do.
    let lead = max(0, before - 200)..<before
    func line(_ course: TwinState.Course, keeping kept: Int) -> (xs: [Double], ys: [Double]) {
      let ys = smoothed(Array(steps.loss[lead]) + course.steps.loss, factor: factor)
      let xs = (steps.step[lead] + course.steps.step).map(Double.init)
      let count = course.steps.count + kept
      return thinned(xs: Array(xs.suffix(count)), ys: Array(ys.suffix(count)), to: 1000)
    }
    let run = line(twin.original, keeping: context.count)
    let other = line(twin.twin, keeping: min(1, context.count))
    let first = run.xs.first ?? Double(twin.start.step)
    let last = max(
      twin.original.steps.step.last ?? 0, twin.twin.steps.step.last ?? 0, twin.start.step + twin.start.steps)
    return (
      [
        ChartSeries("run", xs: run.xs, ys: run.ys, colorIndex: 0),
        ChartSeries("twin", xs: other.xs, ys: other.ys, colorIndex: 1),
      ], first...max(first + 1, Double(last))
    )
  }

  // MARK: - Figures

  private func drawFigures(
    _ figures: TwinFigures?, _ twin: TwinState, _ shared: Shared, isStacked: Bool, in area: Rect,
    on canvas: inout Canvas
  ) {
    guard let figures, area.height > 0 else { return }
    let parts =
      isStacked
      ? area.rows([.fixed(shared.subject.contains(.tasks) ? 4 : Self.figureRows), .fixed(1), .share(1)])
      : area.columns([.fixed(38), .fixed(2), .share(1)])
    canvas.draw(table(figures, shared), in: parts[0])
    if shared.subject.contains(.tasks) {
      return TwinTasks(twin, shared).draw(selected: shared.task, in: parts[2], on: &canvas)
    }
    TwinLoads(figures: figures, title: loadTitle(shared)).draw(in: parts[2], on: &canvas)
  }

  private func loadTitle(_ shared: Shared) -> String {
    guard let layer = shared.layer else { return "load" }
    return "load, layer \(layer.layer)\(layer.part)"
  }

  private func table(_ figures: TwinFigures, _ shared: Shared) -> Table {
    let layer = shared.layer.map { " L\($0.layer)\($0.part)" } ?? ""
    let (run, twin) = (figures.run, figures.twin)
    func row(
      _ name: String, _ value: KeyPath<TwinFigures.Side, Double>, _ places: Int, percent: Bool = false,
      lowerIsBetter: Bool = false
    ) -> [Table.Field] {
      let factor = percent ? 100.0 : 1
      func text(_ value: Double) -> String { value.isFinite ? decimal(value * factor, places) : "-" }
      let difference = (twin[keyPath: value] - run[keyPath: value]) * factor
      let shown = decimal(difference, places)
      let isNone = !difference.isFinite || !shown.contains { ("1"..."9").contains($0) }
      let role: Role = isNone ? .muted : !lowerIsBetter ? .value : difference < 0 ? .ok : .warn
      return [
        .init(name), .init(text(run[keyPath: value]), role: .value), .init(text(twin[keyPath: value]), role: .value),
        .init(difference.isFinite ? (difference > 0 && !isNone ? "+" : "") + shown : "-", role: role),
      ]
    }
    let columns: [Table.Column] = [
      .init("", minimum: 12, priority: 10), .init("run", alignment: .right, priority: 9),
      .init("twin", alignment: .right, priority: 8), .init("change", alignment: .right, minimum: 7, priority: 7),
    ]
    let losses = [
      row("loss", \.loss, 3, lowerIsBetter: true), row("held-out", \.heldOut, 3, lowerIsBetter: true),
    ]
    let routing = [
      row("dropped %", \.dropped, 1, percent: true), row("padded %", \.padded, 1, percent: true),
      row("max/mean\(layer)", \.maximumOverMean, 2), row("entropy\(layer)", \.entropy, 2),
    ]
    let rows = losses + (shared.subject.contains(.tasks) ? [] : routing) + [row("gradient", \.gradientNorm, 2)]
    return Table(columns: columns, rows: rows)
  }
}
