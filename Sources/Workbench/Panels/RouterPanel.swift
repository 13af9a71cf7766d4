internal import Experiment
internal import Foundation
internal import Sessions
internal import TerminalUI

extension CommandID {
  static let routerNormalize: CommandID = "router.normalize"
  static let routerUp: CommandID = "router.up"
  static let routerDown: CommandID = "router.down"
  static let routerLeft: CommandID = "router.left"
  static let routerRight: CommandID = "router.right"
}

/// Where the router sends tokens, as a heat map: layers × experts of a step, or experts over time in one layer.
struct RouterPanel: Panel {
  /// Whether time × experts of one layer is shown instead of layers × experts.
  let overTime: Bool
  /// What a cell's colour compares with.
  var normalization = Normalization.row

  /// What a cell's colour compares with.
  enum Normalization: String, Sendable, CaseIterable {
    /// The largest load of its row, of its column, or of all.
    case row, column, whole
    /// The fair share, which lies in the middle of the scale; twice as much is its end.
    case fair
  }

  /// The levels of the last pictures, so that small changes leave cells as they are.
  private var scale = HeatScale(levelCount: RouterPanel.levelCount)
  private var scaled: (index: Int, normalization: Normalization, levels: [[Int]])?

  static let levelCount = 8
  /// Steps that a cell of layers × experts is the mean of: single steps would flicker.
  static let window = 8

  /// As a new run is shown.
  init(overTime: Bool = false) { self.overTime = overTime }

  var name: String { overTime ? "router.time" : "router" }
  let title = "Router"
  let subjects: RunSubject = [.text, .ledgers]
  var word: String { overTime ? "time" : "layers" }
  func claim(_ shared: Shared) -> PanelClaim {
    PanelClaim(name, minimum: Size(38, 6), widthShare: 26, heightShare: 10, priority: 50)
  }
  var commands: [Binding] {
    [
      binding(
        [.character("n")], .routerNormalize, "normalise", "colours by row, column, whole or fair share",
        rank: 11),
      binding([.up, .character("k")], .routerUp, "cell", "cell above", rank: 12),
      binding([.down, .character("j")], .routerDown, "cell", "cell below"),
      binding([.left, .character("h")], .routerLeft, "cell", "cell to the left; over time: cursor"),
      binding([.right, .character("l")], .routerRight, "cell", "cell to the right; over time: cursor"),
    ]
  }

  func detail(_ shared: Shared) -> String {
    let kind =
      overTime
      ? "layer \(shared.layer.map { "\($0.layer)\($0.part)" } ?? "–") · experts × time" : "layers × experts"
    return "\(kind) · by \(normalization.rawValue)"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    let column = max(1, shared.run.state.steps.count >> 5)
    switch command {
    case .routerNormalize:
      let all = Normalization.allCases
      normalization = all[((all.firstIndex(of: normalization) ?? 0) + 1) % all.count]
    case .routerUp: overTime ? shared.moveExpert(by: -1) : shared.moveLayer(by: -1)
    case .routerDown: overTime ? shared.moveExpert(by: 1) : shared.moveLayer(by: 1)
    case .routerLeft: overTime ? shared.moveCursor(by: -column) : shared.moveExpert(by: -1)
    case .routerRight: overTime ? shared.moveCursor(by: column) : shared.moveExpert(by: 1)
    default: break
    }
    return nil
  }

  /// On a slow line a cell's level changes only when its load has clearly left it. Elsewhere the picture follows from the
  /// step alone, so that a replay shows what was seen live.
  mutating func prepare(_ shared: Shared) {
    guard shared.isFrugal, !overTime, !shared.isInspecting, let index = shared.index else { return scaled = nil }
    if let scaled, scaled.normalization != normalization || scaled.index > index { self.scaled = nil }
    if scaled == nil {
      scale = HeatScale(levelCount: RouterPanel.levelCount, normalization: kind, hysteresis: 0.25)
    }
    scaled = (index, normalization, scale.update(scalable(RouterPanel.loads(shared, at: index))))
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    guard let index = shared.index, let layer = shared.layer else {
      let text = shared.index == nil ? "waiting for the first step" : "this model has no experts"
      canvas.text(text, in: area.row(area.height / 2), style: theme[.muted], alignment: .center)
      return
    }
    let (upper, foot) = area.splitBottom(area.height >= 4 ? 1 : 0)
    let layers = shared.run.state.layers.count
    // A large panel has room for both.
    if !overTime, upper.height >= layers + layer.experts + 5 {
      let (first, second) = upper.splitTop(layers + 2)
      drawLayers(shared, index: index, in: first, on: &canvas)
      drawAllOverTime(shared, index: index, in: second, on: &canvas)
    } else if overTime {
      drawTime(shared, layer, index: index, in: upper, on: &canvas)
    } else {
      drawLayers(shared, index: index, in: upper, on: &canvas)
    }
    drawFoot(shared, layer, index: index, in: foot, on: &canvas)
  }

