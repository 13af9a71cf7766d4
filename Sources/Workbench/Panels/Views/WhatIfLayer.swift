internal import Experiment
internal import TerminalUI

/// One layer's counts of the shown step, to be tried with other capacities.
struct WhatIfLayer {
  /// For people: `2`, `0a`.
  let name: String
  /// Regular choices by device and expert; nil where they are not known or capacity does not decide.
  let routed: [Int32]?
  /// Why there are no counts.
  let reason: String?
  /// The step as it was.
  let actual: ExpertFigures
  /// Slots that an expert offered to a device; nil without a limit.
  let capacity: Int?
  private let shape: MoEShape?
  private let tokensPerDevice: Int
  private let experts: Int

  init(_ shared: Shared, layer number: Int) {
    let layer = shared.run.state.layers[number]
    let index = shared.index ?? 0
    name = "\(layer.layer)\(layer.part)"
    experts = layer.experts
    shape = shared.shape(of: layer)
    tokensPerDevice = max(0, shared.run.state.header?.tokensPerStep ?? 0) / max(1, layer.devices)
    guard index < layer.count else {
      (routed, reason, actual, capacity) = (nil, "this step says nothing of layer \(name)", .init(expert: -1), nil)
      return
    }
    actual = LayerFigures(layer, at: index).total
    capacity = layer.capacity[index] < 0 ? nil : Int(layer.capacity[index])
    let step = shared.run.state.steps.step[index]
    if shape?.router == Recipe.Router.expertChoice.rawValue {
      (routed, reason) = (nil, "experts choose their tokens here: nothing is dropped at any capacity")
    } else if shape == nil {
      (routed, reason) = (nil, "the session does not say how many choices a token has")
    } else if let ledger = shared.run.ledger(layer: number, ofStep: step) {
      (routed, reason) = (ledger.routed, nil)
    } else if layer.devices == 1, layer.stride == 1 {
      (routed, reason) = (Array(layer.experts(.routed, at: index)), nil)
    } else {
      (routed, reason) = (
        nil, "counts by device are at hand for the latest 256 steps; the replay of this session has those of all"
      )
    }
  }

  /// What a factor would have made of the step.
  func outcome(factor: Double) -> WhatIf? {
    guard let routed, let shape else { return nil }
    let slots = WhatIf.capacity(
      factor: factor, k: min(max(1, shape.k), 4096), tokensPerDevice: min(tokensPerDevice, 1 << 40), experts: experts)
    return WhatIf(routed: routed, capacity: slots)
  }
}

/// A line a layer: slots, dropped, padded and computed rows as they were and as they would have been.
struct WhatIfTable {
  let layers: [WhatIfLayer]
  let factor: Double?
  let selected: Int

  func draw(in area: Rect, on canvas: inout Canvas) {
    let columns: [Table.Column] = [
      .init("layer", alignment: .right, minimum: 5, priority: 10), .init("slots each", alignment: .right, priority: 4),
      .init("dropped", alignment: .right, priority: 9), .init("padded", alignment: .right, priority: 8),
      .init("computed", alignment: .right, priority: 7), .init("drop", alignment: .right, priority: 6),
      .init("pad", alignment: .right, priority: 5),
    ]
    let arrow = canvas.theme.glyphs.isUnicode ? " → " : " -> "
    let rows = layers.map { row($0, arrow) } + [total(arrow)]
    canvas.draw(Table(columns: columns, rows: rows, selected: min(selected, layers.count)), in: area)
  }

  /// What is counted in a row: as it was, or as it would have been.
  private struct Sums {
    var routed = 0
    var dropped = 0
    var padded = 0
    var kept = 0
  }

  private func sums(_ layer: WhatIfLayer) -> (was: Sums, then: Sums?) {
    let it = layer.actual
    // Filled slots and rectified tokens cannot be foretold from counts, so both sides count regular choices alone.
    let was = Sums(routed: it.routed, dropped: it.dropped, padded: it.padded + it.filled, kept: it.kept)
    let outcome = factor.flatMap { layer.outcome(factor: $0) }
    return (was, outcome.map { Sums(routed: $0.routed, dropped: $0.dropped, padded: $0.padded, kept: $0.kept) })
  }

  private func row(_ layer: WhatIfLayer, _ arrow: String) -> [Table.Field] {
    let was = layer.capacity.map { grouped($0) } ?? "no limit"
    let then = factor.map { layer.outcome(factor: $0)?.capacity.map { grouped($0) } ?? "-" }
    let (before, after) = sums(layer)
    return fields(layer.name, slots: then.map { was + arrow + $0 } ?? was, before, after, arrow)
  }

  private func total(_ arrow: String) -> [Table.Field] {
    let all = layers.map { sums($0) }
    func sum(_ parts: [Sums]) -> Sums {
      parts.reduce(into: Sums()) { sum, it in
        sum.routed += it.routed
        sum.dropped += it.dropped
        sum.padded += it.padded
        sum.kept += it.kept
      }
    }
    let after = all.compactMap(\.then)
    return fields("all", slots: "", sum(all.map(\.was)), after.count == all.count ? sum(after) : nil, arrow)
  }

  private func fields(
    _ name: String, slots: String, _ was: Sums, _ then: Sums?, _ arrow: String
  ) -> [Table.Field] {
    let shown = factor == nil ? was : then
    func change(_ value: (Sums) -> Int, _ role: Role) -> Table.Field {
      guard factor != nil else { return .init(grouped(value(was)), role: value(was) > 0 ? role : .muted) }
      // The numbers after the arrow stand below one another.
      let after = then.map { grouped(value($0)) } ?? "-"
      let width = layers.compactMap { sums($0).then.map(value) }.reduce(0, +)
      return .init(
        grouped(value(was)) + arrow + fitted(after, to: max(1, grouped(width).count), alignment: .right), role: role)
    }
    func percent(_ part: Int?, _ whole: Int?) -> String {
      guard let part, let whole, whole > 0 else { return "-" }
      return decimal(Double(part) / Double(whole) * 100, 1) + "%"
    }
    return [
      .init(name, role: .axis), .init(slots, role: .muted), change(\.dropped, .dropped), change(\.padded, .padded),
      change(\.kept, .value), .init(percent(shown?.dropped, shown?.routed), role: .dropped),
      .init(percent(shown?.padded, shown.map { $0.kept + $0.padded }), role: .padded),
    ]
  }
}
