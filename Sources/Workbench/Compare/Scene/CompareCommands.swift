internal import TerminalUI

extension CommandID {
  static let compareAxis: CommandID = "compare.axis"
  static let comparePreviousRun: CommandID = "compare.run.previous"
  static let compareNextRun: CommandID = "compare.run.next"
  static let compareHide: CommandID = "compare.hide"
  static let compareShowAll: CommandID = "compare.show.all"
  static let compareBaseline: CommandID = "compare.baseline"
  static let compareDifference: CommandID = "compare.difference"
  static let compareMatching: CommandID = "compare.matching"
  static let compareAdd: CommandID = "compare.add"
  static let compareRemove: CommandID = "compare.remove"
  static let compareReplay: CommandID = "compare.replay"
  static let compareDiff: CommandID = "compare.recipes"
  static let compareLeft: CommandID = "compare.left"
  static let compareRight: CommandID = "compare.right"
  static let compareZoomIn: CommandID = "compare.zoom.in"
  static let compareZoomOut: CommandID = "compare.zoom.out"
  static let comparePanLeft: CommandID = "compare.pan.left"
  static let comparePanRight: CommandID = "compare.pan.right"
  static let compareScale: CommandID = "compare.scale"
  static let compareSmoother: CommandID = "compare.smoother"
  static let compareRougher: CommandID = "compare.rougher"
  static let compareFrontCost: CommandID = "compare.front.cost"
  static let compareFrontTask: CommandID = "compare.front.task"
  static let compareSort: CommandID = "compare.sort"
  static let compareReverse: CommandID = "compare.sort.reverse"
  static let compareColumnLeft: CommandID = "compare.column.left"
  static let compareColumnRight: CommandID = "compare.column.right"
  static let compareCellUp: CommandID = "compare.cell.up"
  static let compareCellDown: CommandID = "compare.cell.down"
  static let compareCellLeft: CommandID = "compare.cell.left"
  static let compareCellRight: CommandID = "compare.cell.right"
  static let compareScrollUp: CommandID = "compare.scroll.up"
  static let compareScrollDown: CommandID = "compare.scroll.down"
}

/// The keys of a comparison.
enum CompareCommands {
  /// Those of a comparison with all panels.
  static let all: [Binding] = table(ComparePanel.allCases)

  /// Where these panels are shown.
  static func table(_ panels: [ComparePanel]) -> [Binding] {
    let own = curves + experts + figures + front + recipes + Commands.views + global(panels)
    return panels.contains(.experts) ? own : own.filter { !ofExperts.contains($0.command) }
  }

  /// What is of no use without experts.
  private static let ofExperts: [CommandID] = [.previousLayer, .nextLayer, .compareMatching]

  private static let curves: [Binding] = [
    Binding(
      [.character("y")], .compareScale, "log", help: "linear or logarithmic values", in: .compareCurves, footerRank: 10),
    Binding(
      [.character("s")], .compareSmoother, "smooth", help: "smoother: more of the past in each value",
      in: .compareCurves, footerRank: 12),
    Binding([.character("S")], .compareRougher, "smooth", help: "rougher", in: .compareCurves),
  ]

  private static let experts: [Binding] = [
    Binding(
      [.up, .character("k")], .compareCellUp, "layer", help: "the row above", in: .compareExperts, footerRank: 12),
    Binding([.down, .character("j")], .compareCellDown, "layer", help: "the row below", in: .compareExperts),
    Binding(
      [.left, .character("h")], .compareCellLeft, "expert", help: "the expert to the left", in: .compareExperts,
      footerRank: 13),
    Binding(
      [.right, .character("l")], .compareCellRight, "expert", help: "the expert to the right", in: .compareExperts),
  ]

  private static let figures: [Binding] = [
    Binding(
      [.character("s")], .compareSort, "sort", help: "sort by the next column; after the last one as added",
      in: .compareFigures, footerRank: 10),
    Binding([.character("S")], .compareReverse, "reverse", help: "sort the other way round", in: .compareFigures),
    Binding(
      [.left, .character("h")], .compareColumnLeft, "columns", help: "columns further left", in: .compareFigures,
      footerRank: 13),
    Binding(
      [.right, .character("l")], .compareColumnRight, "columns", help: "columns further right", in: .compareFigures),
  ]

  private static let front: [Binding] = [
    Binding(
      [.character("n")], .compareFrontCost, "x: work", help: "accuracy against images a second, or work an image",
      in: .compareFront, footerRank: 10),
    Binding(
      [.character("m")], .compareFrontTask, "task", help: "the first run on the next task, and the front of that task",
      in: .compareFrontTasks, footerRank: 11),
  ]

