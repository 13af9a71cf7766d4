import Experiment
import Foundation
import TerminalUI
import TestSupport
import Testing
import Workbench

@Suite struct CompareUpdateTests {
  /// Before, keys, after.
  struct Triple: CustomTestStringConvertible, Sendable {
    var before = ""
    var keys: String
    var after: @Sendable (CompareState) -> Bool
    var name: String
    var testDescription: String { name }
  }

  static let triples: [Triple] = [
    Triple(keys: "", after: { $0.current == 1 && $0.comparison.baseline == 0 }, name: "the first other run is chosen"),
    Triple(keys: "j", after: { $0.current == 2 }, name: "j chooses the next run"),
    Triple(keys: "k k", after: { $0.current == 5 }, name: "k goes round"),
    Triple(keys: "b", after: { $0.comparison.baseline == 1 }, name: "b makes the chosen run the baseline"),
    Triple(
      before: "j", keys: "space",
      after: { $0.comparison.runs.map(\.isHidden) == [false, false, true, false, false, false] },
      name: "Space hides"),
    Triple(before: "space", keys: "space", after: { !$0.comparison.runs[1].isHidden }, name: "Space shows again"),
    Triple(
      before: "space j space", keys: "u", after: { !$0.comparison.runs.contains(where: \.isHidden) },
      name: "u shows all"),
    Triple(keys: "d", after: { $0.isDifference }, name: "d shows differences"),
    Triple(before: "d", keys: "esc", after: { !$0.isDifference }, name: "Esc shows values again"),
    Triple(keys: "x", after: { $0.axis == .tokens }, name: "x turns to tokens"),
    Triple(keys: "x x x", after: { $0.axis == .step }, name: "x goes round"),
    Triple(keys: "g 9 0 enter", after: { $0.cursor == 90 }, name: "g puts the cursor"),
    Triple(before: "g 9 0 enter", keys: "]", after: { $0.cursor == 91 }, name: "] goes a step forth"),
    Triple(before: "g 9 0 enter", keys: "[ [", after: { $0.cursor == 88 }, name: "[ goes a step back"),
    Triple(before: "g 9 0 enter", keys: "{", after: { $0.cursor == 50 }, name: "{ goes to the evaluation before"),
    Triple(before: "g 9 0 enter", keys: "}", after: { $0.cursor == 100 }, name: "} goes to the next evaluation"),
    Triple(before: "g 9 0 enter", keys: "esc", after: { $0.cursor == nil }, name: "Esc takes the cursor away"),
    Triple(keys: "home", after: { $0.cursor == 1 }, name: "Home goes to the beginning"),
    Triple(before: "home", keys: "end", after: { $0.cursor == nil }, name: "End follows"),
    Triple(keys: "left", after: { $0.cursor == 197 }, name: "the left arrow goes about a column back"),
    Triple(
      before: "g 9 0 enter", keys: "x", after: { $0.axis == .tokens && $0.cursor == 90 * 2048 },
      name: "the cursor stays at its moment when the axis changes"),
    Triple(
      before: "g 9 0 enter x x", keys: "x", after: { $0.axis == .step && $0.cursor == 90 },
      name: "and comes back over time"),
    Triple(keys: "g 9 0 x enter", after: { $0.cursor == nil }, name: "what is no number moves nothing"),
    Triple(keys: "o", after: { !$0.isMatched }, name: "o turns the matching off"),
    Triple(keys: ">", after: { $0.layer == .one(layer: 0, part: "") }, name: "> chooses the first layer"),
    Triple(keys: "<", after: { $0.layer == .one(layer: 3, part: "") }, name: "< chooses the last layer"),
    Triple(before: ">", keys: "<", after: { $0.layer == .all }, name: "before the first layer there are all"),
    Triple(keys: "X", after: { $0.comparison.runs.count == 5 && $0.current == 1 }, name: "X takes a run out"),
    Triple(keys: "X X X X X X X", after: { $0.comparison.runs.count == 1 }, name: "the last run stays"),
    Triple(
      keys: "a j enter",
      after: { $0.comparison.runs.last?.path == "z.sqlite" && $0.current == 6 && $0.comparison.runs.last?.look == 6 },
      name: "a adds a session of the library"),
    Triple(keys: "a esc", after: { $0.comparison.runs.count == 6 }, name: "Esc adds none"),
  ]

