internal import Experiment
internal import TerminalUI

/// Evaluations of checkpoints under other conditions, against the evaluation as trained at the same step.
struct ConditionsView: PanelView {
  private(set) var selected = 0

  let name = "loss.conditions"
  let word = "conditions"
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
        .init(decimal(it.evaluation.bitsPerByte, 3), role: .muted),
      ]
    }
    let table = Table(
      columns: [
        .init("step", alignment: .right, priority: 9), .init("conditions", minimum: 24, priority: 10, grows: true),
        .init("loss", alignment: .right, priority: 8), .init("as trained", alignment: .right, priority: 5),
        .init("change", alignment: .right, priority: 7), .init("of it", alignment: .right, priority: 4),
        .init("bits/byte", alignment: .right, priority: 3),
      ], rows: rows, selected: min(selected, rows.count - 1))
    canvas.draw(table, in: area)
  }

  /// The evaluation as trained, of the same step: the run's own, or one that `evaluate` made without conditions.
  static func trained(_ changed: ConditionalEvaluation, in state: RunState) -> Evaluation? {
    state.evaluations.last { $0.step == changed.evaluation.step }
      ?? state.conditionalEvaluations.last {
        $0.conditions.isEmpty && $0.evaluation.step == changed.evaluation.step
      }?.evaluation
  }
}
