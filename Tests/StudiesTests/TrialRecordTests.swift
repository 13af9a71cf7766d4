import Experiment
import Foundation
import Studies
import Testing

@Suite struct TrialRecordTests {
  private let fixture: StudyFixture
  private let trial: Trial
  private let file: String

  init() throws {
    fixture = try StudyFixture(StudyFixture.pair)
    trial = try fixture.study().trials[0]
    file = fixture.folder.session(trial)
  }

  private var record: TrialRecord { fixture.folder.record(trial) }

  private func addCheckpoint() throws {
    let folder = file.dropLast(7) + ".checkpoints"
    try FileManager.default.createDirectory(atPath: String(folder), withIntermediateDirectories: true)
    try Data().write(to: URL(fileURLWithPath: folder + "/step-00000010.safetensors"))
  }

  @Test func nothingIsMissing() { #expect(record == .missing) }

  @Test func aFinishedTrialTellsItsFigures() throws {
    try fixture.record(trial, to: file, loss: 1.5, conditions: [["disable-top-expert"]: 4])
    #expect(
      record
        == .finished(
          TrialFigures(
            loss: 1.5, bitsPerByte: 0.75, conditions: ["disable-top-expert": 4],
            conditionBits: ["disable-top-expert": 2]), seconds: 2))
  }

  @Test(arguments: [Finish.Reason.stopped, .terminated, nil])
  func whatWasCutOffGoesOnFromItsCheckpoint(reason: Finish.Reason?) throws {
    try fixture.record(
      trial, to: file, reason: reason, step: 12, extra: [.step(Step(step: 12, tokens: 0, loss: 1))])
    guard case .unusable = record else {
      Issue.record("\(record) without a checkpoint")
      return
    }
    try addCheckpoint()
    #expect(record == .interrupted(step: 12))
  }

  @Test func aRunEndedEarlyIsNotFinished() throws {
    try fixture.record(trial, to: file, reason: .completed, step: 12)
    try addCheckpoint()
    #expect(record == .interrupted(step: 12))
  }

  @Test func aFailureIsKept() throws {
    try fixture.record(trial, to: file, reason: .failed)
    #expect(record == .failed(message: "because"))
  }

  @Test func threadsAndNameDoNotMatter() throws {
    try fixture.record(trial, to: file) { recipe in
      recipe[Keys.Run.threads] = 7
      recipe[Keys.Run.name] = "else"
    }
    guard case .finished = record else {
      Issue.record("\(record)")
      return
    }
  }

  @Test func anotherRecipeIsNotReused() throws {
    try fixture.record(trial, to: file) { $0[Keys.MoE.k] = 2 }
    #expect(record == .different(reason: "was run with moe.k = 2, the study says 1"))
  }

  @Test func aRunChangedByHandIsNotReused() throws {
    try fixture.record(
      trial, to: file,
      extra: [.control(Control(action: .set, step: 3, key: "moe.capacity_factor", before: "1", after: "2"))])
    #expect(record == .different(reason: "moe.capacity_factor was changed by hand from 1 to 2"))
  }

  @Test func whatIsNoSessionRunsAgain() throws {
    try FileManager.default.createDirectory(atPath: fixture.folder.path, withIntermediateDirectories: true)
    try Data("no session".utf8).write(to: URL(fileURLWithPath: file))
    guard case .unusable = record else {
      Issue.record("\(record)")
      return
    }
  }

  @Test func movingAsideOverwritesNothing() throws {
    var places: Set<String> = []
    for loss in [1.0, 2, 3] {
      try fixture.record(trial, to: file, loss: loss)
      try addCheckpoint()
      places.insert(try fixture.folder.moveAside(trial))
      #expect(record == .missing)
    }
    #expect(places.count == 3)
    let losses = places.sorted().map { TrialRecord.read($0, recipe: trial.recipe) }
    #expect(
      losses == [1.0, 2, 3].map { .finished(TrialFigures(loss: $0, bitsPerByte: $0 / 2), seconds: 2) })
  }
}
