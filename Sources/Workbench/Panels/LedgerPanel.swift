internal import Experiment
internal import Sessions
internal import TerminalUI

extension CommandID {
  static let ledgerUp: CommandID = "ledger.up"
  static let ledgerDown: CommandID = "ledger.down"
  static let ledgerLeft: CommandID = "ledger.left"
  static let ledgerRight: CommandID = "ledger.right"
}

/// The token ledger: both identities for the step that is shown, and the shares of each layer over the run.
struct LedgerPanel: Panel {
  /// As a new run is shown.
  init() {}

  let name = "ledger"
  let title = "Token ledger"
  let word = "shares"
  let subjects: RunSubject = [.text, .ledgers]
  func claim(_ shared: Shared) -> PanelClaim {
    PanelClaim(name, minimum: Size(38, 6), widthShare: 26, heightShare: 10, priority: 70)
  }
  var commands: [Binding] {
    [
      binding([.up, .character("k")], .ledgerUp, "layer", "choose the layer above", rank: 10),
      binding([.down, .character("j")], .ledgerDown, "layer", "choose the layer below"),
      binding([.left, .character("h")], .ledgerLeft, "cursor", "cursor to the left", rank: 11),
      binding([.right, .character("l")], .ledgerRight, "cursor", "cursor to the right"),
    ]
  }

  func detail(_ shared: Shared) -> String { "all layers · per step" }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    let column = max(1, shared.run.state.steps.count >> 5)
    switch command {
    case .ledgerUp: shared.moveLayer(by: -1)
    case .ledgerDown: shared.moveLayer(by: 1)
    case .ledgerLeft: shared.moveCursor(by: -column)
    case .ledgerRight: shared.moveCursor(by: column)
    default: break
    }
    return nil
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let layers = shared.run.state.layers
    guard let index = shared.index, !layers.isEmpty else {
      let text = shared.index == nil ? "waiting for the first step" : "this model has no experts"
      canvas.text(text, in: area.row(area.height / 2), style: theme[.muted], alignment: .center)
      return
    }
    let identities = IdentityLines(shared, at: index)
    canvas.draw(identities.paragraph(theme, width: area.width), in: area)
    let isWide = area.width >= 66
    if isWide || area.height >= 5 { identities.drawBalance(in: area.row(isWide ? 0 : 2), on: &canvas) }
    let rest = area.inset(top: isWide || area.height < 5 ? 2 : 3)
    let table = ShareRows(shared, at: index)
    // On a large panel the layers also get a chart of their own.
    if rest.height >= layers.count + 10 {
      let (upper, lower) = rest.splitTop(layers.count + 3)
      table.draw(in: upper.inset(top: 1), on: &canvas)
      drawCharts(shared, index: index, in: lower, on: &canvas)
    } else {
      table.draw(in: isWide && rest.height > layers.count + 2 ? rest.inset(top: 1) : rest, on: &canvas)
    }
  }

  /// The counts of all layers in the step that is shown.
  func table(_ shared: Shared) -> DataTable? {
    guard let index = shared.index, !shared.run.state.layers.isEmpty else { return nil }
    let counts: [(name: String, column: LedgerColumn)] = [
      ("routed", .routed), ("kept", .kept), ("dropped", .dropped), ("padded", .padded), ("rectified", .rectified),
      ("filled", .filled),
    ]
    let rows = shared.run.state.layers.filter { index < $0.count }.map { layer -> [DataTable.Cell] in
      [.integer(shared.step), .text("\(layer.layer)\(layer.part)")]
        + counts.map { .integer(Int(layer.totals($0.column)[index])) }
    }
    return DataTable(columns: ["step", "layer"] + counts.map(\.name), rows: rows)
  }

  private func drawCharts(_ shared: Shared, index: Int, in area: Rect, on canvas: inout Canvas) {
    let parts =
      area.width >= 80
      ? area.columns([.share(1), .fixed(2), .share(1)]) : area.rows([.share(1), .fixed(0), .share(1)])
    let steps = shared.run.state.steps.step.map(Double.init)
    let all = [("dropped, % of routed", shared.run.droppedShare), ("padded, % of slots", shared.run.paddedShare)]
    for ((title, shares), part) in zip(all, [parts[0], parts[2]]) {
      let series = shares.enumerated().map { number, values in
        let layer = shared.run.state.layers[number]
        return ChartSeries(
          "layer \(layer.layer)\(layer.part)", xs: steps, ys: smoothed(values.map { $0 * 100 }, factor: 0.6),
          colorIndex: number)
      }
      canvas.text(title, in: part.row(0), style: canvas.theme[.title])
      canvas.draw(LineChart(series, cursor: shared.isInspecting ? steps[index] : nil), in: part.inset(top: 1))
    }
  }
}
