internal import Experiment
internal import TerminalUI

extension CommandID {
  static let flowDevice: CommandID = "ledger.flows.device"
}

/// The way of one layer's choices through capacity and rectification, and what each expert and device had of it.
struct FlowsView: PanelView {
  let name = "ledger.flows"
  let word = "flows"
  let subjects: RunSubject = [.text, .ledgers]
  var commands: [Binding] {
    [binding([.character("d")], .flowDevice, "device", "one virtual device after the other, or all", rank: 10)]
      + arrows(vertical: "expert", horizontal: "layer")
  }

  func detail(_ shared: Shared) -> String {
    guard let layer = shared.layer else { return "" }
    let device = shared.selection.device.map { "device \($0) of \(layer.devices)" } ?? "all devices"
    return layer.devices > 1 ? "\(layerName(shared)) · \(device)" : layerName(shared)
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    switch command {
    case .flowDevice: shared.moveDevice()
    case .cellUp: shared.moveExpert(by: -1)
    case .cellDown: shared.moveExpert(by: 1)
    case .cellLeft: shared.moveLayer(by: -1)
    case .cellRight: shared.moveLayer(by: 1)
    default: break
    }
    return nil
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    guard let index = shared.index, let layer = shared.layer, let figures = shared.figures, index < layer.count else {
      let text = shared.index == nil ? "waiting for the first step" : "this model has no experts"
      return drawNothing(text, in: area, on: &canvas)
    }
    let step = shared.run.state.steps.step[index]
    let ledger = shared.run.ledger(layer: shared.selection.layer, ofStep: step)
    let devices = ledger.map { FlowTable.devices($0, prefix: 64) } ?? []
    let flow = FlowFigures(figures.total, offered: figures.capacity.map { $0 * layer.experts })
    let picture = FlowPicture(flow)
    let experts = FlowTable(
      name: "expert", rows: figures.experts, selected: shared.selection.expert)
    let parts = FlowTable(name: "device", rows: devices, selected: shared.selection.device)
    guard area.height >= FlowPicture.height + 5 else { return picture.draw(in: area, on: &canvas) }
    let (upper, lower) = area.splitTop(FlowPicture.height)
    picture.draw(in: upper, on: &canvas)
    let rest = lower.inset(top: area.height >= 30 ? 1 : 0)
    let used = drawTables(experts, devices.count > 1 ? parts : nil, in: rest, on: &canvas)
    drawOthers(shared, index: index, in: rest.inset(top: used + 1), on: &canvas)
  }

  /// Experts, then devices: side by side where the panel is wide. Returns the rows that both took.
  private func drawTables(_ experts: FlowTable, _ devices: FlowTable?, in area: Rect, on canvas: inout Canvas) -> Int {
    guard let devices else {
      experts.draw(in: area, on: &canvas)
      return experts.height
    }
    if area.width >= 2 * FlowTable.fullWidth + 3 {
      let halves = area.columns([.share(1), .fixed(3), .share(1)])
      experts.draw(in: halves[0], on: &canvas)
      devices.draw(in: halves[2], on: &canvas)
      return max(experts.height, devices.height)
    }
    experts.draw(in: area, on: &canvas)
    guard area.height >= experts.height + devices.height + 1 else { return experts.height }
    devices.draw(in: area.inset(top: experts.height + 1), on: &canvas)
    return experts.height + 1 + devices.height
  }

  /// The flows of the other layers, as far as there is room for them whole.
  private func drawOthers(_ shared: Shared, index: Int, in area: Rect, on canvas: inout Canvas) {
    let layers = shared.run.state.layers
    let across = area.width >= 150 ? 2 : 1
    let down = area.height / (FlowPicture.height + 2)
    let parts = area.columns(across == 2 ? [.share(1), .fixed(4), .share(1)] : [.share(1)])
    for offset in 1..<max(1, min(layers.count, across * down + 1)) {
      let number = (shared.selection.layer + offset) % layers.count
      guard let figures = shared.run.figures(layer: number, at: index, device: shared.selection.device) else {
        continue
      }
      let top = (offset - 1) / across * (FlowPicture.height + 2)
      let place = parts[(offset - 1) % across == 0 ? 0 : 2].inset(top: top).splitTop(FlowPicture.height + 1).top
      let layer = layers[number]
      canvas.text("layer \(layer.layer)\(layer.part)", in: place.row(0), style: canvas.theme[.title])
      let flow = FlowFigures(figures.total, offered: figures.capacity.map { $0 * layer.experts })
      FlowPicture(flow).draw(in: place.inset(top: 1), on: &canvas)
    }
  }
}

/// What each expert, or each device, had of a step.
struct FlowTable {
  /// What a row is.
  let name: String
  let rows: [ExpertFigures]
  let selected: Int?

  /// Columns with which nothing gives way.
  static let fullWidth = 78

  var height: Int { rows.count + 1 }

  /// The sums over the experts for each device.
  static func devices(_ ledger: LayerLedger, prefix: Int) -> [ExpertFigures] {
    (0..<min(prefix, ledger.devices)).map { device in
      var total = LayerFigures(ledger, device: device).total
      total.expert = device
      return total
    }
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let columns: [Table.Column] = [
      .init(name, alignment: .right, minimum: 6, priority: 10), .init("routed", alignment: .right, priority: 6),
      .init("kept", alignment: .right, priority: 5), .init("dropped", alignment: .right, priority: 9),
      .init("filled", alignment: .right, priority: 7), .init("padded", alignment: .right, priority: 8),
      .init("rectified", alignment: .right, priority: 7), .init("computed", alignment: .right, priority: 4),
    ]
    func field(_ count: Int, _ role: Role) -> Table.Field { .init(grouped(count), role: count > 0 ? role : .muted) }
    let table = Table(
      columns: columns,
      rows: rows.map { row in
        [
          .init(String(row.expert), role: .axis), field(row.routed, .value), field(row.kept, .kept),
          field(row.dropped, .dropped), field(row.filled, .filled), field(row.padded, .padded),
          field(row.rectified, .rectified), field(FlowFigures(row).computed, .value),
        ]
      }, selected: selected)
    canvas.draw(table, in: area)
  }
}
