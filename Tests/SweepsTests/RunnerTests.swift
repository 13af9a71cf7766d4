import Experiment
import Foundation
import Sessions
import Sweeps
import Testing
import Trials

/// The runner with an executor of the test's own.
@Suite struct RunnerTests {
  private let fixture: SweepFixture
  private let executor: ScriptedExecutor

  init() throws {
    fixture = try SweepFixture()
    executor = ScriptedExecutor(fixture.folder)
  }

  @Test func everyTrialIsRunOnceSeedBySeed() throws {
    try fixture.make("moe.k=2,1", seeds: [7, 8])
    #expect(try fixture.runner(executor).run() == .completed(paused: 0))
    #expect(executor.calls == (1...4).map { "run trial-000\($0) 90" })
    let contents = try fixture.contents()
    #expect(contents.trials.map(\.seed) == [7, 7, 8, 8])
    #expect(contents.trials.map(\.settings.label) == ["k=2", "k=1", "k=2", "k=1"])
    #expect(contents.trials.allSatisfy { $0.state == .completed && $0.step == 90 })
    #expect(contents.points[1]?.map(\.step) == Array(stride(from: 10, through: 90, by: 10)))
    #expect(contents.attempts.map(\.outcome) == Array(repeating: "completed", count: 4))
    let report = SweepReport(contents)
    #expect(report.best?.trial.settings.label == "k=1")
    #expect(report.combinations.map(\.settings.label) == ["k=1", "k=2"])
    #expect(report.combinations[0].spread == 0)
    // And no second time.
    #expect(try fixture.runner(executor).run() == .completed(paused: 0))
    #expect(executor.calls.count == 4)
  }

  @Test func aKilledTrialGoesOnAndIsGivenUpWithoutProgress() throws {
    try fixture.make("moe.k=1,2")
    executor.kills = [1: 35]
    #expect(try fixture.runner(executor).run() == .completed(paused: 0))
    #expect(executor.calls == ["run trial-0001 90", "resume trial-0001 90", "run trial-0002 90"])
    let contents = try fixture.contents()
    #expect(contents.attempts.map(\.from) == [0, 35, 0])
    #expect(contents.attempts.map(\.outcome) == ["killed", "completed", "completed"])
    #expect(contents.points[1]?.count == 9)
    let other = try SweepFixture()
    try other.make("moe.k=1,2")
    let stuck = ScriptedExecutor(other.folder)
    stuck.kills = [1: 35, 2: 36, 3: 36, 4: 36, 5: 36]
    stuck.loss = { _, _ in 1 }
    _ = try other.runner(stuck).run()
    #expect(try other.states() == ["failed", "completed"])
    #expect(try other.contents().trials[0].reason.contains("without getting further"))
  }

  @Test func aFailureSaysWhyAndLeavesTheOthersAlone() throws {
    try fixture.make("moe.k=1,2")
    executor.failures = ["trial-0001": "error: data.corpora: not found"]
    #expect(try fixture.runner(executor).run() == .completed(paused: 0))
    #expect(try fixture.states() == ["failed", "completed"])
    #expect(try fixture.contents().trials[0].reason == "error: data.corpora: not found")
  }

  @Test func halvingPromotesFromCheckpointsAndSaysWhyTheOthersStopped() throws {
    // Nine trials, rungs at 10, 30 and 90, one of three goes on; lower k is better.
    try fixture.make("moe.k=1:9:1", method: .asha)
    #expect(try fixture.runner(executor).run() == .completed(paused: 0))
    let contents = try fixture.contents()
    let completed = contents.trials.filter { $0.state == .completed }
    #expect(completed.map(\.settings.label) == ["k=1"])
    #expect(contents.trials.count { $0.target == 30 } == 2)
    #expect(contents.trials.count { $0.state == .stopped } == 8)
    #expect(executor.calls.contains("resume trial-0001 30") && executor.calls.contains("resume trial-0001 90"))
    // A promoted trial does not start anew, and its recipe's schedule is that of the whole run.
    #expect(executor.calls.count { $0.hasPrefix("run ") } == 9)
    #expect(executor.calls.count == 9 + 3 + 1)
    let recipe = try Recipe(
      toml: String(contentsOfFile: fixture.folder.recipe("trial-0001"), encoding: .utf8), file: "")
    #expect(recipe[Keys.Run.steps] == 90)
    #expect(contents.trials[8].reason == "number 9 of 9 at step 10, the best 3 went on")
    #expect(contents.decisions.count { $0.action == .promote } == 4)
    let notes = try RecordedRun(of: fixture.folder.session("trial-0009")).notes
    #expect(notes == ["ended by the sweep: number 9 of 9 at step 10, the best 3 went on"])
  }

  @Test func theMedianRuleEndsATrialAndSaysWhyInSweepAndSession() throws {
    try fixture.make("moe.k=1,2,3,9", earlyStop: .median)
    executor.pace = 1
    #expect(try fixture.runner(executor).run() == .completed(paused: 0))
    #expect(try fixture.states() == ["completed", "completed", "completed", "stopped"])
    let trial = try fixture.contents().trials[3]
    #expect(trial.reason.hasPrefix("median: 10.0000 nats at step 10, the median of 3 others there is 3.0000"))
    #expect(trial.step < 90)
    let run = try RecordedRun(of: fixture.folder.session("trial-0004"))
    #expect(run.notes == ["ended by the sweep: \(trial.reason)"])
    #expect(run.finish?.reason == .terminated)
    let decision = try #require(try fixture.contents().decisions.first)
    #expect(decision.action == .stop && decision.author == "median" && decision.trial == 4 && decision.taken != nil)
  }

