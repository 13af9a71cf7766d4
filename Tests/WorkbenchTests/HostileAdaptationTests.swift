import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

/// Sessions are files: tables, pictures and names in them may be anything.
@Suite struct HostileAdaptationTests {
  private static let evil = HostileScreens.evil
  private static let sizes = [
    Size(0, 0), Size(1, 1), Size(2, 300), Size(300, 2), Size(39, 10), Size(40, 10), Size(60, 16), Size(80, 24),
    Size(200, 60),
  ]
  private static let keys = [
    "1", "v", "j j k", "enter", "esc", "2", "enter", "v", "n", "esc", "3", "j", "j l h k", "n", "x", "enter", "v",
    "j j k l", "esc", "4", "v", "u", "0",
  ]

  private func draw(
    _ run: ScriptedAdaptation, more: [Event] = [], sizes: [Size] = HostileAdaptationTests.sizes, through step: Int = 45,
    glyphs: Glyphs = .braille
  ) throws {
    let theme = try Screens.theme("mono", depth: glyphs == .ascii ? .mono : .indexed, glyphs: glyphs)
    try HostileScreens.draw(
      try Screens.state(adaptation: run, through: step), more: more, sizes: sizes, keys: Self.keys, theme,
      isASCII: glyphs == .ascii)
  }

  @Test func numbersThatAreNoneAreDrawn() throws {
    for isAlternating in [true, false] {
      var run = ScriptedAdaptation()
      (run.isNaN, run.isAlternating) = (true, isAlternating)
      try draw(run)
    }
  }

  @Test func noClassAndThreeHundredAreDrawn() throws {
    for count in [0, 1, 300] {
      var run = ScriptedAdaptation()
      run.classes = (0..<count).map { "class \($0) \(String(repeating: "long ", count: $0 % 40))" }
      try draw(run, sizes: [Size(40, 10), Size(80, 24), Size(200, 60)], through: 1)
    }
  }

  /// An evaluation with tables that do not hold what their names promise.
  private func strange(_ rows: [String], _ columns: [String], _ values: [Float]) -> Evaluation {
    let names = [
      "confidence", "confusion", "map.source", "map.target", "map.prototypes", "map.pairs", "mixed",
    ]
    func picture(_ name: String, _ width: Int, _ count: Int) -> Picture {
      Picture(name: name, caption: Self.evil, width: width, pixels: Array(repeating: 77, count: max(0, count)))
    }
    return Evaluation(
      step: 46, tokens: -1, loss: .nan, bitsPerByte: .nan,
      figures: [
        NamedValue("accuracy", .infinity), NamedValue("accuracy.easy", -1), NamedValue("accuracy.hard", 1e300),
        NamedValue("criterion", -.infinity), NamedValue("threshold.easy", 7), NamedValue("threshold.hard", -3),
        NamedValue(Self.evil, 1),
      ],
      matrices: names.map { NamedMatrix(name: $0, rows: rows, columns: columns, values: values) },
      pictures: [
        picture("pair.0.first", 0, 0), picture("pair.0.second", 7, 20), picture("pair.1.first", 1 << 16, 3 << 16),
        picture("pair.1.mixed", 1, 3000), picture("pair.2.mixed", 300, 3 * 300 * 200), picture("pair.3.first", -1, 9),
        picture("pair.x.first", 1, 3), picture("pair..", 1, 3), picture("pair.-1.first", 1, 3),
        picture("pair.99999999999999999999.first", 1, 3), picture("pair.7.\(Self.evil)", 1, 3), picture("", 1, 3),
      ])
  }

  @Test func tablesThatAreNoneAreDrawn() throws {
    let wild: [Float] = [.nan, .infinity, -.infinity, -3, 1e38, -1e38]
    let map = ["x", "y", "class", "kind"]
    try draw(ScriptedAdaptation(), more: [.evaluated(strange(["right", "wrong"], ["a", Self.evil, "c"], wild))])
    for evaluation in [
      strange([], [], []), strange(["right"], [], []), strange([], ["x"], []),
      strange(["right", "wrong"], ["a"], wild),
      strange([Self.evil, Self.evil], map + ["domain", "x0"], wild + wild),
      strange(["right", "wrong"], map + ["x0", "y0", "x1", "y1", "domain"], wild + wild + wild),
      strange(
        (0..<3000).map { _ in Self.evil }, map + ["domain"],
        (0..<15_000).map { Float($0 % 7) * ($0 % 11 == 0 ? 1e37 : 1) }),
    ] {
      try draw(ScriptedAdaptation(), more: [.evaluated(evaluation)], sizes: [Size(80, 24), Size(200, 60)], through: 3)
    }
  }

  @Test func termsOfManyNamesAndTasksAreDrawn() throws {
    var run = ScriptedAdaptation()
    run.finishes = false
    let more = (4..<120).map { number -> Event in
      .step(
        Step(
          step: number, tokens: number, loss: number % 3 == 0 ? .nan : 1e300,
          terms: [
            NamedValue("\(Self.evil)\(number)", number % 2 == 0 ? .infinity : -1e300), NamedValue("", Double(number)),
          ], task: number % 5))
    }
    try draw(run, more: more, sizes: [Size(40, 10), Size(80, 24), Size(200, 60)], through: 3)
    try draw(run, more: more, sizes: [Size(80, 24)], through: 3, glyphs: .ascii)
  }

  /// What cannot be drawn is said in a sentence.
  @Test(arguments: [
    ("2 enter", "no evaluation yet: it tells how many targets"), ("2 v enter", "no evaluation yet: it tells how sure"),
    ("3 enter", "no map yet"), ("3 v enter", "no evaluation yet: it shows pictures"),
    ("1 v enter", "waiting for the first step"), ("4 enter", "no evaluation yet"),
  ])
  func anEmptyRunSaysWhatWillCome(keys: String, sentence: String) throws {
    var state = try WorkbenchState(size: Size(80, 24), themes: ["default"], theme: "default")
    let header = Stamped(sequence: 0, time: 0, event: .started(ScriptedAdaptation().header))
    _ = state.update(.arrived([header], restarted: false), at: 0)
    try Screens.press(keys, &state)
    let text = state.picture(try Screens.theme()).text
    #expect(text.contains(sentence), "\(text)")
  }

  @Test(arguments: [
    ("2 v enter", "has no rows of counts"), ("3 enter", "no row that can be placed"),
    ("3 v enter", "its label is not known"),
  ])
  func damagedTablesAreNamed(keys: String, sentence: String) throws {
    var state = try Screens.state(adaptation: ScriptedAdaptation(), Size(80, 24), through: 3)
    let stamped = Stamped(sequence: 9000, time: 0, event: .evaluated(strange(["a"], ["b", "c"], [1, 2])))
    _ = state.update(.arrived([stamped], restarted: false), at: 0)
    try Screens.press(keys, &state)
    let text = state.picture(try Screens.theme()).text
    #expect(text.contains(sentence), "\(text)")
  }
}
