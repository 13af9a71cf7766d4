internal import Experiment
internal import Forecasting
internal import TerminalUI

extension CommandID {
  static let learningAxis: CommandID = "loss.learning.axis"
  static let learningEach: CommandID = "loss.learning.each"
}

/// Loss by position with the law that is fitted to it, and how fast the loss falls at each position.
struct LearningView: PanelView {
  private(set) var series = CheckpointSeries()
  private(set) var learning: LearningByPosition?
  /// How positions are scaled.
  private(set) var axis = AxisScale.log
  /// Whether each position is shown instead of means of groups.
  private(set) var showsEach = false

  let name = "loss.learning"
  let word = "by position"
  let subjects: RunSubject = .text
  var commands: [Binding] {
    [
      binding([.character("x")], .learningAxis, "x axis", "positions logarithmic or linear", rank: 10),
      binding([.character("b")], .learningEach, "each", "each position, or means of groups of positions", rank: 11),
    ]
  }

  func detail(_ shared: Shared) -> String {
    "\(showsEach ? "each" : "groups") · \(axis.rawValue) · "
      + (series.steps.last.map { "evaluation at \(grouped($0))" } ?? "no evaluation")
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    if command == .learningAxis { axis = axis == .log ? .linear : .log }
    if command == .learningEach { showsEach.toggle() }
    return nil
  }

  mutating func prepare(_ shared: Shared) {
    let before = series.checkpoints
    series.update(shared)
    guard series.checkpoints != before else { return }
    learning = nil
    guard let range, let table = try? LossTable(series.checkpoints) else { return }
    learning = LearningByPosition(table, tokens: range)
  }

  /// The later half of the checkpoints: the first ones learn what is common to all positions.
  private var range: ClosedRange<Int>? {
    let checkpoints = series.checkpoints
    guard checkpoints.count >= 4 else { return nil }
    return checkpoints[checkpoints.count / 2 - 1].tokens...checkpoints[checkpoints.count - 1].tokens
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    guard let fit = series.fits.last, let checkpoint = series.checkpoints.last else {
      let text =
        series.unusable > 0
        ? "no curve: losses at \(LossTable.fewestPositions) or more positions are needed, all finite"
        : shared.missing("losses by position")
      return drawNothing(text, in: area, on: &canvas)
    }
    let theme = canvas.theme
    let isSplit = area.height >= 15
    let isBeside = area.width >= 110
    let (curve, rest): (Rect, Rect) =
      isBeside
      ? { ($0.left, $0.rest.inset(left: 2)) }(area.splitLeft((area.width - 2) / 2))
      : { ($0.top, $0.rest) }(area.splitTop(isSplit ? (area.height + 1) / 2 : area.height - 1))
    drawCurve(fit, checkpoint, in: curve, on: &canvas)
    if rest.height >= 5 {
      drawRates(in: rest, on: &canvas)
    } else {
      canvas.text(theme.glyphs.printable(summary), in: rest.row(0), style: theme[.muted])
    }
  }

  private func drawCurve(
    _ fit: CheckpointFit, _ checkpoint: LossTable.Checkpoint, in area: Rect, on canvas: inout Canvas
  ) {
    let theme = canvas.theme
    let known =
      fit.isAtBound
      ? "a0 and a1 are not separately known" : "a0 \(decimal(fit.a0, 3))  a1 \(decimal(fit.a1 ?? .nan, 3))"
    canvas.draw(
      Paragraph([
        [
          Span("a0/(1 + a1\(theme.glyphs.times)i) + a2  ", theme[.muted]), Span(known, theme[.value]),
          Span("  a2 \(decimal(fit.a2, 3))  rmse \(decimal(fit.error, 3))", theme[.value]),
        ]
      ]), in: area.row(0))
    let groups = groups
    let xs = groups.map(PositionGroups.place)
    let law = checkpoint.losses.indices.map { fit.loss(at: $0 + 1) }
    let lines = [
      ChartSeries("loss", xs: xs, ys: PositionGroups.means(of: checkpoint.losses, in: groups), colorIndex: 1),
      ChartSeries("law", xs: xs, ys: PositionGroups.means(of: law, in: groups), colorIndex: 2, isDotted: true),
    ]
    canvas.draw(LineChart(lines, xScale: axis), in: area.inset(top: 1))
  }

  private func drawRates(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let lines = wrapped(theme.glyphs.printable(summary), to: max(1, area.width)).prefix(area.height >= 7 ? 2 : 1)
    for (row, line) in lines.enumerated() { canvas.text(line, in: area.row(row), style: theme[.muted]) }
    guard let learning else { return }
    let groups = groups
    let xs = groups.map(PositionGroups.place)
    let rates = learning.rates(in: groups)
    canvas.draw(
      LineChart(
        [
          ChartSeries("", xs: xs, ys: rates.map { $0.rate - $0.error }, colorIndex: 0, isFaint: true),
          ChartSeries("", xs: xs, ys: rates.map { $0.rate + $0.error }, colorIndex: 0, isFaint: true),
          ChartSeries("fall", xs: xs, ys: rates.map(\.rate), colorIndex: 0),
          ChartSeries("mean", xs: xs, ys: xs.map { _ in learning.mean }, colorIndex: 3, isDotted: true),
        ], xScale: axis), in: area.inset(top: lines.count))
  }

  /// What is drawn at one place.
  private var groups: [ClosedRange<Int>] {
    showsEach ? (0..<series.positions).map { $0 + 1...$0 + 1 } : PositionGroups.ranges(series.positions)
  }

  /// Whether all positions learn alike, in words and one number.
  private var summary: String {
    guard let learning, let range, let first = series.checkpoints.firstIndex(where: { $0.tokens == range.lowerBound })
    else { return "how fast positions learn: \(series.checkpoints.count) evaluations, at least 4 are needed" }
    let steps = "steps \(grouped(series.steps[first])) to \(grouped(series.steps.last ?? 0))"
    guard learning.unevenness.isFinite else { return "the mean loss does not fall over \(steps)" }
    let beyond = learning.unevennessBeyondScatter * 100
    // There are at least 4 positions, so that both parts have some.
    let head = Int(Double(learning.rates.count).squareRoot().rounded(.up))
    let parts = PositionGroups.means(of: learning.rates, in: [1...head, head + 1...learning.rates.count])
    return "\(steps): \(decimal(learning.mean, 3)) nats per factor e of tokens (positions 1 to \(head):"
      + " \(decimal(parts[0], 3)), later: \(decimal(parts[1], 3))); "
      + (beyond < 1 ? "all learn alike, but for chance" : "they differ by \(decimal(beyond, 0)) % beyond chance")
  }
}