  private static let recipes: [Binding] = [
    Binding(
      [.left, .character("h")], .compareColumnLeft, "runs", help: "runs further left", in: .compareRecipes,
      footerRank: 13),
    Binding([.right, .character("l")], .compareColumnRight, "runs", help: "runs further right", in: .compareRecipes),
    Binding([.pageUp], .compareScrollUp, "scroll", help: "keys further up", in: .compareRecipes, footerRank: 14),
    Binding([.pageDown], .compareScrollDown, "scroll", help: "keys further down", in: .compareRecipes),
  ]

  private static func global(_ panels: [ComparePanel]) -> [Binding] {
    let numbers = panels.enumerated().map { place, panel -> Binding in
      let name = panel.title.lowercased()
      return Binding(
        [.character(Character("\(place + 1)"))], .panel(place + 1), name,
        help: "\(name) panel; again: on the whole screen")
    }
    return everywhere + numbers + Commands.shared
  }

  private static let everywhere: [Binding] =
    [
      Commands.help,
      Binding([.character("q"), .ctrl("c")], .quit, "back", help: "leave the comparison", footerRank: 1),
      Binding([.escape], .close, "clear", help: "close, all panels, values in place of differences, no cursor"),
      Binding(
        [.up, .character("k")], .comparePreviousRun, "run", help: "choose the run before", footerRank: 3),
      Binding([.down, .character("j")], .compareNextRun, "run", help: "choose the next run"),
      Binding([.space], .compareHide, "hide", help: "hide the chosen run, or show it again", footerRank: 4),
      Binding([.character("u")], .compareShowAll, "show all", help: "show all hidden runs"),
      Binding(
        [.character("b")], .compareBaseline, "baseline", help: "compare with the chosen run from now on",
        footerRank: 5),
      Binding(
        [.character("d")], .compareDifference, "difference",
        help: "differences to the baseline in charts and table, or values", footerRank: 6),
      Binding([.character("x")], .compareAxis, "x axis", help: "over steps, tokens or time", footerRank: 7),
      Binding(
        [.left, .character("h")], .compareLeft, "cursor", help: "cursor of all charts to the left", footerRank: 8),
      Binding([.right, .character("l")], .compareRight, "cursor", help: "cursor of all charts to the right"),
      Binding([.character("[")], .stepBack, "step", help: "cursor one step of the chosen run back", footerRank: 40),
      Binding([.character("]")], .stepForth, "step", help: "cursor one step of the chosen run forth"),
      Binding([.character("{")], .previousMark, "evaluation", help: "cursor to the chosen run's evaluation before"),
      Binding([.character("}")], .nextMark, "evaluation", help: "cursor to the chosen run's next evaluation"),
      Binding(
        [.character("g")], .goTo, "go to", help: "cursor to a step, a number of tokens or seconds", footerRank: 46),
      Binding([.home], .first, "first", help: "cursor to the beginning"),
      Binding([.end, .character("G")], .follow, "follow", help: "no cursor: the latest values"),
      Binding(
        [.character("+"), .character("=")], .compareZoomIn, "zoom", help: "zoom into all charts", footerRank: 30),
      Binding([.character("-")], .compareZoomOut, "zoom", help: "zoom out of all charts"),
      Binding([.pageUp], .comparePanLeft, "pan", help: "the visible part to the left"),
      Binding([.pageDown], .comparePanRight, "pan", help: "the visible part to the right"),
      Binding(
        [.character("<"), .character(",")], .previousLayer, "layer", help: "previous layer; before the first one all",
        footerRank: 31),
      Binding([.character(">")], .nextLayer, "layer", help: "next layer; after the last one all"),
      Binding(
        [.character("o")], .compareMatching, "matching",
        help: "experts matched by their tokens, or by their own numbers", footerRank: 32),
      Binding([.character("a")], .compareAdd, "add", help: "add a run of the session library", footerRank: 50),
      Binding([.character("X"), .delete], .compareRemove, "remove", help: "take the chosen run out", footerRank: 51),
      Binding([.character("R")], .compareReplay, "replay", help: "play the chosen run", footerRank: 52),
      Binding(
        [.character("D")], .compareDiff, "diff", help: "the recipes of the baseline and the chosen run side by side"),
      Binding([.tab], .nextPanel, "panel", help: "next panel", footerRank: 60),
      Binding([.backtab], .previousPanel, "previous panel", help: "previous panel"),
      Binding([.enter], .zoom, "zoom panel", help: "the panel on the whole screen, and back", footerRank: 55),
      Binding([.character("0")], .resetLayout, "layout", help: "reset the layout"),
    ]
}
