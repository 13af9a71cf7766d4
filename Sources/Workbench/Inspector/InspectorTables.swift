internal import TerminalUI

/// How often the most frequent id occurs, the second, and so on; both axes logarithmic.
struct InspectorRanks: Widget {
  var state: InspectorState

  func draw(in area: Rect, on canvas: inout Canvas) {
    let lines = state.inspection.sides.enumerated().map { index, side in
      let ranks = InspectorRanks.ranks(upTo: side.falling.count)
      return ChartSeries(
        side.name, xs: ranks.map(Double.init), ys: ranks.map { Double(side.falling[$0 - 1]) }, colorIndex: index)
    }
    let side = state.inspection.sides[state.side]
    // Of a scaffold token there is no count: the model never sees it.
    let place = state.symbol.flatMap { symbol in
      symbol.kind == .scaffold ? nil : symbol.ids.first.map { side.placesByCount[$0] }
    }
    canvas.draw(
      LineChart(
        lines, yScale: .log, xScale: .log, cursor: place.map(Double.init), emptyText: "no token in this text"), in: area
    )
  }

  /// Ranks from 1 about as far apart as columns on a logarithmic axis are.
  private static func ranks(upTo count: Int) -> [Int] {
    var (ranks, rank) = ([Int](), 1.0)
    while Int(rank) < count {
      ranks.append(Int(rank))
      rank = max(rank + 1, rank * 1.02)
    }
    if count > 0 { ranks.append(count) }
    return ranks
  }
}

/// The scaffold tokens that were built in the text shown, and what they were taken apart into.
struct InspectorScaffolds: Widget {
  var state: InspectorState

  func draw(in area: Rect, on canvas: inout Canvas) {
    let side = state.inspection.sides[state.side]
    let glyphs = canvas.theme.glyphs
    func quoted(_ bytes: [UInt8]) -> String { "'\(visibleText(of: bytes, glyphs: glyphs))'" }
    let rows = side.scaffolds.map { symbol, count -> [Table.Field] in
      let pieces = side.symbols[symbol].ids.map { quoted(side.bytes(ofID: $0)) }
      return [
        .init(grouped(count), role: .value), .init(quoted(side.symbols[symbol].bytes), role: .rectified),
        .init(pieces.joined(separator: " + ")),
      ]
    }
    let knows = side.symbols.contains { $0.kind == .scaffold }
    canvas.draw(
      Table(
        columns: [
          .init("times", alignment: .right, priority: 1), .init("scaffold", minimum: 8, maximum: 24, priority: 3),
          .init("taken apart into", minimum: 8, priority: 2, grows: true),
        ], rows: rows, selected: rows.isEmpty ? nil : state.scaffold,
        emptyText: knows ? "none is built in this text" : "a tokenizer without scaffolds"), in: area.widened)
  }
}

/// The measures of the whole text, one column for each tokenizer.
struct InspectorMeasures: Widget {
  var state: InspectorState

  func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let rows = state.inspection.measures
    guard let heading = rows.first, heading.count > 1 else { return }
    let note = "losses of models compare in bits a byte only"
    let (upper, foot) = area.splitBottom(area.height > 5 && state.inspection.sides.count > 1 ? 1 : 0)
    let printable = { (text: String) in theme.glyphs.printable(sanitized(text)) }
    canvas.draw(
      Table(
        columns: [.init("", minimum: 10, priority: 5, grows: true)]
          + heading.dropFirst().enumerated().map {
            .init(printable($1), alignment: .right, maximum: 28, priority: 4 - $0)
          },
        rows: rows.dropFirst().map { row in
          row.enumerated().map { .init(printable($1), role: $0 == 0 ? .muted : .value) }
        }, offset: state.measureOffset), in: upper.widened)
    if !foot.isEmpty { canvas.text(note, in: foot, style: theme[.muted]) }
  }
}
