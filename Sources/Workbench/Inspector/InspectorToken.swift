internal import Foundation
internal import TerminalUI

/// What is known of the token below the cursor: id, bytes, how often it occurs, and of what it was merged.
struct InspectorToken: Widget {
  var state: InspectorState

  private var side: Inspection.Side { state.inspection.sides[state.side] }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    guard let symbol = state.symbol else {
      canvas.text("no token here", in: area.row(0), style: theme[.muted])
      return
    }
    let lines = facts(symbol, theme) + tree(symbol, theme)
    canvas.draw(Paragraph(lines, offset: min(state.tokenOffset, max(0, lines.count - area.height))), in: area)
  }

  private func quoted(_ bytes: [UInt8], _ theme: Theme) -> String {
    "'\(visibleText(of: bytes, glyphs: theme.glyphs))'"
  }

  private func facts(_ symbol: Inspection.Symbol, _ theme: Theme) -> [[Span]] {
    func word(_ text: String) -> Span { Span(text, theme[.muted]) }
    func value(_ text: String) -> Span { Span(text, theme[.value]) }
    var first = [Span(quoted(symbol.bytes, theme), theme[.titleFocus])]
    switch symbol.kind {
    case .token: break
    case .special: first.append(Span("  special", theme[.key]))
    case .scaffold: first.append(Span("  scaffold: built, then taken apart", theme[.rectified]))
    }
    var lines = [first]
    let rank = symbol.rank.map { [word("  merge "), value(grouped($0 + 1))] } ?? []
    if symbol.kind == .scaffold {
      let pieces = symbol.ids.map { quoted(side.bytes(ofID: $0), theme) }.joined(separator: " + ")
      lines.append([word("into   "), value(pieces)])
      lines.append([word("ids    "), value(symbol.ids.map(grouped).joined(separator: " "))] + rank)
      let built = side.scaffolds.first { side.symbols[$0.symbol] == symbol }?.count ?? 0
      lines.append([word("built  "), value(grouped(built)), word(" times in the text shown")])
    } else if let id = symbol.ids.first, side.counts.indices.contains(id) {
      lines.append([word("id     "), value(grouped(id))] + rank)
      let count = side.counts[id]
      let share = side.tokens == 0 ? 0 : Double(count) / Double(side.tokens)
      lines.append([
        word("count  "), value(grouped(count)), word("  rank "), value(grouped(side.placesByCount[id])),
        word(" of "), value(grouped(side.counts.count)), word("  "),
        value(count > 0 ? decimal(-log2(share), 2) : "-"), word(" bits"),
      ])
    }
    let hex = symbol.bytes.prefix(24).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
    lines.append([
      word("bytes  "), value(grouped(symbol.bytes.count)),
      word("  " + hex.joined(separator: " ") + (symbol.bytes.count > 24 ? theme.glyphs.ellipsis : "")),
    ])
    if state.inspection.sides.count > 1 {
      let other = state.inspection.sides[1 - state.side]
      let pieces = state.counterparts.map { other.symbols[other.lines[state.line][$0]] }
      let isSame = pieces.count == 1 && pieces[0].bytes == symbol.bytes && pieces[0].kind == symbol.kind
      let text = pieces.map { quoted($0.bytes, theme) + ($0.kind == .scaffold ? " (scaffold)" : "") }
      lines.append([
        word("other  "),
        isSame ? word("the same token") : Span(text.joined(separator: " + "), theme.series(1 - state.side).style),
      ])
    }
    return lines
  }

  /// The merges that make a symbol, the last one first.
  private func tree(_ symbol: Inspection.Symbol, _ theme: Theme) -> [[Span]] {
    if symbol.parts.isEmpty {
      return [[Span(symbol.kind == .special ? "not merged: a special token" : "not merged: a byte", theme[.muted])]]
    }
    var lines: [[Span]] = [[Span("merged of", theme[.muted])]]
    let (branch, last, line) = theme.glyphs.isUnicode ? ("├ ", "╰ ", "│ ") : ("+ ", "+ ", "| ")
    func add(_ parts: [Int], _ indent: String) {
      for (place, part) in parts.enumerated() where lines.count < 200 {
        let isLast = place == parts.count - 1
        let child = side.symbols[part]
        var spans = [Span(indent + (isLast ? last : branch), theme[.grid])]
        spans.append(Span(quoted(child.bytes, theme), theme[child.kind == .scaffold ? .rectified : .text]))
        if child.kind == .scaffold { spans.append(Span(" scaffold", theme[.rectified])) }
        if let rank = child.rank { spans.append(Span("  merge \(grouped(rank + 1))", theme[.muted])) }
        if child.kind == .token, let id = child.ids.first, side.counts.indices.contains(id), child.rank != nil {
          spans.append(Span("  \(theme.glyphs.times)\(grouped(side.counts[id]))", theme[.muted]))
        }
        lines.append(spans)
        add(child.parts, indent + (isLast ? "  " : line))
      }
    }
    add(symbol.parts, "")
    return lines
  }
}
