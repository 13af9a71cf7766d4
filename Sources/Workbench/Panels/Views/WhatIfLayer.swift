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
    var columns: [Table.Column] = [.init("layer", alignment: .right, minimum: 5, priority: 10)]
    let titles = [("slots each", 6), ("dropped", 9), ("padded", 8), ("computed", 7)]
    for (title, priority) in titles {
      columns.append(.init(factor == nil ? title : "was", alignment: .right, priority: factor == nil ? priority : 2))
      if factor != nil { columns.append(.init(title, alignment: .right, priority: priority)) }
    }
    columns.append(.init("drop", alignment: .right, priority: 5))
    columns.append(.init("pad", alignment: .right, priority: 4))
    var rows = layers.map { fields($0) }
    rows.append(total())
    canvas.draw(Table(columns: columns, rows: rows, selected: min(selected, layers.count)), in: area)
  }

  private func fields(_ layer: WhatIfLayer) -> [Table.Field] {
    let then = factor.flatMap { layer.outcome(factor: $0) }
    let slots = (layer.capacity.map { grouped($0) } ?? "no limit", then.map { grouped($0.capacity ?? 0) })
    return row(layer.name, slots: slots, now: layer.actual, then: then)
  }

  private func total() -> [Table.Field] {
    var now = ExpertFigures(expert: -1)
    for layer in layers { now.add(layer.actual) }
    let outcomes = factor.map { factor in layers.compactMap { $0.outcome(factor: factor) } }
    let then = outcomes.map { all in
      all.reduce(into: (routed: 0, kept: 0, padded: 0)) { sum, it in
        sum = (sum.routed + it.routed, sum.kept + it.kept, sum.padded + it.padded)
      }
    }
    return row("all", slots: ("", factor == nil ? nil : ""), now: now, sums: then)
  }

  private func row(
    _ name: String, slots: (String, String?), now: ExpertFigures, then: WhatIf?
  ) -> [Table.Field] {
    row(name, slots: slots, now: now, sums: then.map { ($0.routed, $0.kept, $0.padded) })
  }

  private func row(
    _ name: String, slots: (String, String?), now: ExpertFigures, sums: (routed: Int, kept: Int, padded: Int)?
  ) -> [Table.Field] {
    func percent(_ part: Int, _ whole: Int) -> String {
      whole > 0 ? decimal(Double(part) / Double(whole) * 100, 1) + "%" : "-"
    }
    // The actual rows include filled slots and rectified tokens, which counts alone cannot foretell.
    let before = [(now.dropped, Role.dropped), (now.padded + now.filled, .padded), (now.kept, .value)]
    guard factor != nil else {
      return [.init(name, role: .axis), .init(slots.0, role: .muted)]
        + before.map { .init(grouped($0.0), role: $0.0 > 0 ? $0.1 : .muted) } + [
          .init(percent(now.dropped, now.routed), role: .dropped),
          .init(percent(now.padded + now.filled, now.slots), role: .padded),
        ]
    }
    guard let sums else {
      return [.init(name, role: .axis)] + Array(repeating: .init("-", role: .muted), count: 10)
    }
    let dropped = sums.routed - sums.kept
    let after = [dropped, sums.padded, sums.kept]
    var fields: [Table.Field] = [
      .init(name, role: .axis), .init(slots.0, role: .muted), .init(slots.1 ?? "", role: .value),
    ]
    for (was, value) in zip(before, after) {
      fields.append(.init(grouped(was.0), role: .muted))
      fields.append(.init(grouped(value), role: value > 0 ? was.1 : .muted))
    }
    return fields + [
      .init(percent(dropped, sums.routed), role: .dropped),
      .init(percent(sums.padded, sums.kept + sums.padded), role: .padded),
    ]
  }
}
