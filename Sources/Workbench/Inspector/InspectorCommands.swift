internal import TerminalUI

extension CommandID {
  static let previousToken: CommandID = "inspect.token.previous"
  static let nextToken: CommandID = "inspect.token.next"
  static let rowUp: CommandID = "inspect.row.up"
  static let rowDown: CommandID = "inspect.row.down"
  static let pageUp: CommandID = "inspect.page.up"
  static let pageDown: CommandID = "inspect.page.down"
  static let textStart: CommandID = "inspect.start"
  static let textEnd: CommandID = "inspect.end"
  static let otherSide: CommandID = "inspect.side"
  static let bars: CommandID = "inspect.bars"
  static let search: CommandID = "inspect.search"
  static let nextFound: CommandID = "inspect.found.next"
  static let previousFound: CommandID = "inspect.found.previous"
  static let nextScaffold: CommandID = "inspect.scaffold.next"
  static let previousScaffold: CommandID = "inspect.scaffold.previous"
  static let nextSame: CommandID = "inspect.same.next"
  static let previousSame: CommandID = "inspect.same.previous"
  static let scrollUp: CommandID = "inspect.scroll.up"
  static let scrollDown: CommandID = "inspect.scroll.down"
  static let findScaffold: CommandID = "inspect.scaffold.find"
}

/// The keys of the inspector. Those that move the cursor by tokens work in every panel, so that the panels can be read
/// while it moves.
enum InspectorCommands {
  static func all(sides: Int) -> [Binding] {
    text + scrolling(.token, "one line") + scrolling(.measures, "one line")
      + scrolling(.scaffolds, "one scaffold token")
      + [
        Binding(
          [.space], .findScaffold, "find", help: "cursor to the next place where the chosen one is built",
          in: InspectorPanel.scaffolds.context, footerRank: 11)
      ] + global(sides: sides)
  }

  private static let text: [Binding] = [
    Binding(
      [.up, .character("k")], .rowUp, "row", help: "one row up", in: InspectorPanel.text.context, footerRank: 11),
    Binding([.down, .character("j")], .rowDown, "row", help: "one row down", in: InspectorPanel.text.context),
    Binding([.pageUp], .pageUp, "page", help: "a screenful up", in: InspectorPanel.text.context),
    Binding([.pageDown], .pageDown, "page", help: "a screenful down", in: InspectorPanel.text.context),
    Binding(
      [.home, .character("g")], .textStart, "start", help: "the first token", in: InspectorPanel.text.context),
    Binding([.end, .character("G")], .textEnd, "end", help: "the last token", in: InspectorPanel.text.context),
  ]

  private static func scrolling(_ panel: InspectorPanel, _ what: String) -> [Binding] {
    [
      Binding([.up, .character("k")], .scrollUp, "scroll", help: "\(what) up", in: panel.context, footerRank: 10),
      Binding([.down, .character("j")], .scrollDown, "scroll", help: "\(what) down", in: panel.context),
    ]
  }

  private static func global(sides: Int) -> [Binding] {
    let other =
      sides > 1
      ? [Binding([.character("o")], .otherSide, "other", help: "cursor to the other tokenizer", footerRank: 13)] : []
    return [
      Commands.help,
      Binding([.character("q"), .ctrl("c")], .quit, "quit", help: "quit", footerRank: 1),
      Binding([.escape], .close, "back", help: "close, or all panels; never quits"),
      Binding([.left, .character("h")], .previousToken, "token", help: "previous token", footerRank: 10),
      Binding([.right, .character("l")], .nextToken, "token", help: "next token"),
    ] + other + [
      Binding(
        [.character("/")], .search, "search", help: "look for a text, or for the id after a #", footerRank: 20),
      Binding([.character("n")], .nextFound, "found", help: "the next place that was looked for", footerRank: 25),
      Binding([.character("N")], .previousFound, "found", help: "the place before"),
      Binding([.character("s")], .nextScaffold, "scaffold", help: "the next scaffold token", footerRank: 21),
      Binding([.character("S")], .previousScaffold, "scaffold", help: "the scaffold token before"),
      Binding(
        [.character("[")], .previousSame, "same", help: "the place with the same token before", footerRank: 30),
      Binding([.character("]")], .nextSame, "same", help: "the next place with the same token"),
      Binding(
        [.character("b")], .bars, "bounds", help: "characters between tokens, or colours alone", footerRank: 31),
      Binding([.tab], .nextPanel, "panel", help: "next panel", footerRank: 60),
      Binding([.backtab], .previousPanel, "previous panel", help: "previous panel"),
      Binding([.enter], .zoom, "zoom", help: "the panel on the whole screen, and back", footerRank: 50),
      Binding([.character("0")], .resetLayout, "layout", help: "reset the layout"),
    ]
      + InspectorPanel.allCases.map { panel in
        Binding(
          [.character(Character("\(panel.rawValue + 1)"))], .panel(panel.rawValue + 1), panel.name,
          help: "\(panel.name) panel; again: on the whole screen")
      } + Commands.shared
  }
}
