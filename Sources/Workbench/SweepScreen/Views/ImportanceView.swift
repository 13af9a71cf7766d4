internal import Experiment
internal import Sweeps
internal import TerminalUI

/// How much each axis matters: the share of the variance of the final objective between its values, η².
struct ImportanceView: Widget {
  let state: SweepState

  func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let known = state.snapshot.report.importances.filter { $0.share != nil }
      .sorted { ($0.share ?? 0) > ($1.share ?? 0) }
    guard !known.isEmpty else {
      let text = "too few trials are completed to say which axis matters"
      return canvas.draw(Paragraph(text, style: theme[.muted], wrappedTo: area.width), in: area)
    }
    let name = min(18, known.map { displayWidth(of: $0.key) }.max() ?? 0)
    let bar = max(6, min(24, area.width - name - 22))
    var lines: [[Span]] = []
    for item in known {
      let (share, chance) = (item.share ?? 0, item.chance ?? 0)
      lines.append([
        Span(fitted(theme.glyphs.printable(item.key), to: name, ellipsis: theme.glyphs.ellipsis) + " ", theme[.title]),
        Span(barText(share, width: bar, glyphs: theme.glyphs), theme[share > chance ? .ok : .muted]),
        Span(fitted("\(decimal(100 * share, 0)) %", to: 6, alignment: .right), theme[.value]),
        Span(" chance \(decimal(100 * chance, 0)) %", theme[.muted]),
      ])
      let levels = item.levels.map { "\($0.label) \(decimal($0.mean, 3))" }.joined(separator: "  ")
      lines.append([Span("  " + theme.glyphs.printable(levels), theme[.muted])])
    }
    canvas.draw(Paragraph(lines), in: area)
  }
}
