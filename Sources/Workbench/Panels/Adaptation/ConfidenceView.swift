internal import Experiment
internal import Sessions
internal import TerminalUI

extension CommandID {
  static let confidenceScale: CommandID = "targets.confidence.scale"
}

/// How sure the model is of its targets: counts by the entropy of the prediction over ln C, right ones below wrong ones,
/// with the two thresholds that part easy, hard and outlying targets.
struct ConfidenceView: PanelView {
  /// Whether every column is as high as the others: the share of right ones among targets that are equally sure.
  private(set) var showsShares = false

  let name = "targets.confidence"
  let word = "confidence"
  let subjects: RunSubject = .adaptation
  var commands: [Binding] {
    [
      binding(
        [.character("n")], .confidenceScale, showsShares ? "counts" : "shares",
        "numbers of targets, or the shares of right and wrong ones in each column", rank: 10)
    ]
  }

  func detail(_ shared: Shared) -> String {
    guard let counts = ConfidenceCounts(shared) else { return "" }
    return "\(grouped(counts.count)) targets\(showsShares ? " · % of the column" : "")"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    if command == .confidenceScale { showsShares.toggle() }
    return nil
  }

  func table(_ shared: Shared) -> DataTable? {
    guard let counts = ConfidenceCounts(shared) else { return nil }
    let bins = counts.right.count
    return DataTable(
      columns: ["entropy_from", "entropy_to", "right", "wrong"],
      rows: (0..<bins).map { bin in
        [
          .double(Double(bin) / Double(bins)), .double(Double(bin + 1) / Double(bins)), .double(counts.right[bin]),
          .double(counts.wrong[bin]),
        ]
      })
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    guard let counts = ConfidenceCounts(shared) else {
      let text =
        shared.matrix("confidence") == nil
        ? "no evaluation yet: it tells how sure the model is of its targets"
        : "the table of confidences has no rows of counts of right and wrong targets"
      return drawNothing(text, in: area, on: &canvas)
    }
    let columns = zip(counts.right, counts.wrong).map { right, wrong -> [Bars.Part] in
      let whole = showsShares ? max(right + wrong, .leastNormalMagnitude) / 100 : 1
      return [.init(right / whole, .kept), .init(wrong / whole, .dropped)]
    }
    let isTall = area.height >= 9
    let parts = area.rows([.fixed(isTall ? 2 : 1), .share(1), .fixed(isTall ? 2 : area.height >= 6 ? 1 : 0)])
    let marks = counts.thresholds.enumerated().compactMap { place, threshold in
      threshold.map {
        StackedColumns.Mark(
          share: $0, glyph: place == 0 ? theme.glyphs.fairLine : theme.glyphs.capacityLine, role: .capacity)
      }
    }
    let chart = StackedColumns(columns, top: showsShares ? 100 : nil, marks: marks, emptyText: "no target was counted")
    canvas.draw(chart, in: parts[1])
    drawKey(in: parts[0].row(0), on: &canvas)
    if isTall { drawZones(counts, chart.plot(in: parts[1]), parts[0].row(1), on: &canvas) }
    guard !parts[2].isEmpty else { return }
    if isTall {
      canvas.text(
        theme.glyphs.printable("entropy of the prediction over ln C: 0 is certain, 1 knows nothing"),
        in: parts[2].row(0), style: theme[.muted])
    }
    canvas.draw(readout(counts, theme), in: parts[2].row(parts[2].height - 1).widened)
  }

  private func drawKey(in row: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    var spans = [
      Span(theme.pattern(.kept), theme[.kept]), Span(" right  ", theme[.text]),
      Span(theme.pattern(.dropped), theme[.dropped]), Span(" wrong   ", theme[.text]),
    ]
    spans += [
      Span(theme.glyphs.fairLine, theme[.capacity]), Span(" easy up to here  ", theme[.text]),
      Span(theme.glyphs.capacityLine, theme[.capacity]), Span(" hard up to here, then outliers", theme[.text]),
    ]
    canvas.draw(Paragraph([spans]), in: row)
  }

  /// The names of the three parts above them, where they have room.
  private func drawZones(_ counts: ConfidenceCounts, _ plot: Rect, _ row: Rect, on canvas: inout Canvas) {
    guard let easy = counts.thresholds[0], let hard = counts.thresholds[1], easy <= hard, !plot.isEmpty else { return }
    func column(_ share: Double) -> Int { plot.x + Int(min(1, max(0, share)) * Double(plot.width)) }
    let ends = [plot.x, column(easy), column(hard), plot.maxX]
    for (place, name) in ["easy", "hard", "outliers"].enumerated() {
      let room = Rect(x: ends[place], y: row.y, width: ends[place + 1] - ends[place], height: 1)
      guard room.width >= name.count else { continue }
      canvas.text(name, in: room, style: canvas.theme[.title], alignment: .center)
    }
  }

  private func readout(_ counts: ConfidenceCounts, _ theme: Theme) -> StatusLine {
    let (right, wrong) = (counts.right.reduce(0, +), counts.wrong.reduce(0, +))
    var items = [
      StatusLine.Item(
        [
          Span(decimal(right, 0), theme[.value]), Span(" right, ", theme[.muted]),
          Span(decimal(wrong, 0), theme[.value]),
          Span(" wrong", theme[.muted]),
        ], priority: 5)
    ]
    for (place, name) in ["easy", "hard", "outlier"].enumerated() {
      let limit = place < 2 ? counts.thresholds[place] : counts.thresholds[1]
      let share = counts.shares[place]
      guard limit != nil || share.isFinite else { continue }
      let range = limit.map { " \(place < 2 ? "to" : "from") \(decimal($0, 3))" } ?? ""
      items.append(
        .init(
          [Span(name + range + " ", theme[.muted]), Span(percent(share), theme[.value])], priority: 10 - place))
    }
    return StatusLine(left: items, role: .text, gap: 2)
  }
}

/// How many targets of each confidence are right and wrong, as the latest evaluation says.
struct ConfidenceCounts {
  /// Equally wide columns of the entropy over ln C, from 0 to 1.
  let right: [Double]
  let wrong: [Double]
  /// `threshold.easy` and `threshold.hard`, where they are known.
  let thresholds: [Double?]
  /// Shares of right ones among easy, hard and outlying targets; NaN where they are not known.
  let shares: [Double]

  /// Targets in all.
  var count: Int { Int(min(1e15, right.reduce(0, +) + wrong.reduce(0, +))) }

  /// Nil where no evaluation has counts, or they do not fit their names.
  init?(_ shared: Shared) {
    guard let matrix = shared.matrix("confidence"), matrix.isWellFormed, !matrix.columns.isEmpty,
      let right = matrix.rows.firstIndex(of: "right"), let wrong = matrix.rows.firstIndex(of: "wrong")
    else { return nil }
    func counts(_ row: Int) -> [Double] { matrix.row(row).map { $0.isFinite && $0 > 0 ? Double($0) : 0 } }
    (self.right, self.wrong) = (counts(right), counts(wrong))
    thresholds = ["threshold.easy", "threshold.hard"].map { name in
      shared.figure(name).flatMap { $0.isFinite && (0...1).contains($0) ? $0 : nil }
    }
    shares = ["accuracy.easy", "accuracy.hard", "accuracy.outlier"].map { shared.figure($0) ?? .nan }
  }
}
