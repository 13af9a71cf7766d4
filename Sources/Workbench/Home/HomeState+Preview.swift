internal import Experiment
internal import Sessions
internal import TerminalUI

extension HomeState {
  func drawPreview(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    if let document = currentDocument {
      func lines(_ text: String, _ role: Role) -> [[Span]] {
        let shown = theme.glyphs.printable(sanitized(text))
        return shown.isEmpty ? [[]] : wrapped(shown, to: max(1, area.width)).map { [Span($0, theme[role])] }
      }
      let fault = document.fault.map { lines($0, .bad) } ?? []
      return canvas.draw(Paragraph(fault + document.lines.flatMap { lines($0, .text) }), in: area)
    }
    guard let entry = currentEntry else { return }
    if case .damaged(let reason) = entry.condition {
      return canvas.draw(
        Paragraph(
          theme.glyphs.printable(sanitized("This session cannot be read: it \(reason).")), style: theme[.bad],
          wrappedTo: max(1, area.width)), in: area)
    }
    guard let summary = entry.summary else {
      return canvas.text("reading", in: area.row(0), style: theme[.muted])
    }
    // At 80 columns chart and facts share the width; wide screens have room for the recipe's keys.
    let facts = min(54, max(36, area.width * 2 / 5))
    let (left, right) = area.splitRight(area.width >= 60 ? (area.width >= 150 ? facts + 48 : facts) : 0)
    canvas.draw(chart(entry, width: left.width), in: left.inset(right: right.isEmpty ? 0 : 2))
    guard !right.isEmpty else { return }
    let (middle, keys) = right.splitRight(area.width >= 150 ? 46 : 0)
    canvas.draw(Paragraph(lines(entry, summary, theme)), in: middle)
    guard !keys.isEmpty, let preview, preview.path == entry.path else { return }
    let width = preview.changes.map { displayWidth(of: $0.key) }.max() ?? 0
    let changes = preview.changes.map { change in
      [
        Span(fitted(change.key, to: width) + " ", theme[.muted]),
        Span(theme.glyphs.printable(sanitized(change.value)), theme[.value]),
      ]
    }
    canvas.draw(Paragraph([[Span("keys that differ from their defaults", theme[.title])]] + changes), in: keys)
  }

  private func chart(_ entry: LibraryEntry, width: Int) -> LineChart {
    guard let preview, preview.path == entry.path else { return LineChart([], emptyText: "reading") }
    let curve = preview.curve
    let xs = curve.steps.map { Double($0) }
    let line = thinned(xs: xs, ys: smoothed(curve.losses, factor: 0.8), to: max(1, width))
    var series = [ChartSeries("train", xs: line.xs, ys: line.ys, colorIndex: entry.color)]
    if !curve.evaluatedSteps.isEmpty {
      series.append(
        ChartSeries(
          "held-out", xs: curve.evaluatedSteps.map { Double($0) }, ys: curve.heldOut, colorIndex: entry.color + 1))
    }
    return LineChart(series, yScale: .log, emptyText: "no step done yet")
  }

  private func lines(_ entry: LibraryEntry, _ summary: SessionSummary, _ theme: Theme) -> [[Span]] {
    let header = summary.header
    func value(_ text: String) -> Span { Span(theme.glyphs.printable(sanitized(text)), theme[.value]) }
    func word(_ text: String) -> Span { Span(theme.glyphs.printable(text), theme[.muted]) }
    var lines: [[Span]] = []
    if !entry.annotation.note.isEmpty {
      lines.append([word("note "), Span(value(entry.annotation.note).text, theme[.title])])
    }
    if entry.condition == .killed { lines.append([Span("killed: it has no end, and nobody writes it", theme[.warn])]) }
    if let finish = summary.finish, !finish.message.isEmpty {
      lines.append([
        Span(theme.glyphs.printable(sanitized(finish.message)), theme[finish.reason == .failed ? .bad : .text])
      ])
    }
    if let shape = header.moeLayers.first {
      lines.append([
        value(shape.router), word(" "), value("\(shape.k)"), word(" of "), value("\(shape.experts)"),
        word(", "), value("\(header.layers)"), word(" layers, "), value("\(shape.devices)"), word(" devices"),
      ])
    } else {
      lines.append([value("dense"), word("  "), value("\(header.layers)"), word(" layers")])
    }
    let inUse = header.parametersInUse
    lines.append([
      value(compact(Double(header.totalParameters))), word(" parameters, "),
      value(compact(Double(inUse.count))), word(" \(inUse.word)"),
    ])
    func number(_ value: Double?) -> String { value.map { decimal($0, 3) } ?? "–" }
    lines.append([
      word("held-out "), value(number(summary.heldOutLoss)),
      word(summary.score == nil ? ", bits/byte " : ", score "), value(number(summary.score ?? summary.heldOutBits)),
    ])
    lines.append([
      word("best "), value(number(summary.bestHeldOutLoss)), word(", train "), value(number(summary.lastLoss)),
      word(", step "), value(grouped(summary.lastStep ?? 0)),
    ])
    let pace = summary.seconds > 0 ? Double(summary.tokens) / summary.seconds : .nan
    lines.append([
      value(compact(Double(summary.tokens))), word(" tokens in "), value(duration(seconds: summary.seconds)),
      word(", "), value(pace.isFinite ? compact(pace) : "–"), word(" a second"),
    ])
    lines.append([
      word("seed "), value("\(header.seed)"), word(", "), value(bytes(entry.bytes)),
      word(entry.hasCheckpoint ? ", has a checkpoint" : ", no checkpoint"),
    ])
    if summary.alerts > 0 {
      lines.append([Span("\(grouped(summary.alerts)) alert\(summary.alerts == 1 ? "" : "s")", theme[.warn])])
    }
    lines.append([word("data "), value(header.domains.joined(separator: ", "))])
    lines.append([word("on "), value(header.machine.processor), word(", \(header.machine.threads) threads")])
    lines.append([word("file "), value(entry.fileName), word(", \(header.version)")])
    return lines
  }
}
