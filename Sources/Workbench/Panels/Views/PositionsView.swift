internal import Experiment
internal import TerminalUI

/// At which places of the sequence choices are dropped, layer by layer, and how well each place is predicted.
struct PositionsView: PanelView {
  let name = "ledger.positions"
  let word = "positions"
  let subjects: RunSubject = .text
  var commands: [Binding] {
    [
      binding([.up, .character("k")], .cellUp, "layer", "choose the layer above", rank: 10),
      binding([.down, .character("j")], .cellDown, "layer", "choose the layer below"),
    ]
  }

  func detail(_ shared: Shared) -> String {
    "drop share by position · \(shared.evaluation.map { "evaluation at \(grouped($0.step))" } ?? "no evaluation")"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    switch command {
    case .cellUp: shared.moveLayer(by: -1)
    case .cellDown: shared.moveLayer(by: 1)
    default: break
    }
    return nil
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    guard let evaluation = shared.evaluation else {
      return drawNothing(shared.missing("drops by position"), in: area, on: &canvas)
    }
    let lines = shared.run.state.layers.prefix(256).map { layer in
      (
        name: "L\(layer.layer)\(layer.part)",
        values: (shared.measures(of: layer, in: evaluation)?.dropShares ?? []).map { Double($0) * 100 }
      )
    }
    let longest = lines.map(\.values.count).max() ?? 0
    guard longest > 0 else { return drawNothing(shared.missing("drops by position"), in: area, on: &canvas) }
    let hasChart = area.height >= lines.count + 11
    let rows = hasChart ? area.splitBottom(lines.count + 2) : (rest: .empty, bottom: area)
    if hasChart { drawChart(shared, lines.map(\.values), evaluation, in: rows.rest.inset(bottom: 1), on: &canvas) }
    drawRows(shared, lines, losses: evaluation.positions.map(Double.init), in: rows.bottom, on: &canvas)
  }

  private func drawChart(
    _ shared: Shared, _ lines: [[Double]], _ evaluation: Evaluation, in area: Rect, on canvas: inout Canvas
  ) {
    // Single positions of a small evaluation are noise; the means of stretches show what the sequence does.
    let series = lines.enumerated().filter { !$0.element.isEmpty }.prefix(8).map { number, values in
      let layer = shared.run.state.layers[number]
      let points = min(values.count, 32)
      return ChartSeries(
        "layer \(layer.layer)\(layer.part)",
        xs: (0..<points).map { (Double($0) + 0.5) / Double(points) * Double(values.count) - 0.5 },
        ys: stretched(values, to: points), colorIndex: number)
    }
    canvas.text("dropped, % of choices, by position in the sequence", in: area.row(0), style: canvas.theme[.title])
    canvas.draw(LineChart(series), in: area.inset(top: 1))
  }

  /// A row of small bars for each layer, and one for the loss.
  private func drawRows(
    _ shared: Shared, _ lines: [(name: String, values: [Double])], losses: [Double], in area: Rect,
    on canvas: inout Canvas
  ) {
    let theme = canvas.theme
    let top = lines.flatMap(\.values).filter(\.isFinite).max() ?? 0
    let longest = max(1, lines.map(\.values.count).max() ?? 1)
    let hasHead = area.height >= 3
    let tail = area.width >= 60 ? 18 : 8
    func place(_ row: Rect) -> (label: Rect, spark: Rect, tail: Rect) {
      let (rest, right) = row.splitRight(tail)
      return (rest.splitLeft(4).left, rest.inset(left: 5, right: 1), right)
    }
    if hasHead {
      let head = place(area.row(0))
      canvas.text("0", in: head.spark, style: theme[.axis])
      canvas.text("position \(longest - 1)", in: head.spark, style: theme[.axis], alignment: .right)
      canvas.text(tail > 8 ? "mean, first, last" : "mean", in: head.tail, style: theme[.axis], alignment: .right)
    }
    let body = area.inset(top: hasHead ? 1 : 0)
    let hasLoss = !losses.isEmpty && body.height > lines.count
    let room = max(0, body.height - (hasLoss ? 1 : 0))
    let first = Table.visibleOffset(0, selected: shared.selection.layer, count: lines.count, height: room)
    for (line, number) in (first..<min(lines.count, first + room)).enumerated() {
      let parts = place(body.row(line))
      let values = lines[number].values
      let isChosen = number == shared.selection.layer
      canvas.text(lines[number].name, in: parts.label, style: theme[isChosen ? .title : .axis], alignment: .right)
      draw(values, range: 0...max(top, 0.001), .dropped, in: parts.spark, on: &canvas)
      canvas.text(
        summary(values, isWide: tail > 8, places: 1), in: parts.tail, style: theme[.dropped], alignment: .right)
      if isChosen { canvas.highlight(Rect(x: parts.label.x, y: parts.label.y, width: 5, height: 1)) }
    }
    guard hasLoss else { return }
    let parts = place(body.row(lines.count))
    canvas.text("loss", in: parts.label, style: theme[.axis], alignment: .right)
    let finite = losses.filter(\.isFinite)
    draw(
      losses, range: (finite.min() ?? 0) * 0.9...max((finite.max() ?? 1), 0.001), .kept, in: parts.spark, on: &canvas)
    canvas.text(summary(losses, isWide: tail > 8, places: 2), in: parts.tail, style: theme[.kept], alignment: .right)
  }

  private func draw(
    _ values: [Double], range: ClosedRange<Double>, _ role: Role, in area: Rect, on canvas: inout Canvas
  ) {
    canvas.draw(Sparkline(stretched(values, to: area.width), range: range, role: role), in: area)
  }

  private func summary(_ values: [Double], isWide: Bool, places: Int) -> String {
    func mean(_ part: ArraySlice<Double>) -> String {
      let finite = part.filter(\.isFinite)
      return finite.isEmpty ? "-" : decimal(finite.reduce(0, +) / Double(finite.count), places)
    }
    guard !values.isEmpty else { return "-" }
    let quarter = max(1, values.count / 4)
    func field(_ text: String) -> String { fitted(text, to: 6, alignment: .right) }
    return isWide
      ? field(mean(values[...])) + field(mean(values[..<quarter])) + field(mean(values[(values.count - quarter)...]))
      : field(mean(values[...]))
  }
}