  /// Loads and shares of the gate: of all layers in the step that is shown, or of one layer over the run.
  func table(_ shared: Shared) -> DataTable? {
    guard let index = shared.index, let chosen = shared.layer else { return nil }
    let steps = shared.run.state.steps.step
    let layers = overTime ? [chosen] : shared.run.state.layers
    var rows: [[DataTable.Cell]] = []
    for layer in layers where index < layer.count {
      for place in overTime ? Array(stride(from: 0, through: index, by: layer.stride)) : [index] {
        let mass = layer.gateMass(at: place)
        let whole = mass.reduce(0, +)
        for expert in 0..<layer.experts {
          rows.append([
            .integer(steps[place]), .text("\(layer.layer)\(layer.part)"), .integer(expert),
            .double(layer.load(expert, at: place)), .float(whole > 0 ? mass[mass.startIndex + expert] / whole : 0),
            .float(layer.entropy[place]),
          ])
        }
      }
    }
    return DataTable(columns: ["step", "layer", "expert", "load", "gate_share", "layer_entropy"], rows: rows)
  }

  /// The chosen layer, and those after it while there is room.
  private func drawAllOverTime(_ shared: Shared, index: Int, in area: Rect, on canvas: inout Canvas) {
    var rest = area
    for (number, layer) in shared.run.state.layers.enumerated().dropFirst(shared.selection.layer) {
      guard rest.height >= layer.experts + 2 else { break }
      let title = "layer \(layer.layer)\(layer.part), experts over steps"
      let isChosen = number == shared.selection.layer
      canvas.text(title, in: rest.row(0), style: canvas.theme[isChosen ? .title : .muted])
      let (map, below) = rest.inset(top: 1).splitTop(layer.experts + 1)
      drawTime(shared, layer, index: index, in: map, on: &canvas)
      rest = below.inset(top: 1)
    }
  }

  private func drawLayers(_ shared: Shared, index: Int, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let layers = shared.run.state.layers
    let notes = layers.map { layer -> [Span] in
      guard index < layer.count else { return [] }
      let dead = (0..<layer.experts).count { if case .dead = layer.health($0, at: index) { true } else { false } }
      if dead > 0 { return [Span(fitted("\(dead) DEAD", to: 12, alignment: .right), theme[.expertDead])] }
      let entropy = decimal(Double(layer.entropy[index]), 2)
      return [Span("entropy ", theme[.muted]), Span(entropy, theme[.value])]
    }
    let experts = layers.map(\.experts).max() ?? 0
    let map = HeatMap(
      levels: layerLevels(shared, at: index), levelCount: RouterPanel.levelCount,
      rowLabels: layers.map { "L\($0.layer)\($0.part)" }, columnLabels: (0..<experts).map(String.init),
      rowNotes: notes, ramp: ramp, cellWidth: area.width >= experts * 5 + 22 ? 4 : 3,
      selected: shared.selection.expert.map { (shared.selection.layer, $0) } ?? (shared.selection.layer, -1))
    canvas.draw(map, in: area)
  }

