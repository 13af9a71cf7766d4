internal import Experiment
internal import Sessions
internal import TerminalUI

extension CommandID {
  static let scoreUp: CommandID = "loss.score.up"
  static let scoreDown: CommandID = "loss.score.down"
  static let scoreAll: CommandID = "loss.score.all"
}

/// The mean score over the evaluations, and the main figure of the chosen task or of all tasks.
struct ScoreView: PanelView {
  /// Whether all tasks are drawn, as far as there are colours.
  private(set) var showsAll = false

  let name = "loss.score"
  let word = "score"
  let subjects: RunSubject = .tasks
  var commands: [Binding] {
    [
      binding([.up, .character("k")], .scoreUp, "task", "choose the task before", rank: 10),
      binding([.down, .character("j")], .scoreDown, "task", "choose the task after"),
      binding(
        [.character("a")], .scoreAll, showsAll ? "one task" : "all tasks", "the chosen task, or all of them", rank: 11),
    ]
  }

  func detail(_ shared: Shared) -> String { "main figures, validation · x: step" }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    let order = Array((shared.run.state.header?.tasks ?? []).indices)
    switch command {
    case .scoreUp: shared.moveTask(by: -1, in: order)
    case .scoreDown: shared.moveTask(by: 1, in: order)
    case .scoreAll: showsAll.toggle()
    default: break
    }
    return nil
  }

  /// The main figures of a task over the evaluations.
  private func curve(_ task: Int, _ shared: Shared) -> [(step: Int, value: Double)] {
    shared.run.state.evaluations.compactMap { evaluation in
      evaluation.tasks.first { $0.task == task }?.metrics.first.map { (evaluation.step, $0.value) }
    }
  }

  private func means(_ shared: Shared) -> [(step: Int, value: Double)] {
    shared.run.state.evaluations.compactMap { evaluation in
      if let said = evaluation.figures.first(where: { $0.name == "score" }) { return (evaluation.step, said.value) }
      let known = evaluation.tasks.compactMap { $0.metrics.first?.value }.filter(\.isFinite)
      return known.isEmpty ? nil : (evaluation.step, known.reduce(0, +) / Double(known.count))
    }
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    guard let header = shared.run.state.header, let task = shared.task else {
      return drawNothing("waiting for the tasks", in: area, on: &canvas)
    }
    func series(
      _ name: String, _ points: [(step: Int, value: Double)], color: Int, isFaint: Bool = false
    ) -> ChartSeries {
      ChartSeries(
        theme.glyphs.printable(truncated(sanitized(name), to: 20)), xs: points.map { Double($0.step) },
        ys: points.map(\.value), colorIndex: color, isFaint: isFaint)
    }
    let mean = means(shared)
    var lines: [ChartSeries] = []
    if showsAll {
      for other in header.tasks.indices.prefix(64) where other != task {
        lines.append(series("", curve(other, shared), color: other + 2, isFaint: true))
      }
    }
    let shape = header.tasks[task]
    lines.append(series("mean", mean, color: 0))
    lines.append(series("\(shape.name) \(shape.metric)", curve(task, shared), color: 1))
    let alone = TaskRows(shared).rows[task].single
    let course = SingleFigures(shared).course(of: shape.name)
    if course.count > 1 {
      lines.append(
        ChartSeries(
          "alone", xs: course.map { Double($0.step) }, ys: course.map(\.value), colorIndex: 2, isDotted: true))
    } else if alone.isFinite, let first = mean.first, let last = mean.last, first.step < last.step {
      lines.append(
        ChartSeries(
          "alone", xs: [Double(first.step), Double(last.step)], ys: [alone, alone], colorIndex: 2, isDotted: true))
    }
    let (upper, foot) = area.splitBottom(area.height >= 6 ? 1 : 0)
    let cursor = shared.isInspecting ? Double(shared.step) : nil
    canvas.draw(LineChart(lines, cursor: cursor, emptyText: "the first evaluation has not come yet"), in: upper)
    if !foot.isEmpty { canvas.draw(readout(shared, shape, mean, curve(task, shared), alone, theme), in: foot.widened) }
  }

  private func readout(
    _ shared: Shared, _ shape: TaskShape, _ mean: [(step: Int, value: Double)], _ curve: [(step: Int, value: Double)],
    _ alone: Double, _ theme: Theme
  ) -> StatusLine {
    func at(_ points: [(step: Int, value: Double)]) -> Double {
      points.last { !shared.isInspecting || $0.step <= shared.step }?.value ?? .nan
    }
    func item(_ name: String, _ value: Double, _ priority: Int) -> StatusLine.Item {
      .init([Span(name + " ", theme[.muted]), Span(figure(value), theme[.value])], priority: priority)
    }
    var items = [item("mean score", at(mean), 9)]
    let test = shared.evaluation?.figures.first { $0.name == "score.test" }
    if let test { items.append(item("on test", test.value, 5)) }
    items.append(
      item(theme.glyphs.printable(truncated(sanitized("\(shape.name) \(shape.metric)"), to: 32)), at(curve), 8))
    if alone.isFinite { items.append(item("alone", alone, 6)) }
    if shared.isInspecting { items.append(.init([Span("at \(grouped(shared.step))", theme[.muted])], priority: 10)) }
    return StatusLine(left: items, role: .text, gap: 2)
  }

  func table(_ shared: Shared) -> DataTable? {
    let tasks = shared.run.state.header?.tasks ?? []
    let rows = shared.run.state.evaluations.flatMap { evaluation in
      evaluation.tasks.flatMap { score -> [[DataTable.Cell]] in
        guard tasks.indices.contains(score.task) else { return [] }
        return score.metrics.map {
          [.integer(evaluation.step), .text(tasks[score.task].name), .text($0.name), .double($0.value)]
        } + [[.integer(evaluation.step), .text(tasks[score.task].name), .text("loss"), .double(score.loss)]]
      }
    }
    return rows.isEmpty ? nil : DataTable(columns: ["step", "task", "figure", "value"], rows: rows)
  }
}
