internal import Experiment
internal import Sessions
internal import TerminalUI

/// How many tokens are left after each block, and what that saves.
struct TokensPanel: Panel {
  let name = "tokens"
  let title = "Tokens"
  let word = "left"
  let subjects: RunSubject = .pictures
  var commands: [Binding] { [] }

  func claim(_ shared: Shared) -> PanelClaim {
    PanelClaim(name, minimum: Size(34, 8), widthShare: 22, heightShare: 18, priority: 88)
  }

  func detail(_ shared: Shared) -> String {
    guard let last = shared.matrix("tokens")?.row(0).last else { return "" }
    return "\(decimal(Double(last), 0)) at the end"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? { nil }

  func table(_ shared: Shared) -> DataTable? {
    guard let matrix = shared.matrix("tokens") else { return nil }
    return DataTable(
      columns: ["block", "tokens"],
      rows: zip(matrix.columns, matrix.row(0)).map { [.text($0), .double(Double($1))] })
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    guard let matrix = shared.matrix("tokens"), let most = matrix.row(0).filter(\.isFinite).max() else {
      return drawNothing("no evaluation yet: it tells how many tokens are left", in: area, on: &canvas)
    }
    let facts = facts(shared, theme)
    let (upper, foot) = area.splitBottom(area.height > facts.count + 4 ? facts.count + 1 : 0)
    // An image begins with as many tokens as the header says.
    let start = max(Double(most), Double(shared.run.state.header?.sequenceLength ?? 0))
    var before = start
    let bars = zip(matrix.columns, matrix.row(0)).map { block, tokens in
      let (left, gone) = (Double(tokens), max(0, before - Double(tokens)))
      before = left
      let tail =
        fitted(decimal(left, 0), to: 4, alignment: .right) + fitted(gone > 0 ? " -\(decimal(gone, 0))" : "", to: 5)
      return Bars.Bar(
        theme.glyphs.printable(sanitized(block)), [Bars.Part(left, .kept), Bars.Part(gone, .dropped)],
        tail: [Span(tail, theme[.value])])
    }
    canvas.draw(Bars(bars, scale: start, showsScale: false), in: upper)
    for (line, spans) in facts.enumerated() where !foot.isEmpty {
      canvas.line(spans, x: foot.x, y: foot.row(line + 1).y, limit: foot.width)
    }
  }

  /// Work and speed against the same model without merging.
  private func facts(_ shared: Shared, _ theme: Theme) -> [[Span]] {
    var lines: [[Span]] = []
    if let work = shared.figure("gflops_per_image") {
      lines.append([Span("work   ", theme[.muted]), Span("\(decimal(work, 2)) GFLOP an image", theme[.value])])
    }
    if let rate = shared.figure("images_per_second"), rate.isFinite {
      var spans = [Span("speed  ", theme[.muted]), Span("\(decimal(rate, 1)) images a second", theme[.value])]
      if let plain = shared.figure("plain_images_per_second"), plain > 0 {
        spans.append(
          Span(" \(theme.glyphs.dot) \(decimal(rate / plain, 2))\(theme.glyphs.times) without merging", theme[.title]))
      }
      lines.append(spans)
    }
    return lines
  }
}
