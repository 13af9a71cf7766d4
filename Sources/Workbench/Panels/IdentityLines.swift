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
    let column = width >= 58 ? 9 : 7
    func number(_ value: Int, _ role: Role) -> Span {
      Span(fitted(column > 7 ? grouped(value) : String(value), to: column, alignment: .right), theme[role])
    }
    func word(_ text: String) -> Span { Span(text, theme[.muted]) }
    let narrow = width < 58
    let routed = [
      word("routed"), number(total.routed, .value), word(" = "), number(total.kept, .kept), word(" kept + "),
      number(total.dropped, .dropped), word(narrow ? " drop" : " dropped"),
    ]
    var slots = [
      word("slots "), number(total.slots, .value), word(" = "), number(total.kept, .kept), word(" kept + "),
    ]
    if total.filled > 0 { slots += [number(total.filled, .filled), word(narrow ? " fill + " : " filled + ")] }
    slots += [number(total.padded, .padded), word(narrow ? " pad" : " padded")]
    if total.filled == 0, !narrow { slots += [word(" + 0 filled")] }
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
