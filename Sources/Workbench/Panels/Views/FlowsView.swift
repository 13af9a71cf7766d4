internal import Experiment
internal import TerminalUI

extension CommandID {
  static let flowDevice: CommandID = "ledger.flows.device"
}

/// The way of one layer's choices through capacity and rectification, and what each expert and device had of it.
struct FlowsView: PanelView {
  let name = "ledger.flows"
  let word = "flows"
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
    // The flow first; then experts, then devices, side by side where the panel is wide.
    let isWide = area.width >= 2 * FlowTable.fullWidth + 4
    guard area.height >= FlowPicture.height + 5 else { return picture.draw(in: area, on: &canvas) }
    let (upper, lower) = area.splitTop(FlowPicture.height)
    picture.draw(in: upper, on: &canvas)
    let rest = lower.inset(top: 1)
    if isWide {
      let halves = rest.columns([.share(1), .fixed(3), .share(1)])
      experts.draw(in: halves[0], on: &canvas)
      if devices.count > 1 { parts.draw(in: halves[2], on: &canvas) }
    } else if devices.count > 1, rest.height >= experts.height + parts.height + 1 {
      experts.draw(in: rest, on: &canvas)
      parts.draw(in: rest.inset(top: experts.height + 1), on: &canvas)
    } else {
      experts.draw(in: rest, on: &canvas)
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
