internal import Experiment
internal import TerminalUI

/// Which experts work on the same tokens.
struct TogetherView: PanelView {
  /// Whether cells say how often compared with chance, and not what share of the row's tokens.
  var byChance = false
  /// The expert across.
  private(set) var column = 0

  let name = "router.together"
  let word = "together"
  let subjects: RunSubject = [.text, .ledgers]
  var commands: [Binding] {
    [
      binding(
        [.character("n")], .normalize, "normalise", "share of the row's tokens, or times as often as by chance",
        rank: 10)
    ] + arrows(vertical: "expert", horizontal: "partner")
  }

  func detail(_ shared: Shared) -> String {
    let evaluation = shared.evaluation.map { "evaluation at \(grouped($0.step))" } ?? "no evaluation"
    return "\(layerName(shared)) · \(byChance ? "by chance" : "by share") · \(evaluation)"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    let experts = shared.layer?.experts ?? 1
    switch command {
    case .normalize: byChance.toggle()
    case .cellUp: shared.moveExpert(by: -1)
    case .cellDown: shared.moveExpert(by: 1)
    case .cellLeft: column = max(0, min(column, experts) - 1)
    case .cellRight: column = min(experts - 1, column + 1)
    default: break
    }
    return nil
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    guard let layer = shared.layer, let table = table(layer, shared) else {
      return drawNothing(shared.missing("which experts work together"), in: area, on: &canvas)
    }
    guard table.companionShares.joined().contains(where: { $0 > 0 }) else {
      let text = "every token has one expert here: no two work together"
      return drawNothing(text, in: area, on: &canvas)
    }
    let theme = canvas.theme
    let row = shared.selection.expert
    let all = pictures(shared) { other in
      self.table(other, shared).map { table in
        let isChosen = other.layer == layer.layer && other.part == layer.part
        return HeatPicture(
          values: byChance ? table.companionLift : table.companionShares, measure: byChance ? .lift : .share,
          caption: byChance
            ? "tokens of both experts, times as many as by chance"
            : "of the row's tokens, % that the column has as well",
          rowLabels: (0..<table.rows).map(String.init), columnLabels: (0..<table.columns).map(String.init),
          selected: isChosen ? row.map { ($0, min(column, table.columns - 1)) } : nil,
          remark: isChosen ? row.map { remark(table, row: $0, theme) } ?? [] : [], isDiagonalBlank: true)
      }
    }
    HeatPicture.draw(all, in: area, on: &canvas)
  }

  func table(_ shared: Shared) -> DataTable? {
    let tables = shared.run.state.layers.compactMap { layer in table(layer, shared).map { (layer, $0) } }
    return DataTable(counts: tables, row: "expert", column: "other")
  }

  private func table(_ layer: LayerHistory, _ shared: Shared) -> CountTable? {
    shared.evaluation.flatMap { shared.measures(of: layer, in: $0) }.flatMap {
      CountTable($0.coactivation, rows: layer.experts, columns: layer.experts)
    }
  }

  /// The chosen pair in numbers.
  private func remark(_ table: CountTable, row: Int, _ theme: Theme) -> [Span] {
    let column = min(column, table.columns - 1)
    guard row < table.rows, row != column else { return [] }
    let (share, lift) = (table.companionShares[row][column], table.companionLift[row][column])
    return [
      Span("\(row)", theme[.title]), Span(" with ", theme[.muted]), Span("\(column)", theme[.title]),
      Span(": \(grouped(Int(table.values[row][column]))) tokens", theme[.value]),
      Span(share.isFinite ? ", \(decimal(share * 100, 1)) %" : "", theme[.value]),
      Span(lift.isFinite ? ", \(decimal(lift, 2))\(theme.glyphs.times) chance" : "", theme[.value]),
    ]
  }
}