  @Test(arguments: triples) func keysDoWhatTheySay(_ triple: Triple) throws {
    var state = try CompareScreens.state(
      keys: triple.before, library: ["plain-1.sqlite", "other.sqlite", "z.sqlite"])
    try CompareScreens.press(triple.keys, &state)
    #expect(triple.after(state), "\(triple.name)")
  }

  @Test func inASortedTableTheNextRunIsTheNextRow() throws {
    var state = try CompareScreens.state(keys: "6 s S")
    let table = FigureTable(state.comparison, sort: (figure: .heldOut, isDescending: true))
    let rows = table.rows.filter { !$0.isGroup }.map { $0.runs[0] }
    let start = try #require(rows.firstIndex(of: 1))
    for step in 1...rows.count {
      try CompareScreens.press("j", &state)
      #expect(state.current == rows[(start + step) % rows.count])
    }
  }

  @Test func whatLeadsElsewhereSaysWhere() throws {
    var state = try CompareScreens.state()
    #expect(try CompareScreens.press("q", &state) == [.leave(.back)])
    #expect(try CompareScreens.press("ctrl-c", &state) == [.leave(.back)])
    #expect(try CompareScreens.press("R", &state) == [.leave(.go(.replay(session: "plain-2.sqlite")))])
    #expect(try CompareScreens.press("D", &state) == [.leave(.go(.diff("plain-1.sqlite", "plain-2.sqlite")))])
    #expect(try CompareScreens.press("b D", &state) == [], "the baseline does not differ from itself")
    #expect(state.take(.lost, at: Screens.noon) == [.leave(.terminalLost)])
    #expect(try CompareScreens.press("t j", &state) == [.useTheme("light")])
    #expect(try CompareScreens.press("esc", &state) == [.useTheme("default")])
  }

  /// The cursor's value of a run that has none there is none; the chart's readout says so.
  @Test func theCursorShowsEveryRunsValueOrThatItHasNone() throws {
    var state = try CompareScreens.state(Size(200, 60), keys: "1 g 1 5 0 enter s S S S S")
    let theme = try Screens.theme()
    var text = state.picture(theme).text
    for run in state.comparison.runs.prefix(4) {
      let loss = run.state.steps.loss[149]
      #expect(text.contains(decimal(loss, 3)), "\(run.name)")
    }
    // The diverged run ended at step 120, the live one stands at 130.
    #expect(text.split(separator: "\n").contains { $0.contains("diverged") && $0.contains("–") })
    try CompareScreens.press("g 9 0 enter", &state)
    text = state.picture(theme).text
    #expect(text.split(separator: "\n").contains { $0.contains("diverged") && $0.contains("NaN") })
  }

  @Test func differencesAreThoseOfTheCurves() throws {
    // Without smoothing, at a step that both have.
    let state = try CompareScreens.state(Size(200, 60), keys: "1 S S S d g 1 5 0 enter")
    let base = state.comparison.runs[0].state.steps.loss[149]
    let text = state.picture(try Screens.theme()).text
    for run in state.comparison.runs[1...3] {
      let difference = run.state.steps.loss[149] - base
      #expect(text.contains((difference > 0 ? "+" : "") + decimal(difference, 3)), "\(run.name)")
    }
  }

