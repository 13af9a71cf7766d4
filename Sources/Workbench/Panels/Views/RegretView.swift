internal import Experiment
internal import TerminalUI

extension CommandID {
  static let regretSort: CommandID = "experts.regret.sort"
}

/// What other experts would have cost the probe batch's tokens, expert by expert, the worst first.
struct RegretView: PanelView {
  /// Whether experts stand in the order of their numbers.
  var byNumber = false

  let name = "experts.regret"
  let word = "regret"
  let subjects: RunSubject = [.text, .ledgers]
  var commands: [Binding] {
    [binding([.character("s")], .regretSort, "sort", "the worst first, or by number", rank: 10)]
      + arrows(vertical: "expert", horizontal: "layer")
  }

  func detail(_ shared: Shared) -> String {
    guard let found = shared.counterfactual else { return layerName(shared) }
    return "\(layerName(shared)) · asked at step \(grouped(found.step))"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    switch command {
    case .regretSort: byNumber.toggle()
    case .cellUp: moveExpert(by: -1, &shared)
    case .cellDown: moveExpert(by: 1, &shared)
    case .cellLeft: shared.moveLayer(by: -1)
    case .cellRight: shared.moveLayer(by: 1)
    default: break
    }
    return nil
  }

  /// Up and down follow the order that is shown.
  private func moveExpert(by count: Int, _ shared: inout Shared) {
    let order = experts(shared)?.map(\.expert) ?? []
    guard let expert = shared.selection.expert, let place = order.firstIndex(of: expert) else {
      shared.selection.expert = (count > 0 ? order.first : order.last) ?? shared.selection.expert
      return
    }
    if order.indices.contains(place + count) { shared.selection.expert = order[place + count] }
  }

  private func experts(_ shared: Shared) -> [Regret]? {
    guard let layer = shared.layer,
      let found = shared.counterfactual?.layers.first(where: { $0.layer == layer.layer && $0.part == layer.part })
    else { return nil }
    let all = Array(Regret.all(found).prefix(layer.experts))
    return byNumber ? all : Regret.worstFirst(all)
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    guard let counterfactual = shared.counterfactual, let experts = experts(shared), !experts.isEmpty else {
      return drawNothing(missing(shared), in: area, on: &canvas)
    }
    let layers = counterfactual.layers.prefix(64)
    let hasLayers = area.height >= experts.count + layers.count + 6
    let hasCaption = area.height >= 6
    if hasCaption {
      let caption =
        "nats a token; regret: chosen less next; worth: nobody less chosen"
      canvas.text(caption, in: area.row(0), style: canvas.theme[.muted])
    }
    let body = area.inset(top: hasCaption ? 1 : 0)
    let top = experts.map(\.worth).filter(\.isFinite).max() ?? 0
    let table = Table(
      columns: columns(first: "expert", width: area.width),
      rows: experts.map { fields($0, name: String($0.expert), top: top, canvas.theme) },
      selected: shared.selection.expert.flatMap { chosen in experts.firstIndex { $0.expert == chosen } })
    canvas.draw(table, in: hasLayers ? body.splitTop(experts.count + 1).top : body)
    guard hasLayers else { return }
    let means = layers.map { (layer: $0, mean: Regret.mean(Regret.all($0))) }
    let largest = means.map(\.mean.worth).filter(\.isFinite).max() ?? 0
    let summary = Table(
      columns: columns(first: "layer", width: area.width),
      rows: means.map { fields($0.mean, name: "\($0.layer.layer)\($0.layer.part)", top: largest, canvas.theme) },
      selected: shared.layer.flatMap { chosen in
        layers.firstIndex { $0.layer == chosen.layer && $0.part == chosen.part }
      })
    canvas.draw(summary, in: body.inset(top: experts.count + 2))
  }

  private func columns(first: String, width: Int) -> [Table.Column] {
    [
      .init(first, alignment: .right, minimum: 6, priority: 10),
      .init("tokens", alignment: .right, priority: 4), .init("chosen", alignment: .right, priority: 8),
      .init("next", alignment: .right, priority: 7), .init("random", alignment: .right, priority: 5),
      .init("nobody", alignment: .right, priority: 6), .init("regret", alignment: .right, priority: 9),
      .init("worth", alignment: .right, priority: 3),
    ] + (width >= 86 ? [.init("", minimum: 16, maximum: 16, priority: 1)] : [])
  }

  private func fields(_ it: Regret, name: String, top: Double, _ theme: Theme) -> [Table.Field] {
    func loss(_ value: Double) -> Table.Field {
      .init(value.isFinite ? decimal(value, 3) : "-", role: value.isFinite ? .value : .muted)
    }
    let role: Role = !it.regret.isFinite ? .muted : it.regret > 0.0005 ? .bad : .ok
    let regret = it.regret.isFinite ? (it.regret > 0 ? "+" : "") + decimal(it.regret, 3) : "-"
    let bar = barText(top > 0 ? max(0, it.worth) / top : 0, width: 16, glyphs: theme.glyphs)
    return [
      .init(name), .init(grouped(it.tokens), role: it.tokens > 0 ? .text : .expertDead), loss(it.chosen),
      loss(it.next), loss(it.random), loss(it.nobody), .init(regret, role: role), loss(it.worth),
      .init(bar, role: .kept),
    ]
  }

  private func missing(_ shared: Shared) -> String {
    if shared.run.state.header?.moeLayers.isEmpty == true { return "this model has no experts" }
    if shared.run.state.layers.isEmpty { return "waiting for the first step" }
    if let first = shared.run.state.counterfactuals.first, shared.counterfactual == nil {
      return "nobody had asked by this step: the first answer is of step \(first.step)"
    }
    if shared.counterfactual != nil { return "the answer says nothing of this layer" }
    if !shared.isLive { return "nobody has asked up to here: it can be asked while a run is live, with c" }
    if shared.run.state.finish != nil { return "nobody asked while this run was live" }
    return "press c: the trainer then measures on the probe batch what other experts would have cost"
  }
}