  @Test func aKeptTrialIsNotEndedAndAnEndedOneGoesOn() throws {
    try fixture.make("moe.k=1,2,3,9,8", earlyStop: .median)
    executor.pace = 1
    let store = try SweepStore(fixture.file)
    try store.decide(.keep, author: "user", trial: 5)
    #expect(try fixture.runner(executor).run() == .completed(paused: 0))
    #expect(try fixture.states() == ["completed", "completed", "completed", "stopped", "completed"])
    try store.decide(.keep, author: "user", trial: 4)
    #expect(try fixture.runner(executor).run() == .completed(paused: 0))
    #expect(try fixture.contents().trials[3].state == .completed)
    #expect(executor.calls.last == "resume trial-0004 90")
  }

  @Test func decisionsByHandAreCarriedOutAndKept() throws {
    try fixture.make("moe.k=1:4:1")
    let store = try SweepStore(fixture.file)
    try store.decide(.kill, author: "user", trial: 1, reason: "dull")
    try store.decide(.pause, author: "user", trial: 2)
    try store.decide(.add, author: "user", value: SweepStore.text([Setting(Keys.MoE.k.declaration, .integer(7))]))
    try store.decide(.add, author: "user", value: SweepStore.text([Setting(Keys.MoE.k.declaration, .integer(3))]))
    try store.decide(.budget, author: "user", value: "3600.0")
    var notes: [String] = []
    let outcome = try fixture.runner(executor) { if case .note(let text) = $0 { notes.append(text) } }.run()
    #expect(outcome == .completed(paused: 1))
    #expect(try fixture.states() == ["killed", "paused", "completed", "completed", "completed"])
    let contents = try fixture.contents()
    #expect(contents.trials[0].reason == "by hand: dull")
    #expect(contents.trials[4].settings.label == "k=7")
    #expect(contents.budget == 3600)
    #expect(contents.decisions.count == 5 && contents.decisions.allSatisfy { $0.taken != nil })
    #expect(notes.contains { $0.contains("in the sweep already") })
    try store.decide(.resume, author: "user", trial: 2)
    #expect(try fixture.runner(executor).run() == .completed(paused: 0))
    #expect(try fixture.contents().trials[1].state == .completed)
  }

  @Test func moreAreDrawnAsTheOthersWere() throws {
    try fixture.make("moe.k=1:60", method: .random, trials: 3)
    let store = try SweepStore(fixture.file)
    try store.decide(.add, author: "user", value: "2")
    #expect(try fixture.runner(executor).run() == .completed(paused: 0))
    let found = try fixture.contents().trials.map(\.settings.label)
    let other = try SweepFixture()
    try other.make("moe.k=1:60", method: .random, trials: 5)
    #expect(found == (try other.contents().trials.map(\.settings.label)))
  }

  @Test func anEmptyBudgetEndsTheSweepAndMoreTakesItUp() throws {
    try fixture.make("moe.k=1:4:1", budget: 1e-9)
    executor.pace = 1
    #expect(try fixture.runner(executor).run() == .outOfBudget(left: 4))
    let store = try SweepStore(fixture.file)
    try store.decide(.budget, author: "user", value: "none")
    executor.pace = nil
    #expect(try fixture.runner(executor).run() == .completed(paused: 0))
    #expect(try fixture.states() == Array(repeating: "completed", count: 4))
  }

  @Test func noMoreRunAtOnceThanMay() throws {
    try fixture.make("moe.k=1:6:1")
    executor.pace = 30
    #expect(try fixture.runner(executor, jobs: 3).run() == .completed(paused: 0))
    #expect(executor.mostAtOnce == 3)
  }

  @Test func aSecondDriverIsKeptAway() throws {
    try fixture.make()
    let first = try fixture.runner(executor)
    let error = #expect(throws: SweepError.self) { try fixture.runner(executor) }
    #expect(error?.description.contains("another process") == true)
    #expect(try first.run() == .completed(paused: 0))
  }

  @Test func whatIsLeftOverAfterTheDriversDeathIsFoundOutFromSessions() throws {
    try fixture.make("moe.k=1:3:1", earlyStop: .median)
    executor.pace = 1
    // The driver dies between the rule's word and the end of the process.
    let store = try SweepStore(fixture.file)
    var trials = try store.contents().trials
    trials[0].state = .running
    trials[0].wanted = .stopped
    trials[0].reason = "median: too high"
    try store.restore([trials[0]])
    try fixture.folder.make()
    try fixture.folder.write(
      trials[0].recipe(of: try store.contents().sweep).toml, to: fixture.folder.recipe("trial-0001"))
    let job = try executor.start(
      TrialJob(trial: "trial-0001", arguments: ["run", "--steps", "90"])
    ) {}
    while job?.ending == nil { job?.end() }
    #expect(try fixture.runner(executor).run() == .completed(paused: 0))
    #expect(try fixture.states() == ["stopped", "completed", "completed"])
    #expect(try RecordedRun(of: fixture.folder.session("trial-0001")).notes == ["ended by the sweep: median: too high"])
    #expect(executor.calls.count { $0.contains("trial-0001") } == 1)
  }
}
