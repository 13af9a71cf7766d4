internal import Experiment
internal import Sweeps
internal import TerminalUI

/// The upper line: which sweep, whether it runs, how far it is, how long still.
struct SweepHeader {
  let state: SweepState

  func status(_ theme: Theme) -> StatusLine {
    let snapshot = state.snapshot
    func value(_ text: String) -> Span { Span(text, theme[.value]) }
    func word(_ text: String) -> Span { Span(text, theme[.muted]) }
    let left: [StatusLine.Item] = [
      .init([Span(theme.glyphs.printable(sanitized(snapshot.contents.sweep.name)), theme[.title])], priority: 70),
      .init([condition(theme)], priority: 100),
      .init([word("sweep "), value(methods)], priority: 30),
    ]
    let total = snapshot.contents.trials.count
    let over = fitted(grouped(snapshot.over), to: grouped(total).count, alignment: .right)
    var right: [StatusLine.Item] = [
      .init([value(over), word(" of "), value(grouped(total)), word(" trials")], priority: 90)
    ]
    if let best = snapshot.report.best, let figure = best.last {
      right.append(.init([word("best "), value(decimal(figure, 4))], priority: 60))
    }
    let spent = duration(seconds: snapshot.contents.spent)
    let budget = snapshot.contents.budget.map { [word(" of "), value(duration(seconds: $0))] } ?? []
    right.append(.init([word("spent "), value(spent)] + budget, priority: 50))
    if !snapshot.isOver, let left = snapshot.report.estimate.secondsLeft(jobs: max(1, running)) {
      right.append(.init([word("left "), value(duration(seconds: left))], priority: 80))
    }
    return StatusLine(left: left, right: right, role: .header, gap: 2)
  }

  private var methods: String {
    let sweep = state.snapshot.contents.sweep
    return sweep.earlyStop == .none
      ? sweep.method.rawValue : "\(sweep.method.rawValue), stop \(sweep.earlyStop.rawValue)"
  }

  private var running: Int { state.snapshot.contents.trials.count { $0.state == .running } }

  private func condition(_ theme: Theme) -> Span {
    let (glyphs, snapshot) = (theme.glyphs, state.snapshot)
    let (text, role): (String, Role) =
      if state.isStopping, snapshot.driver.isRunning {
        ("\(glyphs.paused) stopping", .warn)
      } else if snapshot.driver.isRunning {
        ("\(glyphs.live) running \(running)", .ok)
      } else if state.isStarting {
        ("\(glyphs.dot) starting", .muted)
      } else if snapshot.isOver {
        ("\(glyphs.check) complete", .ok)
      } else if snapshot.isOutOfBudget {
        ("\(glyphs.paused) budget used up", .warn)
      } else {
        ("\(glyphs.paused) nobody runs it", .warn)
      }
    return Span(text, theme[role])
  }
}
