internal import Experiment
internal import Sessions
internal import TerminalUI

extension CommandID {
  static let lossScale: CommandID = "loss.scale"
  static let lossAxis: CommandID = "loss.axis"
  static let lossSmoother: CommandID = "loss.smoother"
  static let lossRougher: CommandID = "loss.rougher"
  static let lossZoomIn: CommandID = "loss.zoom.in"
  static let lossZoomOut: CommandID = "loss.zoom.out"
  static let lossLeft: CommandID = "loss.left"
  static let lossRight: CommandID = "loss.right"
  static let lossPanLeft: CommandID = "loss.pan.left"
  static let lossPanRight: CommandID = "loss.pan.right"
  static let lossUnit: CommandID = "loss.unit"
}

/// Training and held-out loss over steps, time or tokens.
struct LossPanel: Panel {
  /// What lies on the x axis.
  enum Axis: String, Sendable, CaseIterable { case step, time, tokens }

  /// Whether held-out losses are shown in bits a byte, which compare between tokenizers, instead of nats a token.
  var showsBits = false
  /// How the values are scaled.
  var scale = AxisScale.log
  /// What lies on the x axis.
  var axis = Axis.step
  /// Index into `smoothings`.
  var smoothing = 3
  /// The visible share of the axis: 1, 1/2, 1/4 …
  var zoom = 0
  /// Where the visible part ends, as a share of the whole; nil follows the cursor or the end.
  var end: Double?

  static let smoothings = [0, 0.3, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99]

  /// As a new run is shown.
  init() {}

  let name = "loss"
  let title = "Loss"
  let word = "curve"
  func claim(_ shared: Shared) -> PanelClaim {
    PanelClaim(name, minimum: Size(38, 8), widthShare: 26, heightShare: 14, priority: 90)
  }
  var commands: [Binding] {
    return [
      binding([.character("y")], .lossScale, scale == .log ? "linear" : "log", "linear or logarithmic loss", rank: 10),
      binding([.character("x")], .lossAxis, "x axis", "over steps, time or tokens", rank: 11),
      binding(
        [.character("b")], .lossUnit, showsBits ? "nats" : "bits",
        "held-out losses in bits a byte; again: nats a token"),
      binding([.character("s")], .lossSmoother, "smooth", "smoother: more of the past in each value", rank: 12),
      binding([.character("S")], .lossRougher, "rough", "rougher"),
      binding(
        [.character("+"), .character("="), .character("i")], .lossZoomIn, "zoom", "zoom in (replay: i)", rank: 13),
      binding([.character("-"), .character("o")], .lossZoomOut, "zoom out", "zoom out (replay: o)"),
      binding([.left, .character("h")], .lossLeft, "cursor", "cursor to the left, by about a column"),
      binding([.right, .character("l")], .lossRight, "cursor", "cursor to the right"),
      binding([.pageUp], .lossPanLeft, "pan", "move the visible part to the left"),
      binding([.pageDown], .lossPanRight, "pan", "move the visible part to the right"),
    ]
  }

  func detail(_ shared: Shared) -> String {
    let smooth = LossPanel.smoothings[smoothing]
    let word = smooth > 0 ? "smooth " + decimal(smooth, 2).dropFirst() : "raw"
    let part = zoom > 0 ? " · ×\(1 << zoom)" : ""
    if showsBits { return "bits a byte · \(scale.rawValue) · x: \(axis.rawValue)\(part)" }
    return "\(scale.rawValue) · \(word) · x: \(axis.rawValue)\(part)"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    let column = max(1, shared.run.state.steps.count >> (zoom + 6))
    switch command {
    case .lossScale: scale = scale == .log ? .linear : .log
    case .lossAxis: axis = Axis.allCases[((Axis.allCases.firstIndex(of: axis) ?? 0) + 1) % Axis.allCases.count]
    case .lossUnit: showsBits.toggle()
    case .lossSmoother: smoothing = min(smoothing + 1, LossPanel.smoothings.count - 1)
    case .lossRougher: smoothing = max(smoothing - 1, 0)
    case .lossZoomIn: zoom = min(zoom + 1, 10)
    case .lossZoomOut:
      zoom = max(zoom - 1, 0)
      if zoom == 0 { end = nil }
    case .lossLeft: shared.moveCursor(by: -column)
    case .lossRight: shared.moveCursor(by: column)
    case .lossPanLeft, .lossPanRight:
      guard zoom > 0 else { break }
      let width = 1 / Double(1 << zoom)
      let shift = command == .lossPanLeft ? -width / 2 : width / 2
      let moved = (end ?? shareOfCursor(shared)) + shift
      end = moved >= 1 ? nil : max(width, moved)
    default: break
    }
    return nil
  }

  private func shareOfCursor(_ shared: Shared) -> Double {
    let xs = xs(shared)
    guard let index = shared.index, let last = xs.last, last > 0 else { return 1 }
    return shared.isInspecting ? min(1, xs[index] / last + 0.5 / Double(1 << zoom)) : 1
  }

