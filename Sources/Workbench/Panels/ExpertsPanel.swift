internal import Experiment
internal import Sessions
internal import TerminalUI

extension CommandID {
  static let expertUp: CommandID = "experts.up"
  static let expertDown: CommandID = "experts.down"
  static let expertLayerUp: CommandID = "experts.layer.previous"
  static let expertLayerDown: CommandID = "experts.layer.next"
  static let expertDevice: CommandID = "experts.device"
  static let expertSort: CommandID = "experts.sort"
}

/// The experts of one layer: what each was given, kept, lost and left empty.
struct ExpertsPanel: Panel {
  /// Whether the busiest expert stands first instead of number 0.
  var byLoad = false

  /// As a new run is shown.
  init() {}

  let name = "experts"
  let title = "Experts"
  let word = "load"
  let subjects: RunSubject = [.text, .ledgers]
  func claim(_ shared: Shared) -> PanelClaim {
    PanelClaim(
      name, minimum: Size(38, 2 + min(8, max(3, shared.layer?.experts ?? 3))), widthShare: 26, heightShare: 14,
      priority: 80)
  }
  var commands: [Binding] {
    [
      binding([.left, .character("h")], .expertLayerUp, "layer", "previous layer"),
      binding([.right, .character("l")], .expertLayerDown, "layer", "next layer"),
      binding([.up, .character("k")], .expertUp, "expert", "choose the expert above", rank: 11),
      binding([.down, .character("j")], .expertDown, "expert", "choose the expert below"),
      binding([.character("d")], .expertDevice, "device", "one virtual device after the other, or all", rank: 12),
      binding([.character("s")], .expertSort, "sort", "by number or by load", rank: 13),
    ]
  }

  func detail(_ shared: Shared) -> String {
    guard let layer = shared.layer else { return "" }
    let shape = shared.run.state.header?.moeLayers.first { $0.layer == layer.layer && $0.part == layer.part }
    var facts = [
      "layer \(layer.layer)\(layer.part) of \(shared.run.state.header?.layers ?? shared.run.state.layers.count)"
    ]
    if layer.devices > 1 {
      facts.append("device \(shared.selection.device.map { "\($0) of \(layer.devices)" } ?? "all")")
    }
    if let shape { facts.append("\(shape.router) k=\(shape.k)") }
    if byLoad { facts.append("by load") }
    return facts.joined(separator: " · ")
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    switch command {
    case .expertUp, .expertDown: moveExpert(by: command == .expertUp ? -1 : 1, &shared)
    case .expertLayerUp: shared.moveLayer(by: -1)
    case .expertLayerDown: shared.moveLayer(by: 1)
    case .expertDevice: shared.moveDevice()
    case .expertSort: byLoad.toggle()
    default: break
    }
    return nil
  }

  /// Up and down follow the order that is shown.
  private func moveExpert(by count: Int, _ shared: inout Shared) {
    guard byLoad, let figures = shared.figures, let expert = shared.selection.expert else {
      return shared.moveExpert(by: count)
    }
    let order = order(figures)
    guard let place = order.firstIndex(of: expert), order.indices.contains(place + count) else { return }
    shared.selection.expert = order[place + count]
  }

  private func order(_ figures: LayerFigures) -> [Int] {
    let numbers = Array(figures.experts.indices)
    guard byLoad else { return numbers }
    return numbers.sorted { (figures.experts[$1].routed, $0) < (figures.experts[$0].routed, $1) }
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    guard let index = shared.index, let layer = shared.layer, let figures = shared.figures else {
      let text = shared.index == nil ? "waiting for the first step" : "this model has no experts"
      canvas.text(text, in: area.row(area.height / 2), style: theme[.muted], alignment: .center)
      return
    }
    let order = order(figures)
    let columns = ExpertColumns(width: area.width)
    let rows = order.map { expert in
      let health = layer.health(expert, at: index)
      let figure = figures.experts[expert]
      let role: Role =
        switch health {
        case .dead: .expertDead
        case .hot: .expertHot
        case .normal: .text
        }
      return Bars.Bar(
        String(expert), [.init(Double(figure.kept), .kept), .init(Double(figure.filled), .filled)],
        overflow: [
          // Rectified tokens are counted at the expert that takes them, on top of its slots; dropped ones at the
          // expert that turned them away.
          .init(Double(figure.rectified), .rectified), .init(Double(figure.dropped), .dropped),
        ],
        tail: columns.tail(
          figure, load: figures.load(expert),
          loads: loads(layer, expert, through: index, columns: columns.trend), health: health, theme: theme), role: role
      )
    }
    let hasScale = area.height > rows.count
    let hasFoot = area.height >= rows.count + 2 + (hasScale ? 1 : 0)
    let (upper, foot) = area.splitBottom(hasFoot ? 1 : 0)
    let selected = shared.selection.expert.flatMap { order.firstIndex(of: $0) }
    let bars = Bars(
      rows, scale: scale(figures), capacity: figures.capacity.map(Double.init), fair: figures.fairShare,
      selected: selected, showsScale: hasScale)
    canvas.draw(bars, in: upper)
    // What is left of a large panel shows all layers.
    let below = upper.inset(top: rows.count + (hasScale ? 2 : 1))
    if below.height >= shared.run.state.layers.count + 2 { LayerTable(shared, at: index).draw(in: below, on: &canvas) }
    if hasScale { columns.drawHeader(in: upper.row(0), on: &canvas) }
    if hasFoot { canvas.draw(readout(shared, figures, layer: layer, index: index, theme: theme), in: foot.widened) }
  }

