internal import Experiment
internal import TerminalUI

extension CommandID {
  static let whatIfLess: CommandID = "ledger.what-if.less"
  static let whatIfMore: CommandID = "ledger.what-if.more"
  static let whatIfMuchLess: CommandID = "ledger.what-if.much-less"
  static let whatIfMuchMore: CommandID = "ledger.what-if.much-more"
  static let whatIfActual: CommandID = "ledger.what-if.actual"
}

/// What the shown step would have dropped and padded with another capacity factor.
struct WhatIfView: PanelView {
  /// The factor in twentieths; nil shows the step as it was.
  private(set) var twentieths: Int?

  let name = "ledger.what-if"
  let word = "what-if"
  let subjects: RunSubject = [.text, .ledgers]
  var commands: [Binding] {
    [
      binding([.left, .character("h")], .whatIfLess, "factor", "capacity factor less 0.05", rank: 6),
      binding([.right, .character("l")], .whatIfMore, "factor", "capacity factor plus 0.05"),
      binding([.pageDown], .whatIfMuchLess, "half", "capacity factor less 0.5", rank: 14),
      binding([.pageUp], .whatIfMuchMore, "half", "capacity factor plus 0.5"),
      binding([.character("a")], .whatIfActual, "actual", "back to the step as it was", rank: 7),
      binding([.up, .character("k")], .cellUp, "layer", "choose the layer above", rank: 12),
      binding([.down, .character("j")], .cellDown, "layer", "choose the layer below"),
    ]
  }

  func detail(_ shared: Shared) -> String {
    let factor = twentieths.map { "factor \(decimal(Double($0) / 20, 2))" } ?? "as it was"
    return "\(factor) · step \(grouped(shared.step))"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    switch command {
    case .whatIfLess: move(-1, shared)
    case .whatIfMore: move(1, shared)
    case .whatIfMuchLess: move(-10, shared)
    case .whatIfMuchMore: move(10, shared)
    case .whatIfActual: twentieths = nil
    case .cellUp: shared.moveLayer(by: -1)
    case .cellDown: shared.moveLayer(by: 1)
    default: break
    }
    return nil
  }

  /// From the run's own factor first; a run without a limit begins at 1.
  private mutating func move(_ count: Int, _ shared: Shared) {
    let own = shared.run.state.recipe?[Keys.MoE.capacityFactor] ?? 1
    let start = twentieths ?? Int((min(8, max(0.05, own > 0 ? own : 1)) * 20).rounded())
    twentieths = min(160, max(1, start + count))
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    guard shared.index != nil, !shared.run.state.layers.isEmpty else {
      let text = shared.index == nil ? "waiting for the first step" : "this model has no experts"
      return drawNothing(text, in: area, on: &canvas)
    }
    let layers = shared.run.state.layers.indices.map { WhatIfLayer(shared, layer: $0) }
    guard layers.contains(where: { $0.routed != nil }) else {
      let text = layers.compactMap(\.reason).first ?? "nothing is known of this step"
      return drawNothing(text, in: area, on: &canvas)
    }
    let hasHead = area.height >= 4
    if hasHead { drawHead(shared, in: area.row(0), on: &canvas) }
    let body = area.inset(top: hasHead ? 1 : 0)
    let remarks = wrapped(remark(shared, layers), to: max(1, body.width))
    let hasRemark = body.height >= layers.count + 2 + remarks.count
    let chartHeight = body.height - layers.count - 3 - remarks.count
    WhatIfTable(layers: layers, factor: twentieths.map { Double($0) / 20 }, selected: shared.selection.layer)
      .draw(in: body.splitTop(layers.count + 2).top, on: &canvas)
    let below = body.inset(top: layers.count + 2)
    if hasRemark {
      for (line, text) in remarks.enumerated() {
        canvas.text(text, in: below.row(line), style: canvas.theme[.muted])
      }
    }
    guard chartHeight >= 6, layers.indices.contains(shared.selection.layer) else { return }
    let own = shared.run.state.recipe?[Keys.MoE.capacityFactor]
    drawChart(
      layers[shared.selection.layer], own: own.flatMap { $0 > 0 && $0 <= 4 ? $0 : nil },
      in: below.inset(top: remarks.count + 1), on: &canvas)
  }

  private func drawHead(_ shared: Shared, in row: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let arrows = theme.glyphs.sides
    let own = shared.run.state.recipe?[Keys.MoE.capacityFactor]
    let ownText = own.map { $0 > 0 ? decimal($0, 2) : "no limit" } ?? "unknown"
    let spans: [Span]
    if let twentieths {
      spans = [
        Span("capacity factor ", theme[.muted]), Span(arrows.left + " ", theme[.key]),
        Span(decimal(Double(twentieths) / 20, 2), theme[.cursor].adding(.bold)), Span(" " + arrows.right, theme[.key]),
        Span("  the run's is \(ownText)", theme[.muted]),
      ]
    } else {
      spans = [
        Span("capacity factor ", theme[.muted]), Span(ownText, theme[.value]),
        Span("  as it was; \(theme.glyphs.isUnicode ? "← →" : "left right") to ask what if", theme[.muted]),
      ]
    }
    canvas.draw(Paragraph([spans]), in: row)
  }

  private func remark(_ shared: Shared, _ layers: [WhatIfLayer]) -> String {
    let start = "From this step's counts, exactly; learning with another factor would have gone another way."
    let rectifies = shared.run.state.recipe?[Keys.MoE.intraGPU] == true
    let fills = shared.run.state.recipe?[Keys.MoE.fillIn] == true
    return start
      + (rectifies ? " Rectified rows come on top of the computed ones, at most one for each dropped choice." : "")
      + (fills ? " Fill-in would take some of the padded slots; those filled count as padded here." : "")
  }

  /// Dropped and padded share over all factors, for the chosen layer.
  private func drawChart(_ layer: WhatIfLayer, own: Double?, in area: Rect, on canvas: inout Canvas) {
    guard layer.routed != nil else { return }
    let xs = stride(from: 1, through: 80, by: 1).map { Double($0) / 20 }
    let outcomes = xs.map { layer.outcome(factor: $0) }
    let series = [
      ChartSeries("dropped", xs: xs, ys: outcomes.map { ($0?.dropShare ?? .nan) * 100 }, colorIndex: 0),
      ChartSeries("padded", xs: xs, ys: outcomes.map { ($0?.padShare ?? .nan) * 100 }, colorIndex: 1),
    ]
    let title = "layer \(layer.name): dropped, % of choices; padded, % of slots; by factor"
    canvas.text(title, in: area.row(0), style: canvas.theme[.title])
    let markers = own.map { [ChartMarker(x: $0, label: "run", role: .axis)] } ?? []
    let cursor = twentieths.map { Double($0) / 20 }
    canvas.draw(LineChart(series, cursor: cursor, markers: markers), in: area.inset(top: 1))
  }
}
