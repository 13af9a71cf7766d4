internal import TerminalUI

extension CommandID {
  static let homeUp: CommandID = "home.up"
  static let homeDown: CommandID = "home.down"
  static let homePageUp: CommandID = "home.page.up"
  static let homePageDown: CommandID = "home.page.down"
  static let homeFirst: CommandID = "home.first"
  static let homeLast: CommandID = "home.last"
  static let homeNext: CommandID = "home.section.next"
  static let homePrevious: CommandID = "home.section.previous"
  static let homeOpen: CommandID = "home.open"
  static let homeRun: CommandID = "home.run"
  static let homeEdit: CommandID = "home.edit"
  static let homeFilter: CommandID = "home.filter"
  static let homeFindNext: CommandID = "home.find.next"
  static let homeFindPrevious: CommandID = "home.find.previous"
  static let homeSort: CommandID = "home.sort"
  static let homeReverse: CommandID = "home.sort.reverse"
  static let homeColumns: CommandID = "home.columns"
  static let homePreview: CommandID = "home.preview"
  static let homeMark: CommandID = "home.mark"
  static let homeUnmark: CommandID = "home.unmark"
  static let homePin: CommandID = "home.pin"
  static let homeColor: CommandID = "home.color"
  static let homeRename: CommandID = "home.rename"
  static let homeAnnotate: CommandID = "home.annotate"
  static let homeDelete: CommandID = "home.delete"
  static let homeRestore: CommandID = "home.restore"
  static let homeCompare: CommandID = "home.compare"
  static let homeDiff: CommandID = "home.diff"
  static let homeExport: CommandID = "home.export"
}

extension KeyContext {
  /// The context of a section of home.
  static func home(_ section: HomeSection) -> KeyContext { KeyContext(rawValue: "home.\(section.rawValue)") }
}

/// The keys of home.
enum HomeCommands {
  static let all: [Binding] = sessions + recipes + studies + sweeps + global

  private static func open(_ section: HomeSection, _ title: String, _ help: String) -> Binding {
    Binding([.enter], .homeOpen, title, help: help, in: .home(section), footerRank: 5)
  }

  private static func run(_ section: HomeSection, _ title: String, _ help: String) -> Binding {
    Binding([.character("r")], .homeRun, title, help: help, in: .home(section), footerRank: 6)
  }

  private static let sessions: [Binding] = [
    open(.sessions, "open", "play a recorded run; watch one that is running"),
    run(.sessions, "resume", "go on with a stopped run from its last checkpoint"),
    Binding(
      [.space], .homeMark, "mark", help: "mark for comparing, and go on to the next", in: .home(.sessions),
      footerRank: 7),
    Binding([.character("U")], .homeUnmark, "unmark", help: "take all marks away", in: .home(.sessions)),
    Binding(
      [.character("c")], .homeCompare, "compare", help: "lay the marked runs over each other", in: .home(.sessions),
      footerRank: 8),
    Binding(
      [.character("D")], .homeDiff, "diff", help: "recipes of the two marked runs side by side", in: .home(.sessions),
      footerRank: 9),
    Binding(
      [.character("p")], .homePin, "pin", help: "keep at the top, or no longer", in: .home(.sessions), footerRank: 22),
    Binding(
      [.character("R")], .homeRename, "rename", help: "another name in lists", in: .home(.sessions), footerRank: 23),
    Binding([.character("a")], .homeAnnotate, "note", help: "attach a remark", in: .home(.sessions), footerRank: 24),
    Binding(
      [.character("d"), .delete], .homeDelete, "delete", help: "move session and checkpoints to the trash",
      in: .home(.sessions), footerRank: 25),
    Binding(
      [.character("z")], .homeRestore, "undo", help: "bring back what was deleted last", in: .home(.sessions),
      footerRank: 26),
    Binding(
      [.character("X")], .homeExport, "export", help: "write one of the session's tables as CSV",
      in: .home(.sessions)),
    Binding([.character("*")], .homeColor, "colour", help: "the run's next colour, for good", in: .home(.sessions)),
    Binding(
      [.character("e")], .homeEdit, "edit", help: "open the run's recipe as a form, to change and start it",
      in: .home(.sessions), footerRank: 27),
  ]

  private static let recipes: [Binding] = [
    open(.recipes, "edit", "open the recipe as a form"),
    run(.recipes, "run", "train the recipe as it is"),
  ]

  private static let studies: [Binding] = [
    open(.studies, "about", "what the study compares, and the command that runs it")
  ]

  private static let sweeps: [Binding] = [
    open(.sweeps, "open", "the sweep's trials, live")
  ]

  private static let global: [Binding] =
    [
      Commands.help,
      Binding([.character("q"), .ctrl("c")], .quit, "quit", help: "leave", footerRank: 1),
      Binding([.escape], .close, "back", help: "close, or clear the filter; never quits"),
      Binding([.up, .character("k")], .homeUp, "up", help: "one row up"),
      Binding([.down, .character("j")], .homeDown, "down", help: "one row down"),
      Binding([.pageUp], .homePageUp, "page", help: "a screenful up"),
      Binding([.pageDown], .homePageDown, "page", help: "a screenful down"),
      Binding([.home, .character("g")], .homeFirst, "first", help: "the first row"),
      Binding([.end, .character("G")], .homeLast, "last", help: "the last row"),
      Binding([.tab, .right, .character("l")], .homeNext, "section", help: "the next section", footerRank: 20),
      Binding([.backtab, .left, .character("h")], .homePrevious, "previous section", help: "the section before"),
    ]
    + HomeSection.allCases.map { section in
      Binding(
        [.character(Character(String(section.number)))], .panel(section.number), section.rawValue,
        help: section.rawValue)
    } + [
      Binding(
        [.character("/")], .homeFilter, "filter", help: "show rows that match a regular expression; ! inverts",
        footerRank: 10),
      Binding([.character("n")], .homeFindNext, "match", help: "the next row that matches the last search"),
      Binding([.character("N")], .homeFindPrevious, "match", help: "the matching row before"),
      Binding([.character("s")], .homeSort, "sort", help: "sort by the next column", footerRank: 11),
      Binding([.character("S")], .homeReverse, "reverse", help: "the other way round"),
      Binding([.character("C")], .homeColumns, "columns", help: "show and hide columns", footerRank: 30),
      Binding([.character("v")], .homePreview, "preview", help: "the list alone, or with a preview"),
    ] + Commands.shared
}
