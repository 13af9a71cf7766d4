internal import TerminalUI

extension CommandID {
  static let quit: CommandID = "quit"
  static let help: CommandID = "help"
  static let palette: CommandID = "palette"
  static let export: CommandID = "export"
  static let close: CommandID = "close"
  static let nextPanel: CommandID = "panel.next"
  static let previousPanel: CommandID = "panel.previous"
  static let zoom: CommandID = "panel.zoom"
  static let resetLayout: CommandID = "layout.reset"
  static let theme: CommandID = "theme"
  static let reloadThemes: CommandID = "theme.reload"
  static let redraw: CommandID = "redraw"
  static let mouse: CommandID = "mouse"
  static let suspend: CommandID = "suspend"
  static let freeze: CommandID = "freeze"
  static let note: CommandID = "note"
  static let pause: CommandID = "pause"
  static let singleStep: CommandID = "step"
  static let change: CommandID = "change"
  static let undo: CommandID = "undo"
  static let stepBack: CommandID = "cursor.back"
  static let stepForth: CommandID = "cursor.forth"
  static let previousMark: CommandID = "mark.previous"
  static let nextMark: CommandID = "mark.next"
  static let goTo: CommandID = "go.to"
  static let first: CommandID = "go.first"
  static let follow: CommandID = "follow"
  static let previousLayer: CommandID = "layer.previous"
  static let nextLayer: CommandID = "layer.next"
  static let play: CommandID = "play"
  static let jumpBack: CommandID = "replay.back"
  static let jumpForth: CommandID = "replay.forth"
  static let faster: CommandID = "replay.faster"
  static let slower: CommandID = "replay.slower"
  static let loop: CommandID = "replay.loop"

  static let nextView: CommandID = "view.next"
  static let previousView: CommandID = "view.previous"
  static let whatIf: CommandID = "what-if"
  static let counterfactual: CommandID = "counterfactual"
  static let forecast: CommandID = "forecast"
  static let twin: CommandID = "twin"
  static let alerts: CommandID = "alerts"
  static let undoEarlier: CommandID = "undo.earlier"

  /// Shows the panel with a number from 1.
  static func panel(_ number: Int) -> CommandID { CommandID(rawValue: "panel.\(number)") }
}

extension KeyContext {
  static let live: KeyContext = "live"
  static let replay: KeyContext = "replay"
  static let dialog: KeyContext = "dialog"
  /// Panels with several views.
  static let views: KeyContext = "views"
}

/// The keys that are not a panel's own.
enum Commands {
  /// Help, in every scene.
  static let help = Binding(
    [.character("?"), .function(1)], .help, "help", help: "show the keys that work now", footerRank: 2)

  /// In every scene, besides help; `DialogScene` carries them out.
  static let shared: [Binding] = [
    Binding(
      [.character(":")], .palette, "commands", help: "every command, found by a few letters", footerRank: 34),
    Binding([.character("E")], .export, "save", help: "save the screen, the panel or its data to a file"),
    Binding([.character("t")], .theme, "theme", help: "choose a theme with live preview", footerRank: 70),
    Binding([.ctrl("l")], .redraw, "redraw", help: "draw the whole screen again"),
    Binding([.ctrl("r")], .reloadThemes, "reload themes", help: "read the theme files again"),
    Binding([.character("M")], .mouse, "mouse", help: "mouse on or off; off lets the terminal select text"),
    Binding([.ctrl("z")], .suspend, "suspend", help: "back to the shell; fg returns"),
  ]

  /// What only some runs have a use for: layers and their experts, the end of a loss of text.
  private static let subjects: [CommandID: RunSubject] = [
    .previousLayer: [.text, .ledgers], .nextLayer: [.text, .ledgers], .whatIf: [.text, .ledgers],
    .counterfactual: [.text, .ledgers], .forecast: .text,
  ]

  /// Everywhere outside of dialogs, but for what a run about `subject` has no use for.
  static func global(panels: [any Panel], subject: RunSubject) -> [Binding] {
    all(panels).filter { binding in subjects[binding.command].map { !$0.isDisjoint(with: subject) } ?? true }
  }

