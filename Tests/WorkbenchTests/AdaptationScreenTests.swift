import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

/// A screen of a domain adaptation, compared with its goldens.
struct AdaptationShot: CustomTestStringConvertible, Sendable {
  var name: String
  var keys = ""
  var step = 240
  /// Whether steps are on one domain each.
  var isAlternating = true
  var testDescription: String { name }

  var run: ScriptedAdaptation {
    var run = ScriptedAdaptation()
    run.isAlternating = isAlternating
    return run
  }
}

@Suite struct AdaptationScreenTests {
  static let shots: [AdaptationShot] = [
    AdaptationShot(name: "live"), AdaptationShot(name: "loss", keys: "enter", step: 150),
    AdaptationShot(name: "terms", keys: "1 v enter"), AdaptationShot(name: "targets", keys: "2 enter"),
    AdaptationShot(name: "confidence", keys: "2 v enter"),
    AdaptationShot(name: "confidence-shares", keys: "2 v enter n"),
    AdaptationShot(name: "map", keys: "3 enter"), AdaptationShot(name: "map-class", keys: "3 enter j j"),
    AdaptationShot(name: "map-letters", keys: "3 enter n x"), AdaptationShot(name: "mixed", keys: "3 v enter"),
    AdaptationShot(name: "mixed-inside", keys: "3 v enter j j j"), AdaptationShot(name: "classes", keys: "4 enter"),
    AdaptationShot(name: "confusion", keys: "4 v enter"),
    AdaptationShot(name: "joint-terms", keys: "1 v enter", isAlternating: false),
    AdaptationShot(name: "joint-map", keys: "3 enter", isAlternating: false),
  ]

  @Test(arguments: shots) func screensAreAsRecorded(_ shot: AdaptationShot) throws {
    try Screens.expectAsRecorded("adaptation/\(shot.name)") {
      try Screens.state(adaptation: shot.run, $0, through: shot.step, keys: shot.keys)
    }
  }

  /// Without colours classes are letters, and nothing beyond ASCII is needed.
  @Test func screensInEveryClassOfTerminal() throws {
    let shots = Self.shots.map { shot in
      (
        name: shot.name,
        state: { try Screens.state(adaptation: shot.run, Size(80, 24), through: shot.step, keys: shot.keys) }
      )
    }
    try Screens.expectInEveryTerminal("adaptation", shots, recorded: ["map", "confidence"])
  }

  /// Of three evaluations only one takes no labels and no luck; all are named, in the smallest usual window too.
  @Test func whatTakesTargetLabelsIsMarked() throws {
    let text = try Screens.state(adaptation: ScriptedAdaptation(), Size(80, 24), keys: "2 enter")
      .picture(try Screens.theme()).text
    #expect(text.contains("label-free choice") && text.contains("best*: takes target labels"))
    let small = try Screens.state(adaptation: ScriptedAdaptation(), Size(80, 24)).picture(try Screens.theme()).text
    #expect(small.contains("*: takes target labels") && small.contains("label-free ") && small.contains("best* "))
  }

  @Test func tasksOfTwoDomainsAreNoTasksToRegroup() throws {
    let state = try Screens.state(adaptation: ScriptedAdaptation())
    #expect(state.shared.subject == .adaptation)
    let text = state.picture(try Screens.theme()).text
    #expect(text.contains("Targets") && !text.contains("Tasks") && !text.contains("Hierarchy"))
  }

  // MARK: Keys

  @Test(arguments: [
    ("3 enter", "first two components of both domains"), ("3 enter j", "disc: 11 source, 14 target"),
    ("3 enter l l", "square: 11 source"), ("3 enter k", "star: 11 source"),
    ("3 enter j k", "first two components of both domains"), ("3 enter k j", "first two components"),
    ("3 v enter", "pair 1 of 4"), ("3 v enter j j", "pair 3 of 4"), ("3 v enter j j j j j", "pair 4 of 4"),
    ("3 v enter j k k", "pair 1 of 4"), ("2 v enter", "targets"), ("2 v enter n", "% of the column"),
    ("4 enter", "targets "),
  ])
  func keysChoose(keys: String, detail: String) throws {
    let text = try Screens.state(adaptation: ScriptedAdaptation(), keys: keys).picture(try Screens.theme()).text
    #expect(text.contains(detail), "\(text.prefix(400))")
  }

  @Test func letterOrShapeAndLines() throws {
    let theme = try Screens.theme()
    func text(_ keys: String) throws -> String {
      try Screens.state(adaptation: ScriptedAdaptation(), Size(80, 24), keys: keys).picture(theme).text
    }
    let (shapes, letters, bare) = (try text("3 enter"), try text("3 enter n"), try text("3 enter x"))
    #expect(shapes.contains("◆") && shapes.contains("X-VD"))
    #expect(!letters.contains("◆") && letters.contains("ABC"))
    #expect(!bare.contains("X-VD") && bare.contains("◆"))
  }

  @Test func pastEvaluationsStandWhereTheCursorIs() throws {
    let text = try Screens.state(
      adaptation: ScriptedAdaptation(), Size(200, 60), keys: "2 enter g 8 5 enter"
    ).picture(try Screens.theme()).text
    #expect(text.contains("so far"))
    let row = try #require(text.split(separator: "\n").first { $0.contains("at step  ") })
    #expect(row.contains("80") && !row.contains("240"))
  }

  /// Numbers on the screen and in the files are the same.
  @Test(arguments: [
    ("1 v", "steps_on,term,steps,first_ten,last_ten", 10), ("2", "step,accuracy,accuracy_easy,accuracy_hard", 8),
    ("2 v", "entropy_from,entropy_to,right,wrong", 21), ("3", "domain,kind,class,x,y", 1 + 66 + 84 + 12),
    ("3 v", "pair,method,share_of_first,first,second", 5), ("4", "class,images,recognised", 7),
    ("4 v", "true,predicted,images", 37),
  ])
  func viewsHaveTables(keys: String, columns: String, lines: Int) throws {
    var state = try Screens.state(adaptation: ScriptedAdaptation(), keys: keys)
    let effects = try Screens.press("E down down enter", &state)
    guard case .export(let wish)? = effects.first, let table = wish.table else {
      Issue.record("\(keys): no table")
      return
    }
    #expect(table.csv.hasPrefix(columns), "\(keys): \(table.csv.prefix(80))")
    #expect(table.csv.split(separator: "\n").count == lines, "\(keys)")
  }
}
