import Experiment
import Sessions
import TestSupport
import Testing

/// What a session keeps of twins, branches, weight hashes and the steps before alerts.
@Suite struct SteeredRunTests {
  private static var events: [Event] {
    let run = ScriptedRun()
    var header = run.header()
    header.branch = Branch(parent: "parent.sqlite", step: 3, change: "moe.k 2 → 1")
    let step = run.events.compactMap { if case .step(let step) = $0.event { step } else { nil } }
    let evaluation = run.events.compactMap { if case .evaluated(let it) = $0.event { it } else { nil } }[0]
    var hashed = evaluation
    hashed.weightHash = .max
    var twin = evaluation
    twin.weightHash = 0
    let details = StepDetails(
      step: 2,
      steps: (1...2).map { number in
        StepDetail(
          step: number,
          layers: [
            LayerDetail(layer: 0, part: "a", routerGradient: .nan, routerNorm: -0.0, dropped: [0, 300, 70_000]),
            LayerDetail(layer: 1, routerGradient: 0.1, routerNorm: .infinity, dropped: []),
          ])
      })
    return [
      .started(header), .step(step[0]), .step(step[1]),
      .alert(Alert(rule: "drop-share", severity: .warning, step: 2, message: "layer 0a drops 30 %")),
      .detailed(details), .detailed(StepDetails(step: 2, steps: [])),
      .twin(
        .started(
          TwinStart(
            step: 2, steps: 9,
            changes: [
              RecipeChange(key: "moe.k", before: "2", after: "1"), RecipeChange(key: "b", before: "", after: "é"),
            ]))),
      .step(step[2]), .twin(.step(step[2])), .evaluated(hashed), .twin(.evaluated(twin)), .step(step[3]),
      .twin(.step(step[4])), .checkpointed(Checkpoint(step: 4, file: "f", bytes: 9, isBest: true, weightHash: 1 << 63)),
      .checkpointed(Checkpoint(step: 4, file: "g", bytes: 9, isBest: false)),
      .twin(.ended(TwinEnd(step: 4, choice: .twin, branch: "b.sqlite"))),
      .twin(.started(TwinStart(step: 4, steps: 1, changes: []))),
      .twin(.ended(TwinEnd(step: 4, choice: .cancelled, branch: ""))),
      .finished(Finish(reason: .stopped, step: 4)),
    ]
  }

  private func recorded(_ folder: TemporaryFolder) throws -> (path: String, events: [Stamped]) {
    let stamped = Self.events.enumerated().map {
      Stamped(sequence: $0.offset, time: Double($0.offset), event: $0.element)
    }
    return (try folder.session("run.sqlite", stamped), stamped)
  }

  @Test func everythingIsReadBackToTheLastBit() throws {
    let folder = try TemporaryFolder()
    let (path, events) = try recorded(folder)
    let reader = try SessionReader(path: path)
    #expect(try reader.events() == events)
    // In pieces too: steps of a run and of its twin lie in one table.
    for start in -1..<events.count - 1 { #expect(try reader.events(after: start, limit: 1) == [events[start + 1]]) }
    #expect(try reader.verify().problems == [])
    #expect(try reader.state() == fold(events))
    let summary = try reader.summary()
    #expect(summary.lastStep == 4 && summary.header.branch?.parent == "parent.sqlite")
    var player = try SessionPlayer(path: path)
    try player.seekToEnd()
    #expect(player.state == fold(events))
    var steps = ""
    try reader.export(.steps, as: .csv) { steps += $0 }
    #expect(steps.split(separator: "\n").count == 5, "the twin's are not the run's")
  }

  @Test(arguments: [
    ("UPDATE twin_ended SET choice = 'both'", "choice is an unknown word"),
    ("DELETE FROM twin_step WHERE sequence = 8", "lost its row in the table twin_step"),
    ("DELETE FROM evaluated WHERE sequence = 10", "lost its row in the table evaluated"),
    ("UPDATE detailed_layer SET stretches = 100000000", "stretches is not a whole number in its range"),
    ("UPDATE detailed_layer SET stretches = 4", "the drops before an alert have a wrong length"),
    ("UPDATE weight_hash SET hash = 'x'", "hash is not a whole number"),
    ("UPDATE started_branch SET parent = x'03'", "parent is not text"),
    ("UPDATE twin_started SET steps = -1", "steps is not a whole number in its range"),
  ]) func damageIsSaid(_ sql: String, _ words: String) throws {
    let folder = try TemporaryFolder()
    let (path, _) = try recorded(folder)
    try folder.change("run.sqlite", sql)
    let error = #expect(throws: SessionError.self) { try SessionReader(path: path).events() }
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    #expect(try SessionReader(path: path).verify().problems.contains { $0.contains(words) })
  }

  @Test func aTwinsBooksAreCheckedToo() throws {
    let folder = try TemporaryFolder()
    let (path, _) = try recorded(folder)
    try folder.change("run.sqlite", "UPDATE ledger SET kept = x'' WHERE sequence = 8 AND position = 0")
    #expect(try SessionReader(path: path).verify().problems.contains { $0.contains("of the twin: layer 0") })
  }
}
