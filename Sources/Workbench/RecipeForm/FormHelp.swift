internal import Experiment
internal import TerminalUI

/// What is known of the chosen key: its help, what it takes, and what is wrong.
struct FormHelp: Widget {
  let state: RecipeFormState
  func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let glyphs = theme.glyphs
    func shown(_ text: String) -> String { glyphs.printable(sanitized(text)) }
    var lines: [[Span]] = []
    switch state.row {
    case .key(let key):
      let change = key.changeable ? "; may be changed while running" : ""
      let unit = key.unit.isEmpty ? "" : " (\(key.unit))"
      lines.append([Span(key.help, theme[.text])])
      lines.append([
        Span("\(key.expectation)\(unit), default \(RecipeDraft.text(key.standard))\(change)", theme[.muted])
      ])
    case .field(let field):
      lines.append([Span(field.help, theme[.text])])
      lines.append([Span("\(field.expectation); usual: \(field.usual)", theme[.muted])])
    case .table, nil: break
    }
    if state.edit?.isAxis == true {
      // While an axis is typed its spelling matters more than the key's own.
      lines = [
        lines.first ?? [],
        [Span("axis: a,b or start:end:step or log:start:end:count; empty: no axis", theme[.key])],
      ]
    }
    if let fault = state.edit.map({ $0.fault }) ?? faultAtRow {
      lines += wrapped(shown(fault), to: max(10, area.width - 2)).map { [Span("\(glyphs.cross) \($0)", theme[.bad])] }
    } else if state.edit != nil {
      lines.append([Span("\(glyphs.check) as it stands", theme[.ok])])
    } else if let other = state.draft.faults.first {
      lines.append([Span("\(glyphs.cross) \(shown(other))", theme[.bad])])
    }
    canvas.draw(Paragraph(lines.map { $0.map { Span(glyphs.printable($0.text), $0.style) } }), in: area)
  }

  private var faultAtRow: String? {
    switch state.row {
    case .key(let key): state.draft.fault(at: key)
    case .field(let field): field.fault(of: state.draft.text(of: field))
    case .table, nil: nil
    }
  }
}
