internal import Experiment
internal import TerminalUI

/// Evaluations of checkpoints under other conditions, against the evaluation as trained at the same step.
struct ConditionsView: PanelView {
  private(set) var selected = 0

  let name = "loss.conditions"
  let word = "conditions"
  let subjects: RunSubject = .text
  var commands: [Binding] {
    [
      binding([.up, .character("k")], .cellUp, "line", "the line above", rank: 10),
      binding([.down, .character("j")], .cellDown, "line", "the line below"),
    ]
  }

  func detail(_ shared: Shared) -> String { "held-out loss under other conditions" }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    let count = shared.run.state.conditionalEvaluations.count
    switch command {
    case .cellUp: selected = max(0, min(selected, count) - 1)
    case .cellDown: selected = max(0, min(count - 1, selected + 1))
    default: break
    }
    return nil
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let all = shared.run.state.conditionalEvaluations
    guard !all.isEmpty else {
      let text = "nothing evaluated under other conditions: switchyard evaluate SESSION --capacity-factor 0.5"
      return drawNothing(text, in: area, on: &canvas)
    }
    let theme = canvas.theme
    let rows = all.map { it -> [Table.Field] in
      let base = ConditionsView.trained(it, in: shared.run.state)
      let change = base.map { it.evaluation.loss - $0.loss } ?? .nan
      let role: Role = !change.isFinite ? .muted : change <= 0 ? .ok : .warn
      let words = it.conditions.isEmpty ? "as trained" : it.conditions.joined(separator: ", ")
      let sign = change.isFinite ? (change > 0 ? "+" : "") + decimal(change, 3) : "-"
      let factor = base.map { it.evaluation.loss / $0.loss } ?? .nan
      return [
        .init(grouped(it.evaluation.step), role: .axis), .init(theme.glyphs.printable(words)),
        .init(decimal(it.evaluation.loss, 3), role: .value),
        .init(base.map { decimal($0.loss, 3) } ?? "-", role: .muted), .init(sign, role: role),
        .init(factor.isFinite ? (factor >= 1 ? "+" : "") + decimal((factor - 1) * 100, 1) + "%" : "-", role: role),
        .init(it.evaluation.knownBits.map { decimal($0, 3) } ?? "-", role: .muted),
      ]
    }
    let table = Table(
      columns: [
        .init("step", alignment: .right, priority: 9), .init("conditions", minimum: 24, priority: 10, grows: true),
        .init("loss", alignment: .right, priority: 8), .init("as trained", alignment: .right, priority: 5),
        .init("change", alignment: .right, priority: 7), .init("of it", alignment: .right, priority: 4),
        .init("bits/byte", alignment: .right, priority: 3),
      ], rows: rows, selected: min(selected, rows.count - 1))
    // Below the table, where in the sequence the chosen line's difference lies.
    let chosen = all[min(selected, all.count - 1)]
    let hasChart = area.height >= rows.count + 10 && !chosen.evaluation.positions.isEmpty
    canvas.draw(table, in: hasChart ? area.splitTop(rows.count + 1).top : area)
    if hasChart { drawPositions(chosen, shared, in: area.inset(top: rows.count + 2), on: &canvas) }
  }

  private func drawPositions(
    _ changed: ConditionalEvaluation, _ shared: Shared, in area: Rect, on canvas: inout Canvas
  ) {
    func series(_ name: String, _ evaluation: Evaluation, _ color: Int) -> ChartSeries {
      let values = evaluation.positions
      return ChartSeries(name, xs: values.indices.map(Double.init), ys: values.map(Double.init), colorIndex: color)
    }
    let words = changed.conditions.isEmpty ? "as trained" : changed.conditions.joined(separator: ", ")
    let name = truncated(canvas.theme.glyphs.printable(words), to: 20, ellipsis: canvas.theme.glyphs.ellipsis)
    var lines = [series(name, changed.evaluation, 1)]
    if let base = ConditionsView.trained(changed, in: shared.run.state) {
      lines.insert(series("as trained", base, 0), at: 0)
    }
    canvas.text("loss by position in the sequence, nats", in: area.row(0), style: canvas.theme[.title])
    canvas.draw(LineChart(lines), in: area.inset(top: 1))
  }

  /// The evaluation as trained, of the same step: the run's own, or one that `evaluate` made without conditions.
  static func trained(_ changed: ConditionalEvaluation, in state: RunState) -> Evaluation? {
    state.evaluations.last { $0.step == changed.evaluation.step }
      ?? state.conditionalEvaluations.last {
        $0.conditions.isEmpty && $0.evaluation.step == changed.evaluation.step
      }?.evaluation
  }
}
