import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

/// A screen of a run that merges tokens of pictures, compared with its goldens.
struct PictureShot: CustomTestStringConvertible, Sendable {
  var name: String
  var run = ScriptedPictures()
  var keys = ""
  var step = 160
  var testDescription: String { name }
}

@Suite struct PictureScreenTests {
  static let shots: [PictureShot] = [
    PictureShot(name: "live"),
    PictureShot(name: "tokens", keys: "2 enter"),
    PictureShot(name: "merged", keys: "2 v enter"),
    PictureShot(name: "merged-block", keys: "2 v enter j h h h"),
    PictureShot(name: "merged-gates", keys: "2 v enter n h"),
    PictureShot(name: "gates", keys: "2 v v enter"),
    PictureShot(name: "classes", keys: "3 enter j"),
    PictureShot(name: "confusion", keys: "3 v enter"),
    PictureShot(name: "accuracy", keys: "1 v enter"),
  ]

  @Test(arguments: shots) func screensAreAsRecorded(_ shot: PictureShot) throws {
    try Screens.expectAsRecorded("pictures/\(shot.name)") {
      try Screens.state(pictures: shot.run, $0, through: shot.step, keys: shot.keys)
    }
  }

  /// With fewer colours pictures are shades, and nothing beyond ASCII is needed.
  @Test func picturesInEveryClassOfTerminal() throws {
    let shots = Self.shots.map { shot in
      (
        name: shot.name,
        state: { try Screens.state(pictures: shot.run, Size(80, 24), through: shot.step, keys: shot.keys) }
      )
    }
    try Screens.expectInEveryTerminal("pictures", shots, recorded: ["merged"])
  }

  /// The image and what became of it are both to be seen in the smallest usual window.
  @Test func theImageAndAMergeStandSideBySide() throws {
    let picture = try Screens.state(pictures: ScriptedPictures(), Size(80, 24), keys: "2 v enter h")
      .picture(try Screens.theme())
    let titles = try #require(picture.rows.first { $0.contains("disc") && $0.contains("block 4") })
    #expect(titles.contains("43 left"))
    #expect(picture.text.contains("after block 4: 43 tokens"))
  }

  // MARK: Keys

  @Test(arguments: [
    ("2 v enter", "image 1 of 3 · after block 5"), ("2 v enter h", "image 1 of 3 · after block 4"),
    // Block 2 merges nothing: there is no picture of it.
    ("2 v enter h h h", "image 1 of 3 · after block 1"), ("2 v enter h h h h h h", "image 1 of 3 · after block 0"),
    ("2 v enter h h l l l", "image 1 of 3 · after block 5"), ("2 v enter j j j j", "image 3 of 3 · after block 5"),
    ("2 v enter j k k", "image 1 of 3 · after block 5"), ("2 v enter n", "image 1 of 3 · sources of block 5"),
    ("2 v enter n h n", "image 1 of 3 · after block 4"), ("3 enter", "test images 78.2 % · validation 80.3 %"),
    ("3 enter n", "validation images 80.3 % · test 78.2 %"), ("3 enter n n", "test images 78.2 %"),
    ("3 v enter", "test images · rows"), ("3 v enter n", "validation images · rows"),
    ("3 enter n v", "validation images · rows"),
  ])
  func keysChooseImageAndBlock(keys: String, detail: String) throws {
    let text = try Screens.state(pictures: ScriptedPictures(), keys: keys).picture(try Screens.theme()).text
    #expect(text.contains(detail), "\(text.prefix(400))")
  }

  /// Keys that ask about experts or the end of a loss of text would do nothing here.
  @Test(arguments: ["what-if", "counterfactual", "forecast", "layer.next", "layer.previous"] as [CommandID])
  func keysOfRoutersAreNotOffered(command: CommandID) throws {
    func offers(_ state: WorkbenchState) -> Bool { state.bindings.bindings.contains { $0.command == command } }
    #expect(try !offers(Screens.state(pictures: ScriptedPictures())))
    #expect(try !offers(Screens.state(adaptation: ScriptedAdaptation())))
    #expect(try offers(Screens.state(through: 5)))
  }

