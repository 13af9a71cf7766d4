import Experiment
import Foundation
import Sessions
import TestSupport
import Testing

/// Events that are added to a run after its end.
@Suite struct AppendTests {
  private let folder: TemporaryFolder
  private let run: [Stamped]
  private let path: String
  private let evaluation = Event.evaluatedUnder(MeasuredRun.underConditions)

  init() throws {
    folder = try TemporaryFolder()
    run = ScriptedRun(steps: 12).events
    path = try folder.session("run.sqlite", run)
  }

  @Test func anEvaluationIsAddedToAFinishedRun() throws {
    let added = try SessionRecorder.append([evaluation], to: path, time: 1.8e9)
    #expect(added == [Stamped(sequence: run.count, time: 1.8e9, event: evaluation)])
    let again = try SessionRecorder.append([evaluation, .note(Note(step: 12, text: "x"))], to: path, time: 1.9e9)
    #expect(again.map(\.sequence) == [run.count + 1, run.count + 2])
    let all = run + added + again
    let reader = try SessionReader(path: path)
    #expect(try reader.events() == all)
    let check = try reader.verify()
    #expect(check.problems == [] && check.isFinished)
    #expect(try reader.summary().finish?.reason == .completed)
    #expect(try reader.state() == fold(all))
    var player = try SessionPlayer(path: path)
    try player.seekToEnd()
    #expect(player.state == fold(all) && player.state.status == .finished(.completed))
    #expect(player.state.conditionalEvaluations.count == 2)
    #expect(player.duration < (run.last?.time ?? 0) - run[0].time + 11, "the years between are not waited out")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["run.sqlite"])
  }

  @Test func theMomentIsNowUnlessGiven() throws {
    let before = Date().timeIntervalSince1970
    let added = try SessionRecorder.append([evaluation], to: path)
    #expect(added[0].time >= before && added[0].time <= Date().timeIntervalSince1970)
  }

  @Test func nothingIsAddedWhileAnotherWrites() throws {
    let writer = try SessionRecorder(appendingTo: path)
    let text = message { _ = try SessionRecorder.append([evaluation], to: path) }
    #expect(text?.contains("is being written by another process") == true)
    writer.finish()
    #expect(try SessionReader(path: path).events() == run)
    try SessionRecorder.append([evaluation], to: path)
    #expect(try SessionReader(path: path).events().count == run.count + 1)
  }

  @Test func allOrNothingIsAdded() throws {
    var bad = MeasuredRun.underConditions
    bad.evaluation.layers[0].coactivation.removeLast()
    let text = message { _ = try SessionRecorder.append([evaluation, .evaluatedUnder(bad)], to: path) }
    #expect(text == "\(path): step 9: the evaluation (coactivation) of layer 0 is malformed")
    #expect(try SessionReader(path: path).events() == run)
    try SessionRecorder.append([evaluation], to: path)
    #expect(try SessionReader(path: path).verify().problems == [])
  }

  @Test func whatHoldsNoRunIsRefused() throws {
    try folder.session("none.sqlite", [])
    let text = message { _ = try SessionRecorder.append([evaluation], to: folder["none.sqlite"]) }
    #expect(text == folder["none.sqlite"] + ": holds no run to add to")
    let missing = message { _ = try SessionRecorder.append([evaluation], to: folder["missing.sqlite"]) }
    #expect(missing?.contains("missing.sqlite: ") == true)
    #expect(!FileManager.default.fileExists(atPath: folder["missing.sqlite"]))
  }

  /// A stopped run is evaluated and then taken up from an earlier checkpoint: what was found out about steps that are done
  /// again no longer counts.
  @Test func aRunIsTakenUpAfterAnEvaluation() throws {
    var broken = ScriptedRun(steps: 80)
    broken.finishes = false
    let first = broken.stretch(from: 0, to: 50, firstSequence: 0, at: 10)
    let path = try folder.session("stopped.sqlite", first)
    var late = MeasuredRun.underConditions
    late.evaluation.step = 50
    let added = try SessionRecorder.append([evaluation, .evaluatedUnder(late), evaluation], to: path, time: 20)
    let recorder = try SessionRecorder(appendingTo: path)
    let second = broken.stretch(from: 40, to: 80, firstSequence: recorder.nextSequence, at: 30)
    try folder.record(recorder, second)
    let reader = try SessionReader(path: path)
    let state = try reader.state()
    #expect(state == fold(first + added + second))
    #expect(state.conditionalEvaluations.map(\.evaluation.step) == [9, 9])
    #expect(state.steps.step == Array(1...80))
    #expect(try !reader.verify().isFinished)
    #expect(try reader.summary().finish == nil)
    var steps: [Substring] = []
    try reader.export(.steps, as: .csv) { steps += $0.split(separator: "\n").map { $0.prefix { $0 != "," } } }
    #expect(steps.dropFirst().compactMap { Int($0) } == Array(1...80), "steps done again stand once")
    var rows = 0
    try reader.export(.conditionalEvaluations, as: .csv) { rows += $0.split(separator: "\n").count }
    #expect(rows == 3)
  }
}