  private static func all(_ panels: [any Panel]) -> [Binding] {
    [
      help,
      Binding(
        [.character("q"), .ctrl("c")], .quit, "quit", help: "quit; asks while a run is live, twice Ctrl-C forces",
        footerRank: 1),
      Binding([.escape], .close, "back", help: "close, clear, or go back to the latest step; never quits"),
      Binding([.tab], .nextPanel, "panel", help: "next panel", footerRank: 60),
      Binding([.backtab], .previousPanel, "previous panel", help: "previous panel"),
      Binding([.enter], .zoom, "zoom", help: "the panel on the whole screen, and back", footerRank: 50),
      Binding([.character("0")], .resetLayout, "layout", help: "reset the layout"),
    ]
      + panels.prefix(9).enumerated().map { index, panel in
        Binding(
          [.character(Character(String(index + 1)))], .panel(index + 1), panel.title.lowercased(),
          help: "\(panel.title.lowercased()) panel; again: on the whole screen")
      } + [
        Binding([.character("[")], .stepBack, "cursor", help: "cursor one step back", footerRank: 20),
        Binding([.character("]")], .stepForth, "cursor", help: "cursor one step forth"),
        Binding(
          [.character("{")], .previousMark, "mark", help: "previous evaluation, alert, change or note", footerRank: 45),
        Binding([.character("}")], .nextMark, "mark", help: "next evaluation, alert, change or note"),
        Binding([.character("g")], .goTo, "go to", help: "go to a step", footerRank: 46),
        Binding([.home], .first, "first", help: "the first step"),
        Binding([.end, .character("G")], .follow, "follow", help: "the latest step, and follow the run"),
        Binding([.character("<"), .character(",")], .previousLayer, "layer", help: "previous layer", footerRank: 30),
        Binding([.character(">")], .nextLayer, "layer", help: "next layer"),
        Binding(
          [.character("w")], .whatIf, "what-if", help: "what another capacity factor would drop and pad; again: back",
          footerRank: 31),
        Binding(
          [.character("c")], .counterfactual, "regret",
          help: "ask what other experts would have cost, and show the answers", footerRank: 32),
        Binding(
          [.character("F")], .forecast, "forecast",
          help: "where the loss will end, and how far to trust it; again: back",
          footerRank: 33),
        Binding(
          [.character("T")], .twin, "twin",
          help: "a copy that does one thing otherwise; again: keep one", footerRank: 34),
        Binding(
          [.character("A")], .alerts, "alerts", help: "the latest alert and the steps before it", footerRank: 44),
        Binding([.character("f")], .freeze, "freeze", help: "freeze the display, the run goes on; again: thaw"),
      ] + shared
  }

  /// In a panel with several views.
  static let views: [Binding] = [
    Binding([.character("v")], .nextView, "view", help: "the panel's next view", in: .views, footerRank: 9),
    Binding([.character("V")], .previousView, "view", help: "the view before", in: .views),
  ]

  /// In a live run.
  static let live: [Binding] = [
    Binding([.space], .pause, "pause", help: "pause or resume the trainer", in: .live, footerRank: 3),
    Binding([.character(".")], .singleStep, "step", help: "one training step, then pause", in: .live, footerRank: 4),
    Binding(
      [.character("r")], .change, "change", help: "change learning rate, router, capacity, losses", in: .live,
      footerRank: 5),
    Binding([.character("z")], .undo, "undo", help: "take the last change back", in: .live, footerRank: 40),
    Binding([.character("Z")], .undoEarlier, "undo", help: "take an earlier change back", in: .live),
    Binding(
      [.character("N"), .character("m")], .note, "note", help: "a note on the time line", in: .live, footerRank: 47),
  ]

  /// In a replay.
  static let replay: [Binding] = [
    Binding([.space], .play, "play", help: "play or stand still", in: .replay, footerRank: 3),
    Binding([.character("[")], .stepBack, "step", help: "one step back", in: .replay, footerRank: 4),
    Binding([.character("]")], .stepForth, "step", help: "one step forth", in: .replay),
    Binding([.character("(")], .jumpBack, "10 s", help: "ten recorded seconds back", in: .replay, footerRank: 6),
    Binding([.character(")")], .jumpForth, "10 s", help: "ten recorded seconds forth", in: .replay),
    Binding(
      [.character("+"), .character("=")], .faster, "speed", help: "faster, up to 64 times", in: .replay, footerRank: 5),
    Binding([.character("-")], .slower, "speed", help: "slower, down to a quarter", in: .replay),
    Binding(
      [.character("L")], .loop, "loop", help: "begin again at the end, or no longer", in: .replay, footerRank: 48),
  ]
}
