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
    guard let layer = shared.layer, let measures = shared.layerMeasures,
      let table = CountTable(measures.coactivation, rows: layer.experts, columns: layer.experts)
    else { return drawNothing(shared.missing("which experts work together"), in: area, on: &canvas) }
    let shares = table.companionShares
    guard shares.joined().contains(where: { $0 > 0 }) else {
      let text = "every token has one expert here: no two work together"
      return drawNothing(text, in: area, on: &canvas)
    }
    let theme = canvas.theme
    let lift = table.companionLift
    let row = shared.selection.expert
    var remark: [Span] = []
    if let row, row < table.rows, column < table.columns, row != column, shares[row][column].isFinite {
      remark = [
        Span("\(row)", theme[.title]), Span(" and ", theme[.muted]), Span("\(column)", theme[.title]),
        Span(": \(grouped(Int(table.values[row][column]))) tokens, ", theme[.value]),
        Span("\(decimal(shares[row][column] * 100, 1)) %, ", theme[.value]),
        Span("\(decimal(lift[row][column], 2))\(theme.glyphs.times)", theme[.value]),
      ]
    }
    HeatPicture(
      values: byChance ? lift : shares, measure: byChance ? .lift : .share,
      caption: byChance
        ? "tokens of both experts, times as many as their loads make likely"
        : "of the row's tokens, % that the column's expert has as well",
      rowLabels: (0..<table.rows).map(String.init), columnLabels: (0..<table.columns).map(String.init),
      selected: row.map { ($0, min(column, table.columns - 1)) }, remark: remark
    ).draw(in: area, on: &canvas)
  }
}