  private func xs(_ shared: Shared) -> [Double] {
    switch axis {
    case .step: shared.run.state.steps.step.map(Double.init)
    case .time: shared.run.elapsed
    case .tokens: shared.run.state.steps.tokens.map(Double.init)
    }
  }

  private func x(ofStep step: Int, _ shared: Shared, _ xs: [Double]) -> Double? {
    shared.run.state.steps.index(ofStep: step).map { xs[$0] }
  }

  private func visible(_ shared: Shared, _ xs: [Double]) -> ClosedRange<Double>? {
    guard let first = xs.first, let last = xs.last else { return nil }
    let state = shared.run.state
    var end = last
    if zoom == 0 {
      // Room for what is still to come makes the line's progress visible; a short run would hide in a corner.
      if state.finish == nil { end = max(last, min(LossPanel.rung(above: last * 1.02), whole(state) ?? .infinity)) }
      return first < end ? first...end : first...(first + 1)
    }
    let width = (last - first) / Double(1 << zoom)
    guard width > 0 else { return nil }
    end = first + (last - first) * (self.end ?? shareOfCursor(shared))
    return max(first, end - width)...max(first + width, end)
  }

  /// The next of a few round numbers: the picture is stretched now and then, and stands still in between.
  private static func rung(above value: Double) -> Double {
    var scale = 10.0
    while scale * 10 < value { scale *= 10 }
    let steps = [1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.4, 8, 10].map { $0 * scale }
    return steps.first { $0 >= max(value, 20) } ?? value
  }

  /// Where the run will end on this axis, if that is known.
  private func whole(_ state: RunState) -> Double? {
    guard let header = state.header, header.totalSteps > 0 else { return nil }
    switch axis {
    case .step: return Double(header.totalSteps)
    case .tokens: return Double(header.totalSteps) * Double(header.tokensPerStep)
    case .time: return nil
    }
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let hasReadout = area.height >= 5
    let (plot, foot) = area.splitBottom(hasReadout ? 1 : 0)
    canvas.draw(chart(shared, theme), in: plot)
    if hasReadout { canvas.draw(readout(shared, theme), in: foot.widened) }
  }

  private func chart(_ shared: Shared, _ theme: Theme) -> LineChart {
    let xs = xs(shared)
    return LineChart(
      showsBits ? bits(shared, xs) : losses(shared, xs, theme), yScale: scale, xRange: visible(shared, xs),
      cursor: shared.isInspecting ? shared.index.map { xs[$0] } : nil, markers: markers(shared, xs),
      emptyText: showsBits ? "waiting for the first evaluation" : "waiting for the first step")
  }

  /// Puts the cursor on the step at the mouse's column.
  mutating func point(at position: Point, in area: Rect, _ shared: inout Shared) {
    let (plot, _) = area.splitBottom(area.height >= 5 ? 1 : 0)
    guard let x = chart(shared, .builtIn()).geometry(in: plot)?.x(atColumn: position.x) else { return }
    let xs = xs(shared)
    var (low, high) = (0, xs.count)
    while low < high {
      let middle = (low + high) / 2
      if xs[middle] < x { low = middle + 1 } else { high = middle }
    }
    guard !xs.isEmpty else { return }
    let next = min(low, xs.count - 1)
    let nearest = next > 0 && x - xs[next - 1] <= xs[next] - x ? next - 1 : next
    shared.inspect(shared.run.state.steps.step[nearest])
  }

  func table(_ shared: Shared) -> DataTable? {
    let steps = shared.run.state.steps
    let evaluations = Dictionary(
      shared.run.state.evaluations.map { ($0.step, $0) }, uniquingKeysWith: { _, last in last })
    let names = [
      "step", "tokens", "seconds", "loss", "learning_rate", "gradient_norm", "tokens_per_second", "held_out_loss",
      "held_out_bits_per_byte",
    ]
    let rows = (0..<steps.count).map { index -> [DataTable.Cell] in
      let evaluation = evaluations[steps.step[index]]
      return [
        .integer(steps.step[index]), .integer(steps.tokens[index]), .double(shared.run.elapsed[index]),
        .double(steps.loss[index]), .double(steps.learningRate[index]), .double(steps.gradientNorm[index]),
        .double(steps.tokensPerSecond[index]), evaluation.map { .double($0.loss) } ?? .none,
        evaluation.map { .double($0.bitsPerByte) } ?? .none,
      ]
    }
    return rows.isEmpty ? nil : DataTable(columns: names, rows: rows)
  }