  /// Where both tables under each other would lose blocks they stand side by side, and arrows reach the others.
  @Test func gatesOfManyBlocksAreAllReached() throws {
    let theme = try Screens.theme()
    var run = ScriptedPictures()
    run.removed = Array(repeating: 4, count: 12)
    func rows(_ size: Size, _ keys: String) throws -> [Substring] {
      let text = try Screens.state(pictures: run, size, keys: "2 v v " + keys).picture(theme).text
      return text.split(separator: "\n").filter { $0.contains("0.") || $0.contains("-0.") }
    }
    let beside = try rows(Size(80, 24), "enter")
    #expect(beside.count == 12 && beside.allSatisfy { $0.split(separator: ".").count == 7 }, "\(beside)")
    // In so little room only some are shown, the last of them after as many keys.
    let keys = "2 v v enter" + String(repeating: " j", count: 20)
    let narrow = try Screens.state(pictures: run, Size(60, 16), keys: keys).picture(theme).text.split(separator: "\n")
    #expect(narrow.contains { $0.contains(" 11 ") } && !narrow.contains { $0.hasPrefix("│  0 ") }, "\(narrow)")
  }

  @Test func aRunWithoutGatesSaysSo() throws {
    var run = ScriptedPictures()
    run.hasGates = false
    for keys in ["2 v enter n", "2 v v enter"] {
      let text = try Screens.state(pictures: run, keys: keys).picture(try Screens.theme()).text
      #expect(text.contains("this run's merging has no gates"), "\(keys)")
    }
    run.removed = [0, 0]
    #expect(
      try Screens.state(pictures: run, keys: "2 v enter").picture(try Screens.theme()).text.contains(
        "no block of this run merges"))
  }

  /// Where the last block merges, its gates are those that nobody trains.
  @Test func theGatesOfTheLastBlockAreExplained() throws {
    func text(_ run: ScriptedPictures) throws -> String {
      try Screens.state(pictures: run, keys: "2 v v enter").picture(try Screens.theme()).text
    }
    var run = ScriptedPictures()
    #expect(try text(run).contains("block 5 is not read by the class token"))
    run.removed[5] = 0
    #expect(try !text(run).contains("not read by the class token"))
  }

  /// Of a model of which little is trained that little is the point.
  @Test func trainedParametersAreSaid() throws {
    let text = try Screens.state(pictures: ScriptedPictures(), Size(200, 60)).picture(try Screens.theme()).text
    #expect(text.contains("21.6M parameters, 91.5k trained") && !text.contains("21.6M active"), "\(text)")
  }

  /// Before there is a test, and of targets, there is nothing to choose between.
  @Test func withoutATestTheKeyIsNotOffered() throws {
    func offers(_ state: WorkbenchState) -> Bool {
      state.bindings.bindings.contains { $0.command == "classes.pictures" }
    }
    #expect(try offers(Screens.state(pictures: ScriptedPictures())))
    #expect(try !offers(Screens.state(pictures: ScriptedPictures(), through: 159)))
    #expect(try !offers(Screens.state(adaptation: ScriptedAdaptation())))
    let text = try Screens.state(pictures: ScriptedPictures(), through: 159, keys: "3 v enter n")
      .picture(try Screens.theme()).text
    #expect(text.contains("validation images · rows") && !text.contains("test images"))
  }

  /// Numbers on the screen and in the files are the same.
  @Test(arguments: [
    ("2", "block,tokens", 7), ("2 v", "image,class,block,tokens,merged,gates", 1 + 3 * 5),
    ("2 v v", "gate,block,mean,deviation,lowest,highest", 1 + 12), ("3", "class,images,recognised", 7),
    ("3 v", "true,predicted,images", 37), ("1 v", "step,accuracy,accuracy_test,loss", 6),
  ])
  func viewsHaveTables(keys: String, columns: String, lines: Int) throws {
    var state = try Screens.state(pictures: ScriptedPictures(), keys: keys)
    let effects = try Screens.press("E down down enter", &state)
    guard case .export(let wish)? = effects.first, let table = wish.table else {
      Issue.record("\(keys): no table")
      return
    }
    #expect(table.csv.hasPrefix(columns), "\(keys): \(table.csv.prefix(80))")
    #expect(table.csv.split(separator: "\n").count == lines, "\(keys)")
  }
}
