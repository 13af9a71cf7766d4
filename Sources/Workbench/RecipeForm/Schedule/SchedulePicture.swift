internal import TerminalUI

/// The editor of a merging schedule: a row a block with its tokens, and what the whole costs.
struct SchedulePicture: Widget {
  let editor: ScheduleEditor

  private static let head =
    fitted("before", to: 6, alignment: .right) + fitted("removed", to: 9, alignment: .right)
    + fitted("left", to: 6, alignment: .right)

  func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let totals = totals(theme)
    let (upper, foot) = area.splitBottom(area.height >= totals.count + 5 ? totals.count + 1 : 0)
    let (titles, rows) = upper.splitTop(upper.height >= 4 ? 1 : 0)
    let counts = editor.cost.counts
    let bars = editor.cost.removed.enumerated().map { block, removed in
      func number(_ value: Int, _ width: Int) -> String { fitted(grouped(value), to: width, alignment: .right) }
      let isChosen = block == editor.selected
      return Bars.Bar(
        (isChosen ? theme.glyphs.pointer : " ") + "block \(block)",
        [Bars.Part(Double(counts[block + 1]), .kept), Bars.Part(Double(removed), .dropped)],
        tail: [
          Span(number(counts[block], 6), theme[.muted]),
          Span(number(removed, 9), removed > 0 ? theme[.dropped] : theme[.muted]),
          Span(number(counts[block + 1], 6), theme[.value]),
        ])
    }
    let offset = max(0, min(editor.selected - rows.height / 2, bars.count - rows.height))
    canvas.draw(
      Bars(
        bars, scale: Double(max(1, editor.cost.tokens)), selected: editor.selected, offset: offset, showsScale: false),
      in: rows)
    if !titles.isEmpty {
      let more = bars.count > rows.height ? "\(bars.count) blocks" : ""
      canvas.text(more, in: titles.row(0), style: theme[.muted])
      canvas.text(Self.head, in: titles.row(0), style: theme[.title], alignment: .right)
    }
    for (line, spans) in totals.enumerated() where !foot.isEmpty {
      canvas.line(spans, x: foot.x, y: foot.row(line + 1).y, limit: foot.width)
    }
  }

  private func totals(_ theme: Theme) -> [[Span]] {
    let cost = editor.cost
    func line(_ name: String, _ value: String, _ note: String) -> [Span] {
      [
        Span(fitted(name, to: 8), theme[.muted]), Span(theme.glyphs.printable(value), theme[.value]),
        Span("  " + theme.glyphs.printable(note), theme[.muted]),
      ]
    }
    let ratio = cost.ratio.isFinite ? decimal(cost.ratio, 2) : "–"
    let speed = cost.expectation
    return [
      line(
        "tokens", grouped(cost.counts.last ?? 0) + " left", "of \(grouped(cost.tokens)), the class token among them"),
      line("work", decimal(cost.gflops, 3) + " GFLOP an image", "\(decimal(cost.plainGflops, 3)) without merging"),
      line("saving", ratio + " times less work", ""), line("speed", speed.value, speed.reason),
    ]
  }
}
