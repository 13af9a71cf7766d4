internal import Experiment
internal import TerminalUI

/// Which domains an expert's tokens come from, and which experts a domain's tokens go to.
struct DomainsView: PanelView {
  /// What a cell is a share of.
  enum Normalization: String, CaseIterable { case expert, domain, chance }

  var normalization = Normalization.expert

  let name = "experts.domains"
  let word = "domains"
  let subjects: RunSubject = .text
  var commands: [Binding] {
    [
      binding(
        [.character("n")], .normalize, "normalise", "shares of the expert, of the domain, or times by chance", rank: 10)
    ] + arrows(vertical: "expert", horizontal: "layer")
  }

  func detail(_ shared: Shared) -> String {
    let evaluation = shared.evaluation.map { "evaluation at \(grouped($0.step))" } ?? "no evaluation"
    return "\(layerName(shared)) · by \(normalization.rawValue) · \(evaluation)"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    switch command {
    case .normalize:
      let all = Normalization.allCases
      normalization = all[((all.firstIndex(of: normalization) ?? 0) + 1) % all.count]
    case .cellUp: shared.moveExpert(by: -1)
    case .cellDown: shared.moveExpert(by: 1)
    case .cellLeft: shared.moveLayer(by: -1)
    case .cellRight: shared.moveLayer(by: 1)
    default: break
    }
    return nil
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    guard let layer = shared.layer, picture(layer, shared, theme) != nil else {
      return drawNothing(shared.missing("experts by domain"), in: area, on: &canvas)
    }
    let losses = losses(shared, theme)
    let (upper, foot) = area.splitBottom(losses == nil || area.height < 8 ? 0 : 1)
    HeatPicture.draw(pictures(shared) { picture($0, shared, theme) }, in: upper, on: &canvas)
    if let losses, !foot.isEmpty { canvas.draw(losses, in: foot.widened) }
  }

  func table(_ shared: Shared) -> DataTable? {
    DataTable(pictures(shared) { picture($0, shared, .builtIn()) }, row: "expert", column: "domain")
  }

  /// The held-out losses of the domains in bits a byte; nil where they were not measured.
  private func losses(_ shared: Shared, _ theme: Theme) -> StatusLine? {
    let domains = shared.evaluation?.domains.filter(\.bitsPerByte.isFinite) ?? []
    if domains.isEmpty { return nil }
    let items = domains.enumerated().map { place, domain in
      StatusLine.Item(
        [
          Span(theme.glyphs.printable(sanitized(domain.domain)) + " ", theme[.muted]),
          Span(decimal(domain.bitsPerByte, 3), theme[.value]),
        ], priority: -place)
    }
    return StatusLine(left: [.init([Span("bits a byte", theme[.title])], priority: 1)] + items, role: .text, gap: 2)
  }

  private func picture(_ layer: LayerHistory, _ shared: Shared, _ theme: Theme) -> HeatPicture? {
    guard let evaluation = shared.evaluation, let measures = shared.measures(of: layer, in: evaluation),
      let table = CountTable(measures.domainCounts, columns: layer.experts)?.transposed
    else { return nil }
    let names = shared.run.state.header?.domains ?? []
    let labels = (0..<table.columns).map { $0 < names.count ? names[$0] : "domain \($0)" }
    let lift = table.lift
    let (values, caption): ([[Double]], String) =
      switch normalization {
      case .expert: (table.rowShares, "% of the expert's choices: expert × domain")
      case .domain: (table.columnShares, "% of the domain's choices: expert × domain")
      case .chance: (lift, "times as many as by chance: expert × domain")
      }
    return HeatPicture(
      values: values, measure: normalization == .chance ? .lift : .share, caption: caption,
      rowLabels: (0..<table.rows).map(String.init), columnLabels: labels,
      rowNotes: lift.map { [note($0, labels, theme)] }, selected: shared.selection.expert.map { ($0, -1) })
  }

  /// Which domain an expert has clearly more of than by chance, if any.
  private func note(_ lift: [Double], _ labels: [String], _ theme: Theme) -> Span {
    let best = lift.indices.filter { lift[$0].isFinite }.max { lift[$0] < lift[$1] }
    guard let best, lift[best] >= 1.2 else { return Span(fitted("", to: 20), theme[.muted]) }
    let text = "\(decimal(lift[best], 1))\(theme.glyphs.times) \(theme.glyphs.printable(sanitized(labels[best])))"
    return Span(fitted(text, to: 20), theme[lift[best] >= 1.5 ? .expertHot : .muted])
  }
}
