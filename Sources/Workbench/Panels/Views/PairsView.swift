internal import Experiment
internal import TerminalUI

/// The pairs of first choices that tokens make in the two sub-layers of a block: part a down, part b across.
struct PairsView: PanelView {
  /// What a cell is.
  enum Normalization: String, CaseIterable { case all, row, chance }

  var normalization = Normalization.all
  private(set) var row: Int?
  private(set) var column = 0

  let name = "router.pairs"
  let word = "pairs"
  let subjects: RunSubject = [.text, .ledgers]
  var commands: [Binding] {
    [
      binding(
        [.character("n")], .normalize, "normalise", "shares of all tokens, of the row's, or times by chance", rank: 10)
    ] + arrows(vertical: "expert of a", horizontal: "expert of b")
  }

  func detail(_ shared: Shared) -> String {
    let layer = shared.layer.map { "layer \($0.layer), a × b · " } ?? ""
    let evaluation = shared.evaluation.map { "evaluation at \(grouped($0.step))" } ?? "no evaluation"
    return "\(layer)by \(normalization.rawValue) · \(evaluation)"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    let size = chosenTable(shared).map { ($0.rows, $0.columns) } ?? (1, 1)
    switch command {
    case .normalize:
      let all = Normalization.allCases
      normalization = all[((all.firstIndex(of: normalization) ?? 0) + 1) % all.count]
    case .cellUp: row = max(0, min(row ?? size.0, size.0) - 1)
    case .cellDown: row = min(size.0 - 1, (row ?? -1) + 1)
    case .cellLeft: column = max(0, min(column, size.1) - 1)
    case .cellRight: column = min(size.1 - 1, column + 1)
    default: break
    }
    return nil
  }

  /// The table of the chosen layer, whichever of its sub-layers is chosen.
  private func chosenTable(_ shared: Shared) -> CountTable? { shared.layer.flatMap { table($0, shared) } }

  private func table(_ layer: LayerHistory, _ shared: Shared) -> CountTable? {
    guard let measures = shared.evaluation?.layers.first(where: { $0.layer == layer.layer && !$0.pairCounts.isEmpty }),
      (1...4096).contains(measures.experts)
    else { return nil }
    return CountTable(measures.pairCounts, columns: measures.experts)
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    guard let layer = shared.layer, chosenTable(shared) != nil else {
      let parts = shared.run.state.header?.moeLayers.contains { !$0.part.isEmpty } ?? false
      let text =
        parts || shared.run.state.layers.isEmpty
        ? shared.missing("pairs of experts")
        : "pairs need two sub-layers in a block: moe.block = \"cartesian\""
      return drawNothing(text, in: area, on: &canvas)
    }
    let theme = canvas.theme
    var seen: Set<Int> = []
    // Both sub-layers of a block have the same pairs.
    let all = pictures(shared) { other in
      seen.insert(other.layer).inserted
        ? table(other, shared).map { picture($0, isChosen: other.layer == layer.layer, theme) } : nil
    }
    HeatPicture.draw(all, in: area, on: &canvas)
  }

  func table(_ shared: Shared) -> DataTable? {
    var seen: Set<Int> = []
    let tables = shared.run.state.layers.compactMap { layer in
      seen.insert(layer.layer).inserted ? table(layer, shared).map { (layer, $0) } : nil
    }
    return DataTable(counts: tables, row: "expert_a", column: "expert_b")
  }

  private func picture(_ table: CountTable, isChosen: Bool, _ theme: Theme) -> HeatPicture {
    let total = max(table.total, 1)
    let (values, caption): ([[Double]], String) =
      switch normalization {
      case .all: (table.values.map { $0.map { $0 / total } }, "% of all tokens: expert of a (down) × of b (across)")
      case .row: (table.rowShares, "% of the row's tokens: expert of a (down) × of b (across)")
      case .chance: (table.lift, "times as often as by chance: a (down) × b (across)")
      }
    return HeatPicture(
      values: values, measure: normalization == .chance ? .lift : .share, caption: caption,
      rowLabels: (0..<table.rows).map { "a\($0)" }, columnLabels: (0..<table.columns).map { "b\($0)" },
      selected: isChosen ? row.map { (min($0, table.rows - 1), min(column, table.columns - 1)) } : nil,
      remark: remark(table, row: isChosen ? row : nil, theme))
  }

  /// The chosen pair in numbers, or how many pairs there are.
  private func remark(_ table: CountTable, row: Int?, _ theme: Theme) -> [Span] {
    guard let row, row < table.rows, column < table.columns else {
      let used = table.values.joined().count { $0 > 0 }
      return [
        Span("\(used) of \(table.rows * table.columns)", theme[.value]), Span(" pairs are used", theme[.muted]),
      ]
    }
    let lift = table.lift[row][column]
    return [
      Span("a\(row)", theme[.title]), Span(" then ", theme[.muted]), Span("b\(column)", theme[.title]),
      Span(": \(grouped(Int(table.values[row][column]))) tokens", theme[.value]),
      Span(lift.isFinite ? ", \(decimal(lift, 2))\(theme.glyphs.times) chance" : "", theme[.value]),
    ]
  }
}
