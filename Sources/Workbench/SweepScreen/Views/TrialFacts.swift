internal import Experiment
internal import Sweeps
internal import TerminalUI

/// Everything that is known of the chosen trial.
struct TrialFacts: Widget {
  let state: SweepState

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let row = state.row else { return }
    let theme = canvas.theme
    let lines = facts(row).map { name, value in
      [
        Span(fitted(name, to: 12, alignment: .right) + "  ", theme[.muted]),
        Span(theme.glyphs.printable(sanitized(value)), theme[.value]),
      ]
    }
    canvas.draw(Paragraph(lines), in: area)
  }

  private func facts(_ row: SweepReport.Row) -> [(String, String)] {
    let trial = row.trial
    func figure(_ value: Double?) -> String { value.map { decimal($0, 4) } ?? "–" }
    var facts = [("trial", "\(trial.number), combination \(trial.configuration), seed \(trial.seed)")]
    facts += trial.settings.map { ("", "\($0.key.path) = \($0.word)") }
    facts += [
      ("state", trial.state.rawValue + (trial.isKept ? ", kept: no rule may end it" : "")),
      ("", "step \(grouped(trial.step)) of \(grouped(row.steps)), may run to \(grouped(trial.target)) now"),
    ]
    if !trial.reason.isEmpty { facts.append(("why", trial.reason)) }
    facts += [
      (state.snapshot.contents.sweep.objective.rawValue, "\(figure(row.last)) at last, \(figure(row.lowest)) lowest"),
      ("bits a byte", figure(row.bitsPerByte)),
    ]
    if let balance = state.snapshot.balances[trial.number] {
      facts.append(("balance", "\(decimal(balance, 3)): busiest expert over mean on the held-out text"))
    }
    facts += [
      ("parameters", "\(grouped(trial.cost.totalParameters)), \(grouped(trial.cost.activeParameters)) active"),
      ("work", "\(compact(trial.cost.flops))FLOP for the whole run"),
    ]
    facts += state.snapshot.contents.attempts.filter { $0.trial == trial.number }.map { attempt in
      (
        "process",
        "\(clock(attempt.started, offset: state.utcOffset)) from step \(grouped(attempt.from)) to \(grouped(attempt.target)): "
          + (attempt.ended.map { "\(attempt.outcome) after \(duration(seconds: max(0, $0 - attempt.started)))" }
            ?? "runs")
      )
    }
    return facts
  }
}
