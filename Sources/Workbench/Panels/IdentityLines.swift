internal import Experiment
internal import TerminalUI

/// The two identities of the ledger with the numbers of one step, and whether all books balance.
struct IdentityLines {
  private let total: ExpertFigures
  private let imbalance: String?
  private let checked: Int

  init(_ shared: Shared, at index: Int) {
    var total = ExpertFigures(expert: -1)
    for layer in shared.run.state.layers where index < layer.count {
      func count(_ column: LedgerColumn) -> Int { Int(layer.totals(column)[index]) }
      total.add(
        ExpertFigures(
          expert: -1, routed: count(.routed), kept: count(.kept), dropped: count(.dropped), padded: count(.padded),
          rectified: count(.rectified), filled: count(.filled)))
    }
    self.total = total
    imbalance = shared.run.state.imbalance
    checked = shared.run.state.ledgersChecked
  }

  func paragraph(_ theme: Theme, width: Int) -> Paragraph {
    // The columns of both lines stand below one another, whatever the step.
    let column = max(6, grouped(max(total.routed, total.slots)).count)
    func fact(_ name: String, _ value: Int, _ role: Role) -> [Span] {
      [Span(name, theme[.muted]), Span(fitted(grouped(value), to: column + 1, alignment: .right), theme[role])]
    }
    let (equals, plus) = ([Span(" = ", theme[.muted])], [Span(" + ", theme[.muted])])
    let kept = fact("kept", total.kept, .kept)
    let routed = fact("routed", total.routed, .value) + equals + kept + plus + fact("dropped", total.dropped, .dropped)
    var slots = fact("slots ", total.slots, .value) + equals + kept + plus + fact("padded ", total.padded, .padded)
    if total.filled > 0 { slots += plus + fact("filled", total.filled, .filled) }
    return Paragraph([routed, slots])
  }

  func drawBalance(in row: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    if let imbalance {
      canvas.text("\(theme.glyphs.cross) \(imbalance)", in: row, style: theme[.bad], alignment: .right)
    } else {
      let text = "\(theme.glyphs.check) books balance"
      canvas.text(text, in: row.splitRight(displayWidth(of: text)).right, style: theme[.ok], alignment: .right)
    }
  }
}