  /// The training loss, raw and smoothed, and the held-out loss, in nats a token.
  private func losses(_ shared: Shared, _ xs: [Double], _ theme: Theme) -> [ChartSeries] {
    let state = shared.run.state
    let factor = LossPanel.smoothings[smoothing]
    var lines: [ChartSeries] = []
    // Tasks differ in difficulty more than a run brings: single steps of them would make no line.
    let trained = state.tasks.counts.isEmpty ? state.steps.loss : state.tasks.meanLosses(state.steps.loss)
    // Zoomed in, a longer line falls into the same columns.
    let limit = 1000 << zoom
    let domains = DomainLosses(shared)
    let trainings =
      domains.isEmpty
      ? [(name: "train", color: 0, xs: xs, ys: trained)]
      : domains.domains.map { domain in
        let name = theme.glyphs.printable(truncated(sanitized(domain.name), to: 14))
        return (
          name: name, color: domain.task == 0 ? 0 : domain.task + 1, xs: domain.places.map { xs[$0] },
          ys: domain.places.map { state.steps.loss[$0] }
        )
      }
    for training in trainings {
      if factor > 0, theme.depth > .mono, !shared.isFrugal {
        let raw = thinned(xs: training.xs, ys: training.ys, to: limit)
        lines.append(ChartSeries("", xs: raw.xs, ys: raw.ys, colorIndex: training.color, isFaint: true))
      }
      let line = thinned(xs: training.xs, ys: smoothed(training.ys, factor: factor), to: limit)
      lines.append(ChartSeries(training.name, xs: line.xs, ys: line.ys, colorIndex: training.color))
    }
    let evaluations = state.evaluations.compactMap { evaluation in
      x(ofStep: evaluation.step, shared, xs).map { (x: $0, y: evaluation.loss) }
    }
    if !evaluations.isEmpty {
      lines.append(
        ChartSeries(state.evaluations[0].lossWord, xs: evaluations.map(\.x), ys: evaluations.map(\.y), colorIndex: 1))
    }
    return lines
  }

  /// Held-out losses in bits a byte, in all and by domain. Of the training loss only nats a token are known.
  private func bits(_ shared: Shared, _ xs: [Double]) -> [ChartSeries] {
    let state = shared.run.state
    func series(_ name: String, _ color: Int, _ value: (Evaluation) -> Double?) -> ChartSeries? {
      let points = state.evaluations.compactMap { evaluation -> (x: Double, y: Double)? in
        guard let y = value(evaluation), let x = x(ofStep: evaluation.step, shared, xs) else { return nil }
        return (x, y)
      }
      return points.isEmpty ? nil : ChartSeries(name, xs: points.map(\.x), ys: points.map(\.y), colorIndex: color)
    }
    let domains = (state.header?.domains ?? []).prefix(6).enumerated().compactMap { place, name in
      series(name, place + 2) { evaluation in
        evaluation.domains.first { $0.domain == name && $0.bitsPerByte.isFinite }?.bitsPerByte
      }
    }
    return domains + [series("held-out", 1) { $0.knownBits }].compactMap(\.self)
  }

  /// Where the loss was not a number, and where a key was changed.
  private func markers(_ shared: Shared, _ xs: [Double]) -> [ChartMarker] {
    let state = shared.run.state
    var markers: [ChartMarker] = []
    for control in state.controls where control.action == .set || control.action == .undo {
      if let x = x(ofStep: control.step, shared, xs) { markers.append(ChartMarker(x: x, role: .grid)) }
    }
    if let bad = state.steps.loss.lastIndex(where: { !$0.isFinite }) {
      markers.append(ChartMarker(x: xs[bad], label: decimal(state.steps.loss[bad], 0), role: .bad))
    }
    return markers
  }

  private func readout(_ shared: Shared, _ theme: Theme) -> StatusLine {
    let state = shared.run.state
    func item(_ name: String, _ value: String, _ priority: Int, role: Role = .value) -> StatusLine.Item {
      StatusLine.Item([Span(name + " ", theme[.muted]), Span(value, theme[role])], priority: priority)
    }
    var items: [StatusLine.Item] = []
    if let index = shared.index {
      let domains = DomainLosses(shared).domains.compactMap { domain in
        domain.places.last { $0 <= index }.map {
          (name: theme.glyphs.printable(truncated(sanitized(domain.name), to: 14)), loss: state.steps.loss[$0])
        }
      }
      for (name, loss) in domains.isEmpty ? [(name: "train", loss: state.steps.loss[index])] : domains {
        let value = decimal(loss, 3)
        items.append(
          item(
            name, fitted(value, to: max(5, value.count), alignment: .right), 9, role: loss.isFinite ? .value : .bad))
      }
    }
    if let evaluation = state.evaluations.last(where: { $0.step <= shared.step }) {
      if !showsBits { items.append(item(evaluation.lossWord, decimal(evaluation.loss, 3), 8)) }
      if let bits = evaluation.knownBits { items.append(item("bits/byte", decimal(bits, 3), 7)) }
      if let score = evaluation.figures.first(where: { $0.name == "score" || $0.name == "accuracy" }) {
        items.append(item(score.name, figure(score.value), 7))
      }
      for domain in evaluation.domains.prefix(6) where !shared.subject.contains(.adaptation) {
        let value = showsBits ? domain.bitsPerByte : domain.loss
        guard value.isFinite || !showsBits else { continue }
        items.append(item(theme.glyphs.printable(domain.domain), decimal(value, 2), 1))
      }
    }
    if shared.isInspecting { items.append(item("at", grouped(shared.step), 10)) }
    return StatusLine(left: items, role: .text, gap: 2)
  }
}