  /// A click on a bar chooses its expert, and on the chosen one none.
  mutating func point(at position: Point, in area: Rect, _ shared: inout Shared) {
    guard let figures = shared.figures else { return }
    let order = order(figures)
    let hasScale = area.height > order.count
    let (upper, _) = area.splitBottom(area.height >= order.count + 2 + (hasScale ? 1 : 0) ? 1 : 0)
    let body = upper.inset(top: hasScale ? 1 : 0)
    guard body.contains(position) else { return }
    let selected = shared.selection.expert.flatMap { order.firstIndex(of: $0) }
    let first = Table.visibleOffset(0, selected: selected, count: order.count, height: body.height)
    let place = first + position.y - body.y
    guard order.indices.contains(place) else { return }
    shared.selection.expert = order[place]
  }

  func table(_ shared: Shared) -> DataTable? {
    guard let figures = shared.figures, let layer = shared.layer else { return nil }
    let names = [
      "step", "layer", "expert", "routed", "kept", "dropped", "padded", "rectified", "filled", "load", "capacity",
    ]
    return DataTable(
      columns: names,
      rows: order(figures).map { expert in
        let it = figures.experts[expert]
        return [
          .integer(shared.step), .text("\(layer.layer)\(layer.part)"), .integer(expert), .integer(it.routed),
          .integer(it.kept), .integer(it.dropped), .integer(it.padded), .integer(it.rectified), .integer(it.filled),
          .double(figures.load(expert)), figures.capacity.map { .integer($0) } ?? .none,
        ]
      })
  }

  /// An expert's load over the run, as the means of equal stretches.
  private func loads(_ layer: LayerHistory, _ expert: Int, through index: Int, columns: Int) -> [Double] {
    guard columns > 0 else { return [] }
    let count = index + 1
    return (0..<min(columns, count)).map { column in
      let first = column * count / min(columns, count)
      let last = max(first + 1, (column + 1) * count / min(columns, count))
      let samples = stride(from: first, to: last, by: max(1, (last - first) / 4))
      var (sum, number) = (0.0, 0)
      for sample in samples { (sum, number) = (sum + layer.load(expert, at: sample), number + 1) }
      return sum / Double(number)
    }
  }

  /// The value at the right end, in steps of half a fair share, so that bars do not breathe with every step.
  private func scale(_ figures: LayerFigures) -> Double {
    guard figures.fairShare > 0 else { return 1 }
    let capacity = figures.capacity ?? 0
    let longest =
      figures.experts.map { expert in
        let beyond = expert.dropped + expert.rectified
        return beyond > 0 ? max(capacity, expert.kept + expert.filled) + beyond : expert.kept + expert.filled
      }.max() ?? 0
    let top = Double(max(longest, capacity)) / figures.fairShare
    return figures.fairShare * max(2, (top * 2).rounded(.up) / 2)
  }

  private func readout(
    _ shared: Shared, _ figures: LayerFigures, layer: LayerHistory, index: Int, theme: Theme
  ) -> StatusLine {
    func item(_ name: String, _ value: String, _ priority: Int, role: Role = .value) -> StatusLine.Item {
      StatusLine.Item([Span(value, theme[role]), Span(" " + name, theme[.muted])], priority: priority)
    }
    let counts = shared.selection.expert.map { figures.experts[min($0, figures.experts.count - 1)] } ?? figures.total
    var items: [StatusLine.Item] = []
    if let expert = shared.selection.expert {
      items.append(StatusLine.Item([Span("expert \(expert)", theme[.title])], priority: 10))
    }
    items.append(item("routed", grouped(counts.routed), 8))
    items.append(item("kept", grouped(counts.kept), 7, role: .kept))
    items.append(item("dropped", grouped(counts.dropped), 9, role: counts.dropped > 0 ? .dropped : .value))
    if counts.rectified > 0 { items.append(item("rectified", grouped(counts.rectified), 5, role: .rectified)) }
    if counts.filled > 0 { items.append(item("filled", grouped(counts.filled), 5, role: .filled)) }
    items.append(item("padded", grouped(counts.padded), 6, role: .padded))
    if shared.selection.expert == nil {
      items.append(item("max/mean", decimal(figures.maximumOverMean, 2), 4))
      items.append(item("cv", decimal(figures.variation, 2), 3))
    }
    return StatusLine(left: items, role: .text, gap: 2)
  }
}
