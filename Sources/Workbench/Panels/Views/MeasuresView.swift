internal import Experiment
internal import Sessions
internal import TerminalUI

/// All that is measured of every layer in every step, as a table; the chosen measure over the run, below it.
struct MeasuresView: PanelView {
  private(set) var chosen = RouterMeasure.maximumOverMean

  /// Points of a line over the run: enough for any screen, few enough to be made anew for each picture.
  static let pointLimit = 240

  let name = "router.measures"
  let word = "measures"
  let subjects: RunSubject = [.text, .ledgers]
  var commands: [Binding] { arrows(vertical: "layer", horizontal: "measure", horizontalRank: 10) }

  func detail(_ shared: Shared) -> String { "per layer · step \(grouped(shared.step))" }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    let all = RouterMeasure.allCases
    let place = all.firstIndex(of: chosen) ?? 0
    switch command {
    case .cellUp: shared.moveLayer(by: -1)
    case .cellDown: shared.moveLayer(by: 1)
    case .cellLeft: chosen = all[(place + all.count - 1) % all.count]
    case .cellRight: chosen = all[(place + 1) % all.count]
    default: break
    }
    return nil
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let layers = shared.run.state.layers
    guard let index = shared.index, !layers.isEmpty else {
      let text = shared.index == nil ? "waiting for the first step" : "this model has no experts"
      return drawNothing(text, in: area, on: &canvas)
    }
    let hasChart = area.height >= layers.count + 9
    let (upper, lower) = area.splitTop(hasChart ? layers.count + 1 : area.height)
    canvas.draw(table(shared, index: index, width: area.width), in: upper)
    guard hasChart else { return }
    let theme = canvas.theme
    let title = lower.row(1)
    let used = canvas.text(chosen.rawValue, x: title.x, y: title.y, style: theme[.title], limit: title.width)
    canvas.text(theme.glyphs.printable(chosen.meaning), in: title.inset(left: used + 2), style: theme[.muted])
    drawChart(shared, index: index, in: lower.inset(top: 2), on: &canvas)
  }

  func table(_ shared: Shared) -> DataTable? {
    guard let index = shared.index, !shared.run.state.layers.isEmpty else { return nil }
    let rows = shared.run.state.layers.filter { index < $0.count }.map { layer -> [DataTable.Cell] in
      [.integer(shared.step), .text("\(layer.layer)\(layer.part)")]
        + RouterMeasure.allCases.map { .double($0.value(layer, at: index)) }
    }
    return DataTable(columns: ["step", "layer"] + RouterMeasure.allCases.map(\.rawValue), rows: rows)
  }

  private func table(_ shared: Shared, index: Int, width: Int) -> Table {
    let columns = RouterMeasure.allCases.map { measure in
      // The chosen measure is never the one that gives way.
      Table.Column(measure.rawValue, alignment: .right, priority: measure == chosen ? 99 : priority(measure))
    }
    let rows = shared.run.state.layers.enumerated().map { number, layer in
      [Table.Field("\(layer.layer)\(layer.part)", role: number == shared.selection.layer ? .title : .axis)]
        + RouterMeasure.allCases.map { measure in
          let value = measure.value(layer, at: index)
          return Table.Field(
            value.isFinite ? decimal(value, measure.places) : "-",
            role: role(measure, value))
        }
    }
    return Table(
      columns: [.init("layer", alignment: .right, priority: 100)] + columns, rows: rows,
      selected: shared.selection.layer)
  }

  private func priority(_ measure: RouterMeasure) -> Int {
    switch measure {
    case .dropped: 20
    case .padded: 19
    case .maximumOverMean: 18
    case .entropy: 17
    case .dead: 16
    case .rectified: 15
    case .filled: 14
    case .variation: 13
    case .margin: 12
    case .chosenMass: 11
    case .balance: 10
    case .z: 9
    }
  }

  private func role(_ measure: RouterMeasure, _ value: Double) -> Role {
    guard value.isFinite else { return .muted }
    switch measure {
    case .dead: return value > 0 ? .expertDead : .muted
    case .dropped: return value > 0 ? .dropped : .muted
    case .padded: return value > 0 ? .padded : .muted
    case .rectified: return value > 0 ? .rectified : .muted
    case .filled: return value > 0 ? .filled : .muted
    case .maximumOverMean: return value >= ExpertHealth.hotLoad ? .expertHot : .value
    default: return .value
    }
  }

  private func drawChart(_ shared: Shared, index: Int, in area: Rect, on canvas: inout Canvas) {
    let steps = shared.run.state.steps.step
    let series = shared.run.state.layers.prefix(8).enumerated().map { number, layer in
      let count = min(layer.count, steps.count)
      let points = min(count, Self.pointLimit)
      let places = (0..<points).map { points > 1 ? $0 * (count - 1) / (points - 1) : 0 }
      return ChartSeries(
        "layer \(layer.layer)\(layer.part)", xs: places.map { Double(steps[$0]) },
        ys: smoothed(places.map { chosen.value(layer, at: $0) }, factor: 0.9), colorIndex: number)
    }
    canvas.draw(LineChart(series, cursor: shared.isInspecting ? Double(steps[index]) : nil), in: area)
  }
}
