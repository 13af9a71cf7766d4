internal import Experiment
internal import Sessions
internal import TerminalUI

/// The share of pictures that are recognised, over the evaluations: on validation pictures, and on test pictures where
/// evaluations have them.
struct AccuracyView: PanelView {
  let name = "loss.accuracy"
  let word = "accuracy"
  let subjects: RunSubject = .pictures
  var commands: [Binding] { [] }

  func detail(_ shared: Shared) -> String { "% of the pictures · x: step" }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? { nil }

  /// What is drawn, and the figure's name.
  private static let kinds = [(word: "validation", figure: "accuracy"), (word: "test", figure: "accuracy.test")]

  private func curve(_ figure: String, _ shared: Shared) -> [(step: Int, value: Double)] {
    shared.run.state.evaluations.compactMap { evaluation in
      evaluation.figure(figure).map { (evaluation.step, 100 * $0) }
    }
  }

  func table(_ shared: Shared) -> DataTable? {
    let rows = shared.run.state.evaluations.compactMap { evaluation -> [DataTable.Cell]? in
      guard let accuracy = evaluation.figure("accuracy") else { return nil }
      return [
        .integer(evaluation.step), .double(accuracy), evaluation.figure("accuracy.test").map { .double($0) } ?? .none,
        .double(evaluation.loss),
      ]
    }
    return rows.isEmpty ? nil : DataTable(columns: ["step", "accuracy", "accuracy_test", "loss"], rows: rows)
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let curves = Self.kinds.map { (word: $0.word, points: curve($0.figure, shared)) }
    var lines = curves.enumerated().map { place, curve in
      ChartSeries(
        curve.word, xs: curve.points.map { Double($0.step) }, ys: curve.points.map(\.value), colorIndex: place)
    }
    lines.removeAll { $0.xs.isEmpty }
    let (upper, foot) = area.splitBottom(area.height >= 6 ? 1 : 0)
    let cursor = shared.isInspecting ? Double(shared.step) : nil
    canvas.draw(LineChart(lines, cursor: cursor, emptyText: "the first evaluation has not come yet"), in: upper)
    if !foot.isEmpty { canvas.draw(readout(shared, curves, theme), in: foot.widened) }
  }

  /// The last figures and the best ones, which are not the same.
  private func readout(
    _ shared: Shared, _ curves: [(word: String, points: [(step: Int, value: Double)])], _ theme: Theme
  ) -> StatusLine {
    var items: [StatusLine.Item] = []
    for (place, curve) in curves.enumerated() {
      let known = curve.points.filter { $0.value.isFinite && (!shared.isInspecting || $0.step <= shared.step) }
      guard let last = known.last, let best = known.max(by: { $0.value < $1.value }) else { continue }
      items.append(
        .init(
          [Span(curve.word + " ", theme[.muted]), Span(decimal(last.value, 1) + " %", theme[.value])],
          priority: 9 - place))
      if known.count > 1 {
        items.append(
          .init(
            [Span("best \(decimal(best.value, 1)) % at step \(grouped(best.step))", theme[.muted])],
            priority: 6 - place))
      }
    }
    if shared.isInspecting { items.append(.init([Span("at \(grouped(shared.step))", theme[.muted])], priority: 10)) }
    return StatusLine(left: items, role: .text, gap: 2)
  }
}
