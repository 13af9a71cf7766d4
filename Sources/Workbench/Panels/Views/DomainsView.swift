internal import Experiment
internal import TerminalUI

/// Which domains an expert's tokens come from, and which experts a domain's tokens go to.
struct DomainsView: PanelView {
  /// What a cell is a share of.
  enum Normalization: String, CaseIterable { case expert, domain, chance }

  var normalization = Normalization.expert

  let name = "experts.domains"
  let word = "domains"
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
    guard let layer = shared.layer, let measures = shared.layerMeasures,
      let table = CountTable(measures.domainCounts, columns: layer.experts)?.transposed
    else { return drawNothing(shared.missing("experts by domain"), in: area, on: &canvas) }
    let theme = canvas.theme
    let names = shared.run.state.header?.domains ?? []
    let labels = (0..<table.columns).map { $0 < names.count ? names[$0] : "domain \($0)" }
    let lift = table.lift
    let values: [[Double]]
    let caption: String
    switch normalization {
    case .expert: (values, caption) = (table.rowShares, "% of the expert's choices: expert × domain")
    case .domain: (values, caption) = (table.columnShares, "% of the domain's choices: expert × domain")
    case .chance: (values, caption) = (lift, "times as many as by chance: expert × domain")
    }
    let notes = lift.enumerated().map { expert, row -> [Span] in
      guard let best = row.indices.filter({ row[$0].isFinite }).max(by: { row[$0] < row[$1] }), row[best] >= 1.2 else {
        return [Span(fitted("", to: 20), theme[.muted])]
      }
      let text = "\(decimal(row[best], 1))\(theme.glyphs.times) \(theme.glyphs.printable(labels[best]))"
      return [Span(fitted(text, to: 20), theme[row[best] >= 1.5 ? .expertHot : .muted])]
    }
    HeatPicture(
      values: values, measure: normalization == .chance ? .lift : .share, caption: caption,
      rowLabels: (0..<table.rows).map(String.init), columnLabels: labels, rowNotes: notes,
      selected: shared.selection.expert.map { ($0, -1) }
    ).draw(in: area, on: &canvas)
  }
}
