internal import Experiment
internal import TerminalUI

/// Whose tokens change their minds: a map of layers × experts, and the share of flips over the evaluations.
struct FlipsView: PanelView {
  let name = "router.flips"
  let word = "flips"
  let subjects: RunSubject = [.text, .ledgers]
  var commands: [Binding] { arrows(vertical: "layer", horizontal: "expert", rank: 10) }

  func detail(_ shared: Shared) -> String {
    "probe batch · \(shared.evaluation.map { "evaluation at \(grouped($0.step))" } ?? "no evaluation")"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    switch command {
    case .cellUp: shared.moveLayer(by: -1)
    case .cellDown: shared.moveLayer(by: 1)
    case .cellLeft: shared.moveExpert(by: -1)
    case .cellRight: shared.moveExpert(by: 1)
    default: break
    }
    return nil
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let layers = Array(shared.run.state.layers.prefix(256))
    let measures = shared.evaluation.map { evaluation in layers.map { shared.measures(of: $0, in: evaluation) } } ?? []
    guard measures.contains(where: { $0?.flipsSinceStart.isFinite == true || $0?.flippedAway.isEmpty == false }) else {
      return drawNothing(shared.missing("how many choices flipped"), in: area, on: &canvas)
    }
    let theme = canvas.theme
    let values = zip(layers, measures).map { layer, it -> [Double] in
      let away = it?.flippedAway.map(Double.init) ?? []
      return away.count == layer.experts ? away : Array(repeating: .nan, count: min(layer.experts, 4096))
    }
    let isFirstLook = values.joined().allSatisfy { !$0.isFinite }
    let notes = measures.map { it -> [Span] in
      func share(_ value: Float?) -> String {
        let value = Double(value ?? .nan)
        return fitted(value.isFinite ? decimal(value * 100, 0) + "%" : "-", to: 5, alignment: .right)
      }
      return [
        Span("last", theme[.muted]), Span(share(it?.flipsSinceLast), theme[.value]),
        Span("  start", theme[.muted]), Span(share(it?.flipsSinceStart), theme[.value]),
      ]
    }
    let picture = HeatPicture(
      values: values,
      caption: isFirstLook
        ? "the first look: flips are seen from the next evaluation on"
        : "% of its tokens that left it since the look before: layer × expert",
      rowLabels: layers.map { "L\($0.layer)\($0.part)" },
      columnLabels: (0..<(values.map(\.count).max() ?? 0)).map(String.init), rowNotes: notes,
      selected: (shared.selection.layer, shared.selection.expert ?? -1))
    let hasChart = area.height >= picture.height + 8
    let (upper, lower) = area.splitTop(hasChart ? picture.height : area.height)
    picture.draw(in: upper, on: &canvas)
    guard hasChart else { return }
    let isWide = lower.width >= 90
    let parts =
      isWide || lower.height < 14
      ? lower.columns([.share(1), .fixed(2), .share(1)]) : lower.rows([.share(1), .fixed(1), .share(1)])
    drawLines(
      shared, layers, "flips since the look before, %", \.flipsSinceLast, in: parts[0], on: &canvas)
    drawLines(
      shared, layers, "flips since the start, %", \.flipsSinceStart, in: parts[2], on: &canvas)
  }

  private func drawLines(
    _ shared: Shared, _ layers: [LayerHistory], _ title: String, _ value: KeyPath<LayerEvaluation, Float>,
    in area: Rect, on canvas: inout Canvas
  ) {
    // All evaluations, so that the cursor stands on a line and not at its end.
    let evaluations = shared.run.state.evaluations
    let xs = evaluations.map { Double($0.step) }
    let series = layers.prefix(8).enumerated().map { number, layer in
      ChartSeries(
        "layer \(layer.layer)\(layer.part)", xs: xs,
        ys: evaluations.map { Double(shared.measures(of: layer, in: $0)?[keyPath: value] ?? .nan) * 100 },
        colorIndex: number)
    }
    canvas.text(title, in: area.row(0), style: canvas.theme[.title])
    let cursor = shared.isInspecting ? shared.evaluation.map { Double($0.step) } : nil
    let chart = LineChart(series, cursor: cursor, emptyText: "two looks are needed")
    canvas.draw(chart, in: area.inset(top: 1))
  }
}