  /// Rows are experts; each column is the mean over as many steps as fall into it.
  private func drawTime(_ shared: Shared, _ layer: LayerHistory, index: Int, in area: Rect, on canvas: inout Canvas) {
    let count = layer.count
    let width = min(count, max(1, area.width - 4))
    let ranges = (0..<width).map { $0 * count / width..<max($0 * count / width + 1, ($0 + 1) * count / width) }
    var loads = Array(repeating: Array(repeating: 0.0, count: width), count: layer.experts)
    for (column, range) in ranges.enumerated() {
      // A few samples of a wide column are enough for eight levels.
      let samples = Array(stride(from: range.lowerBound, to: range.upperBound, by: max(1, range.count / 4)))
      for expert in loads.indices {
        loads[expert][column] = samples.reduce(0.0) { $0 + layer.load(expert, at: $1) } / Double(samples.count)
      }
    }
    let steps = shared.run.state.steps.step
    let labels = ranges.map { grouped(steps[min($0.lowerBound, steps.count - 1)]) }
    let cursor = shared.isInspecting ? ranges.firstIndex { $0.contains(index) } ?? -1 : -1
    let map = HeatMap(
      levels: levels(loads), levelCount: RouterPanel.levelCount, rowLabels: loads.indices.map(String.init),
      columnLabels: labels, ramp: ramp, cellWidth: 1, selected: (shared.selection.expert ?? -1, cursor))
    canvas.draw(map, in: area)
  }

  private var ramp: Ramp { normalization == .fair ? .diverging : .sequential }

  private var kind: HeatScale.Normalization {
    switch normalization {
    case .row: .row
    case .column: .column
    case .whole: .whole
    case .fair: .none
    }
  }

  private func scalable(_ values: [[Double]]) -> [[Double]] {
    normalization == .fair ? values.map { $0.map { min(1, $0 / 2) } } : values
  }

  private func levels(_ values: [[Double]]) -> [[Int]] {
    var scale = HeatScale(levelCount: RouterPanel.levelCount, normalization: kind, hysteresis: 0)
    return scale.update(scalable(values))
  }

  private func layerLevels(_ shared: Shared, at index: Int) -> [[Int]] {
    if let scaled, scaled.index == index, scaled.normalization == normalization, !shared.isInspecting {
      return scaled.levels
    }
    return levels(RouterPanel.loads(shared, at: index))
  }

  /// Loads by layer and expert, each the mean of a few steps.
  private static func loads(_ shared: Shared, at index: Int) -> [[Double]] {
    let recent = max(0, index - RouterPanel.window + 1)...index
    return shared.run.state.layers.map { layer in
      guard index < layer.count else { return Array(repeating: .nan, count: layer.experts) }
      return (0..<layer.experts).map { expert in
        recent.reduce(0.0) { $0 + layer.load(expert, at: $1) } / Double(recent.count)
      }
    }
  }

  /// The scale of colours, and the chosen cell in numbers.
  private func drawFoot(_ shared: Shared, _ layer: LayerHistory, index: Int, in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty, index < layer.count else { return }
    let theme = canvas.theme
    let ramp = theme.ramp(ramp, levels: RouterPanel.levelCount)
    let legend =
      [Span("0 ", theme[.axis])] + ramp.map { Span($0.glyph, $0.style) } + [
        Span(normalization == .fair ? " 2" + theme.glyphs.times : " top", theme[.axis])
      ]
    let (left, right) = area.splitRight(min(area.width, RouterPanel.levelCount + 6))
    canvas.line(legend, x: right.x, y: right.y)
    func value(_ text: String) -> Span { Span(text, theme[.value]) }
    func word(_ text: String) -> Span { Span(text, theme[.muted]) }
    guard let expert = shared.selection.expert, expert < layer.experts else {
      let uniform = Double(layer.experts) > 1 ? log(Double(layer.experts)) : 0
      let spans = [
        word("layer "), value("\(layer.layer)\(layer.part)"), word("  entropy "),
        value(decimal(Double(layer.entropy[index]), 3)), word(" of \(decimal(uniform, 2)) nats"),
      ]
      return canvas.draw(Paragraph([spans]), in: left)
    }
    let load = layer.load(expert, at: index)
    let mass = layer.gateMass(at: index)
    let whole = mass.reduce(0, +)
    let share = whole > 0 ? Double(mass[mass.startIndex + expert] / whole) : 0
    let spans = [
      word("layer "), value("\(layer.layer)\(layer.part)"), word(" expert "), value("\(expert)"), word("  load "),
      value(decimal(load, 2) + theme.glyphs.times), word("  gate "), value(decimal(share * 100, 1) + " %"),
    ]
    canvas.draw(Paragraph([spans]), in: left)
  }
}
