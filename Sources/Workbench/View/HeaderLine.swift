internal import Experiment
internal import TerminalUI

/// The upper line: what runs, in which state, how far, how fast, how long still; an alarm stands before all else.
struct HeaderLine {
  private let state: WorkbenchState
  private let shared: Shared

  init(_ state: WorkbenchState) {
    self.state = state
    shared = state.shared
  }

  func status(_ theme: Theme) -> StatusLine {
    let run = shared.run.state
    func value(_ text: String, _ width: Int = 0) -> Span {
      Span(fitted(text, to: max(width, displayWidth(of: text)), alignment: .right), theme[.value])
    }
    func word(_ text: String) -> Span { Span(text, theme[.muted]) }
    var left: [StatusLine.Item] = [
      .init([Span(theme.glyphs.printable(run.header?.name ?? "switchyard"), theme[.title])], priority: 70)
    ]
    left.append(.init(condition(theme), priority: 100))
    if let alarm = alarm {
      left.append(
        .init(
          [Span(" \(theme.glyphs.printable(alarm.text)) ", theme[alarm.role].adding([.reverse, .bold]))], priority: 95))
    }
    if shared.writer != nil { left.append(.init([Span("read only", theme[.muted])], priority: 91)) }
    if let twin = run.activeTwin {
      // Beyond the steps that were asked for, both go on until one is kept.
      let done = grouped(twin.stepsDone)
      let steps = twin.stepsDone > twin.start.steps ? done : "\(done)/\(grouped(twin.start.steps))"
      left.append(.init([Span(" TWIN \(steps) ", theme[.key].adding(.reverse))], priority: 91))
    }
    if state.isFrozen { left.append(.init([Span(" FROZEN ", theme[.warn].adding(.reverse))], priority: 92)) }
    var right: [StatusLine.Item] = []
    let total = run.header?.totalSteps ?? 0
    if shared.isLive {
      let width = grouped(total).count
      right.append(
        .init([word("step "), value(grouped(shared.step), width), word(" of \(grouped(total))")], priority: 90))
    }
    if state.size.width >= 110,
      let done = shared.playback.map({ Double($0.step) / Double(max(1, $0.lastStep)) })
        ?? (total > 0 ? run.progress : nil)
    {
      left.append(.init(bar(done, theme), priority: 5))
    }
    guard let index = shared.index else { return StatusLine(left: left, right: right, role: .header) }
    right.append(
      .init([value(compact(shared.run.pace(run.steps.tokensPerSecond, at: index)), 5), word(" tok/s")], priority: 80))
    let gflops = shared.run.pace(run.steps.gflops, at: index)
    right.append(.init([value(decimal(gflops, 0), 3), word(" GF/s")] + share(of: gflops, theme), priority: 60))
    if shared.isLive, run.finish == nil, shared.writer != .gone, let seconds = run.secondsLeft {
      right.append(.init([word("left "), value(duration(seconds: seconds), 5)], priority: 85))
    }
    right.append(.init([word("seed "), value(String(run.header?.seed ?? 0))], priority: 20))
    if let core = run.header?.machine.blasCore, !core.isEmpty {
      right.append(.init([word(theme.glyphs.printable(core))], priority: 10))
    }
    return StatusLine(left: left, right: right, role: .header, gap: 2)
  }

  /// How far it is, as a line.
  private func bar(_ share: Double, _ theme: Theme) -> [Span] {
    let width = state.size.width >= 150 ? 24 : 12
    let done = Int(min(1, max(0, share)) * Double(width))
    let (full, rest) = theme.glyphs.isUnicode ? ("━", "─") : ("#", "-")
    return [
      Span(String(repeating: full, count: done), theme[.ok]),
      Span(String(repeating: rest, count: width - done), theme[.grid]),
    ]
  }

  private func share(of gflops: Double, _ theme: Theme) -> [Span] {
    guard let sgemm = shared.run.state.header?.machine.sgemmGflops, sgemm > 0 else { return [] }
    return [
      Span(" (", theme[.muted]), Span(decimal(gflops / sgemm * 100, 0), theme[.value]),
      Span(" % of sgemm)", theme[.muted]),
    ]
  }

  /// Live, paused, stopping, finished, or where the replay stands; and whether the past is shown.
  private func condition(_ theme: Theme) -> [Span] {
    let glyphs = theme.glyphs
    var spans: [Span] = []
    if let playback = shared.playback {
      let sign = playback.isPlaying ? glyphs.pointer : glyphs.paused
      let width = grouped(playback.lastStep).count
      let step = fitted(grouped(playback.step), to: width, alignment: .right)
      spans.append(Span("\(sign) REPLAY", theme[.key]))
      spans.append(Span(" step \(step)/\(grouped(playback.lastStep))", theme[.value]))
      spans.append(Span(" \(glyphs.times)\(speed(playback.speed))\(playback.loops ? " loop" : "")", theme[.muted]))
    } else {
      let (text, role): (String, Role) =
        switch (state.isStopping, shared.run.state.status) {
        case (_, .finished(.failed)): ("\(glyphs.cross) failed", .bad)
        case (_, .finished(let reason)): ("\(glyphs.check) \(reason.rawValue)", .ok)
        case _ where shared.writer == .gone: ("\(glyphs.cross) nobody writes it any more", .warn)
        case (_, .paused) where shared.writer != nil: ("\(glyphs.paused) watching, paused", .warn)
        case _ where shared.writer != nil: ("\(glyphs.live) watching", .ok)
        case (true, _), (_, .stopping): ("\(glyphs.paused) stopping", .warn)
        case (_, .waiting): ("starting", .muted)
        case (_, .paused): ("\(glyphs.paused) paused", .warn)
        case (_, .running): ("\(glyphs.live) live", .ok)
        }
      spans.append(Span(text, theme[role]))
    }
    if shared.isInspecting {
      spans.append(Span("  ", theme[.text]))
      spans.append(Span(" shows step \(grouped(shared.step)), Esc follows ", theme[.cursor].adding(.reverse)))
    }
    return spans
  }

  private func speed(_ speed: Double) -> String {
    switch speed {
    case 0.25: "1/4"
    case 0.5: "1/2"
    default: decimal(speed, speed == speed.rounded() ? 0 : 2)
    }
  }

  /// What is most in need of a look as of the step that is shown.
  private var alarm: (text: String, role: Role)? {
    let run = shared.run.state
    if run.imbalance != nil { return ("BOOKS DO NOT BALANCE", .bad) }
    guard let index = shared.index else { return nil }
    if let bad = run.steps.loss[max(0, index - 19)...index].last(where: { !$0.isFinite }) {
      return ("LOSS \(decimal(bad, 0).uppercased())", .bad)
    }
    let step = shared.step
    if let alert = run.alerts.last(where: { $0.step <= step }), alert.severity == .critical, step - alert.step < 50 {
      return (truncated(alert.rule, to: 24), .bad)
    }
    let dead = shared.run.deadExperts(at: index).count
    if dead > 0 { return ("\(dead) DEAD EXPERT\(dead == 1 ? "" : "S")", .expertDead) }
    if let alert = run.alerts.last(where: { $0.step <= step }), step - alert.step < 20 {
      return (truncated(alert.rule, to: 24), .warn)
    }
    return nil
  }
}
