import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

/// Sessions are files: names, numbers and tables of tasks may be anything.
@Suite struct HostileTaskTests {
  private static let evil = HostileScreens.evil
  private static let sizes = [
    Size(0, 0), Size(1, 1), Size(2, 300), Size(300, 2), Size(39, 10), Size(40, 10), Size(60, 16), Size(84, 24),
    Size(120, 40), Size(300, 90),
  ]
  private static let keys = [
    "1", "v j a", "v", "2", "j s", "s l", "x j p", "3", "j l", "v", "j l n", "enter", "v", "h x p", "a", "esc", "4",
    "n d j l", "esc", "5", "u", "0",
  ]

  private func draw(
    _ run: ScriptedTasks, more: [Event] = [], sizes: [Size] = HostileTaskTests.sizes, through step: Int = 60
  ) throws {
    try HostileScreens.draw(
      try Screens.state(tasks: run, through: step), more: more, sizes: sizes, keys: Self.keys, try Screens.theme())
  }

  @Test func namesThatSteerTerminalsAndLongOnesAreDrawn() throws {
    var run = ScriptedTasks.mixture()
    run.names = [Self.evil, String(repeating: "long", count: 75), "", " ", "sst2", "sst2", "a b c"]
    try draw(run)
  }

  @Test func numbersThatAreNoneAreDrawn() throws {
    var run = ScriptedTasks.mixture()
    (run.isNaN, run.hasTwin) = (true, true)
    try draw(run, through: 180)
  }

  @Test func oneTaskAndTwoHundredAreDrawn() throws {
    for count in [1, 2, 200] {
      var run = ScriptedTasks.mixture()
      run.count = count
      try draw(run, sizes: count == 200 ? [Size(80, 24), Size(200, 60), Size(40, 10)] : Self.sizes, through: 45)
    }
  }

  @Test func tablesThatDoNotFitAreDrawn() throws {
    var header = ScriptedTasks().header
    header.tasks = [
      TaskShape(name: Self.evil, kind: Self.evil, metric: Self.evil, group: .min, examples: .max),
      TaskShape(name: "b", kind: "", metric: "", group: .max, examples: -1),
      TaskShape(name: "c", kind: "", metric: "", group: 3, examples: .max),
    ]
    let names = ["b", "c", "nobody", Self.evil]
    func table(_ name: String, _ values: [Float], rows: [String], columns: [String]) -> NamedMatrix {
      NamedMatrix(name: name, rows: rows, columns: columns, values: values)
    }
    let wild: [Float] = [.nan, .infinity, -.infinity, -3, 1e38, -1e38, 0, 1, 0.5, 0.5, 2, 7, .nan, .nan, 1, 0]
    let evaluation = Evaluation(
      step: 41, tokens: -1, loss: .nan, bitsPerByte: .nan,
      tasks: [
        TaskScore(task: -1, group: -1, loss: .nan, metrics: [], examples: -1),
        TaskScore(task: 1, group: .max, loss: .infinity, metrics: [], examples: .max),
        TaskScore(task: 0, group: .min, loss: 1, metrics: [NamedValue(Self.evil, .infinity)], examples: 0),
        TaskScore(task: .max, loss: 0, metrics: [NamedValue("", 1)], examples: 0),
      ],
      figures: [NamedValue("score", .nan)],
      matrices: [
        table("relevance.data", wild, rows: names, columns: names),
        table("relevance.manual", [], rows: [], columns: []),
        table("relevance.combined", wild, rows: names, columns: names),
        table("relevance.model", Array(wild.prefix(9)), rows: names, columns: names),
        table("distance", wild, rows: ["bottom", "bottom", "group 0", Self.evil], columns: names),
        table("single", [1, 2, 3, 4], rows: names, columns: [Self.evil]),
        table("experts", wild, rows: names, columns: names),
        table("experts " + Self.evil, [], rows: [], columns: []),
        table("experts 7", [], rows: ["x"], columns: []),
      ])
    try draw(
      ScriptedTasks(),
      more: [.started(header), .evaluated(evaluation), .step(Step(step: 61, tokens: 1, loss: .nan, task: 77))])
    header.tasks = []
    try draw(ScriptedTasks(), more: [.started(header), .evaluated(evaluation)])
  }
}
