internal import TerminalUI

extension CommandID {
  static let sweepUp: CommandID = "sweep.up"
  static let sweepDown: CommandID = "sweep.down"
  static let sweepPageUp: CommandID = "sweep.page.up"
  static let sweepPageDown: CommandID = "sweep.page.down"
  static let sweepFirst: CommandID = "sweep.first"
  static let sweepLast: CommandID = "sweep.last"
  static let previousTrial: CommandID = "sweep.trial.previous"
  static let nextTrial: CommandID = "sweep.trial.next"
  static let markTrial: CommandID = "sweep.mark"
  static let sortTrials: CommandID = "sweep.sort"
  static let reverseTrials: CommandID = "sweep.reverse"
  static let filterTrials: CommandID = "sweep.filter"
  static let openTrial: CommandID = "sweep.open"
  static let keepTrial: CommandID = "sweep.keep"
  static let killTrial: CommandID = "sweep.kill"
  static let pauseTrial: CommandID = "sweep.pause"
  static let addTrials: CommandID = "sweep.add"
  static let changeBudget: CommandID = "sweep.budget"
  static let undoDecision: CommandID = "sweep.undo"
  static let runSweep: CommandID = "sweep.run"
  static let stopSweep: CommandID = "sweep.stop"
  static let previousAxis: CommandID = "sweep.axis.previous"
  static let nextAxis: CommandID = "sweep.axis.next"
  static let logarithmic: CommandID = "sweep.log-scale"
  static let sweepScrollUp: CommandID = "sweep.scroll.up"
  static let sweepScrollDown: CommandID = "sweep.scroll.down"
}

extension KeyContext {
  /// A sweep that can be decided in.
  static let sweep: KeyContext = "sweep"
  /// A sweep that somebody runs.
  static let sweepRunning: KeyContext = "sweep.running"
  /// A sweep that nobody runs.
  static let sweepIdle: KeyContext = "sweep.idle"
}

/// The keys of a sweep's screen.
enum SweepCommands {
  static let all: [Binding] = list + scrolling + slices + deciding + Commands.views + global

  private static let list: [Binding] = [
    bind([.up, .character("k")], .sweepUp, "trial", "the trial above", in: .trials, rank: 10),
    bind([.down, .character("j")], .sweepDown, "trial", "the trial below", in: .trials),
    bind([.pageUp], .sweepPageUp, "page", "ten trials up", in: .trials),
    bind([.pageDown], .sweepPageDown, "page", "ten trials down", in: .trials),
    bind([.home, .character("g")], .sweepFirst, "first", "the first trial", in: .trials),
    bind([.end, .character("G")], .sweepLast, "last", "the last trial", in: .trials),
    bind([.character("s")], .sortTrials, "sort", "sort by the next column", in: .trials, rank: 14),
    bind([.character("S")], .reverseTrials, "reverse", "turn the order round", in: .trials),
  ]

  private static let scrolling: [Binding] = [
    bind([.up, .character("k")], .sweepScrollUp, "scroll", "one line up", in: .log, rank: 11),
    bind([.down, .character("j")], .sweepScrollDown, "scroll", "one line down", in: .log),
  ]

  private static let slices: [Binding] =
    [SweepPanel.axes, .parallel].flatMap { panel in
      [
        bind(
          [.character("<"), .character(","), .left, .character("h")], .previousAxis, "axis", "the axis before",
          in: panel, rank: 11),
        bind([.character(">"), .right, .character("l")], .nextAxis, "axis", "the next axis", in: panel),
      ]
    }
    + [SweepPanel.axes, .best, .balance].map { panel in
      bind([.character("y")], .logarithmic, "log", "logarithmic or linear objective", in: panel, rank: 12)
    }

  private static let deciding: [Binding] = [
    Binding(
      [.character("p")], .pauseTrial, "pause",
      help: "hold up the marked or chosen trials with a checkpoint each, or let them go on",
      in: .sweep, footerRank: 20),
    Binding(
      [.character("x")], .killTrial, "kill", help: "end the marked or chosen trials, with a reason", in: .sweep,
      footerRank: 21),
    Binding(
      [.character("e")], .keepTrial, "keep", help: "no rule may end the marked or chosen trials; ended ones go on",
      in: .sweep, footerRank: 22),
    Binding(
      [.character("a")], .addTrials, "add", help: "more trials: a number, or settings", in: .sweep, footerRank: 23),
    Binding([.character("b")], .changeBudget, "budget", help: "how long the sweep may run", in: .sweep, footerRank: 24),
    Binding(
      [.character("z")], .undoDecision, "undo", help: "take the last decision made here back", in: .sweep,
      footerRank: 40),
    Binding(
      [.character("R")], .runSweep, "run", help: "go on with a sweep that nobody runs", in: .sweepIdle, footerRank: 6),
    Binding(
      [.character("X")], .stopSweep, "stop", help: "stop the sweep: each running trial writes a checkpoint",
      in: .sweepRunning, footerRank: 41),
  ]

  private static let global: [Binding] =
    [
      Commands.help,
      Binding(
        [.character("q"), .ctrl("c")], .quit, "leave", help: "leave; asks while a sweep runs that was started here",
        footerRank: 1),
      Binding([.escape], .close, "back", help: "close, clear marks and filter, all panels; never quits"),
      Binding([.character("o")], .openTrial, "open", help: "the session of the chosen trial", footerRank: 5),
      Binding(
        [.space], .markTrial, "mark", help: "mark the chosen trial, for a decision about several", footerRank: 15),
      Binding([.character("[")], .previousTrial, "trial", help: "the trial before, from any panel", footerRank: 12),
      Binding([.character("]")], .nextTrial, "trial", help: "the next trial, from any panel"),
      Binding(
        [.character("/")], .filterTrials, "filter", help: "trials that match a regular expression; ! inverts",
        footerRank: 16),
      Binding([.tab], .nextPanel, "panel", help: "next panel", footerRank: 60),
      Binding([.backtab], .previousPanel, "previous panel", help: "previous panel"),
      Binding([.enter], .zoom, "zoom", help: "the panel on the whole screen, and back", footerRank: 50),
      Binding([.character("0")], .resetLayout, "layout", help: "reset the layout"),
    ]
    + SweepPanel.allCases.map { panel in
      Binding(
        [.character(Character("\(panel.rawValue + 1)"))], .panel(panel.rawValue + 1), panel.title.lowercased(),
        help: "\(panel.title.lowercased()) panel; again: on the whole screen")
    } + Commands.shared

  private static func bind(
    _ keys: [TerminalUI.Key], _ command: CommandID, _ title: String, _ help: String, in panel: SweepPanel,
    rank: Int? = nil
  ) -> Binding {
    Binding(keys, command, title, help: help, in: panel.context, footerRank: rank)
  }
}