  @Test func matchingFollowsTheCursor() throws {
    // The third run is the second recipe's first seed, its experts numbered otherwise than the baseline's.
    var state = try CompareScreens.state(Size(120, 40), keys: "j 5 5 v v")
    let theme = try Screens.theme()
    #expect(state.picture(theme).text.contains("lie on matched experts"))
    #expect(state.picture(theme).text.contains("256 tokens"))
    let expected = CompareScreens.moved.map(String.init)
    // Columns of the run stand below the expert that they match.
    let rows = state.picture(theme).text.split(separator: "\n").map(String.init)
    let head = try #require(rows.firstIndex { $0.contains("rows: experts of the baseline") })
    let numbers = rows[head + 1].split(separator: " ").map(String.init).filter { Int($0) != nil }
    #expect(Array(numbers.prefix(8)) == expected)
    try CompareScreens.press("o", &state)
    let plain = state.picture(theme).text.split(separator: "\n").map(String.init)
    let own = plain[head + 1].split(separator: " ").map(String.init).filter { Int($0) != nil }
    #expect(Array(own.prefix(8)) == (0..<8).map(String.init))
  }

  /// The chart of one expert shows in each run the expert that stands for it; the same run numbered anew, the same line.
  @Test func oneExpertsLoadIsThatOfItsPartner() throws {
    let one = CompareScreens.runs[0].events
    let runs: [(path: String, events: [Stamped])] = [
      ("one.sqlite", one), ("moved.sqlite", CompareFixture.renumbered(one, CompareScreens.moved)),
    ]
    // Layer 1, expert 3; in the router's panel the last view.
    var state = try CompareScreens.state(Size(200, 60), keys: "5 j l l l 3 V S S S 3", runs: runs)
    let theme = try Screens.theme()
    let load = state.comparison.runs[0].state.layers[1]
    let routed = load.experts(.routed, at: load.count - 1)
    let share = Double(routed[routed.startIndex + 3]) * 8 / Double(load.totals(.routed)[load.count - 1])
    let text = state.picture(theme).text
    #expect(text.contains("layer 1 expert 3") && text.contains("#3") && text.contains("#\(CompareScreens.moved[3])"))
    #expect(text.components(separatedBy: " " + decimal(share, 2)).count > 2, "both have the same value")
    try CompareScreens.press("o", &state)
    #expect(!state.picture(theme).text.contains("#\(CompareScreens.moved[3])"))
  }

  @Test func runsGrowWhileTheyAreCompared() throws {
    let run = CompareScreens.runs[0]
    var state = try CompareScreens.state(runs: [("one.sqlite", Array(run.events.prefix(40))), CompareScreens.runs[2]])
    #expect(state.comparison.runs[0].isGrowing && !state.comparison.runs[1].isGrowing)
    state.arrived(Array(run.events.dropFirst(40)), from: "one.sqlite", isRead: true)
    #expect(!state.comparison.runs[0].isGrowing)
    let whole = try CompareScreens.state(runs: [("one.sqlite", run.events), CompareScreens.runs[2]])
    let theme = try Screens.theme()
    #expect(state.picture(theme).text == whole.picture(theme).text, "in pieces or at once, it is the same picture")
    // A run that is taken up again from a checkpoint replaces what it does anew.
    let again = CompareFixture.run("plain", seed: 1, steps: 200).stretch(
      from: 100, to: 200, firstSequence: run.events.count, at: 1_700_000_500)
    state.arrived(again, from: "one.sqlite", isRead: true)
    #expect(state.comparison.runs[0].state.steps.count == 200)
    #expect(state.picture(theme).text == whole.picture(theme).text)
  }

  @Test func otherTokenizersAreComparedInBits() throws {
    var events = CompareFixture.withoutProbe(CompareScreens.runs[2].events)
    if case .started(var header) = events[0].event {
      header.vocabulary = 4096
      events[0].event = .started(header)
    }
    var state = try CompareScreens.state(Size(80, 24), runs: [CompareScreens.runs[0], ("bpe.sqlite", events)])
    let theme = try Screens.theme()
    #expect(state.picture(theme).text.contains("Loss: bits a byte"))
    try CompareScreens.press("V", &state)
    let text = state.picture(theme).text
    #expect(text.contains("Loss: held-out") && text.contains("compare bits a byte, not nats a token"))
  }
}
