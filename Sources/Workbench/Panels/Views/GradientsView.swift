internal import Experiment
internal import TerminalUI

/// How much of the layer's gradient falls to each expert, against the rows that it computed.
struct GradientsView: PanelView {
  let name = "experts.gradients"
  let word = "gradients"
  let subjects: RunSubject = [.text, .ledgers]
  var commands: [Binding] { arrows(vertical: "expert", horizontal: "layer") }

  func detail(_ shared: Shared) -> String {
    let evaluation = shared.evaluation.map { "step \(grouped($0.step))" } ?? "no evaluation"
    return "\(layerName(shared)) · \(evaluation)"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    switch command {
    case .cellUp: shared.moveExpert(by: -1)
    case .cellDown: shared.moveExpert(by: 1)
    case .cellLeft: shared.moveLayer(by: -1)
    case .cellRight: shared.moveLayer(by: 1)
    default: break
    }
    return nil
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    guard let layer = shared.layer, let measures = shared.layerMeasures, !measures.gradientShares.isEmpty,
      measures.rowShares.count == measures.gradientShares.count, measures.rowShares.count == layer.experts
    else { return drawNothing(shared.missing("gradients by expert"), in: area, on: &canvas) }
    let theme = canvas.theme
    let rows = measures.rowShares.map(Double.init)
    let gradients = measures.gradientShares.map(Double.init)
    let top = (rows + gradients).filter(\.isFinite).max() ?? 0
    let label = String(layer.experts - 1).count
    // label, two times bar and number, ratio.
    let bar = max(0, min(48, (area.width - label - 2 - 2 * 9 - 8) / 2))
    let hasCaption = area.height >= 4
    if hasCaption {
      let caption = "shares of the layer's rows and of its squared gradient, and their ratio"
      canvas.text(theme.glyphs.printable(caption), in: area.row(0), style: theme[.muted])
      let head = area.row(1)
      canvas.text("rows", x: head.x + label + 2, y: head.y, style: theme[.axis], limit: bar + 8)
      canvas.text("gradient", x: head.x + label + bar + 11, y: head.y, style: theme[.axis], limit: bar + 8)
      canvas.text(
        "ratio", in: Rect(x: head.x + label + 2 * bar + 20, y: head.y, width: 8, height: 1).intersection(head),
        style: theme[.axis], alignment: .right)
    }
    let body = area.inset(top: hasCaption ? 2 : 0)
    let first = Table.visibleOffset(0, selected: shared.selection.expert, count: rows.count, height: body.height)
    for (line, expert) in (first..<min(rows.count, first + body.height)).enumerated() {
      let (row, gradient) = (rows[expert], gradients[expert])
      let ratio = row > 0 ? gradient / row : .nan
      func part(_ value: Double, _ role: Role) -> [Span] {
        let share = top > 0 && value.isFinite ? value / top : 0
        let number = value.isFinite ? decimal(value * 100, 1) + "%" : "-"
        return [
          Span(barText(share, width: bar, glyphs: theme.glyphs), theme[role]),
          Span(fitted(number, to: 7, alignment: .right) + "  ", theme[.value]),
        ]
      }
      let times = ratio.isFinite ? decimal(ratio, 2) + theme.glyphs.times : "-"
      let role: Role = ratio.isFinite && (ratio >= 1.5 || ratio < 0.5) ? .expertHot : .value
      let spans =
        [Span(fitted(String(expert), to: label, alignment: .right) + "  ", theme[.axis])] + part(row, .kept)
        + part(gradient, .filled) + [Span(fitted(times, to: 8, alignment: .right), theme[role])]
      let place = body.row(line)
      canvas.draw(Paragraph([spans]), in: place)
      if expert == shared.selection.expert {
        canvas.highlight(Rect(x: place.x, y: place.y, width: label + 1, height: 1))
      }
    }
  }
}
