import Experiment
import Forecasting
import TerminalUI
import TestSupport
import Testing
import Workbench

@Suite struct ForecastHistoryTests {
  /// What the panels share after a run's events up to a step.
  private func shared(_ run: ScriptedRun, through step: Int) -> Shared {
    var shared = Shared()
    for event in Screens.events(through: step, of: run) { shared.run.apply(event) }
    return shared
  }

  private func history(_ run: ScriptedRun, through step: Int) -> ForecastHistory {
    var history = ForecastHistory()
    history.update(shared(run, through: step))
    return history
  }

  private func text(_ state: WorkbenchState) throws -> String {
    state.picture(try Screens.theme()).rows.joined(separator: "\n")
  }

  @Test func numbersAreThoseOfTheLibrary() throws {
    let run = ScriptedRun.lawful()
    let shared = shared(run, through: 240)
    let perStep = run.batchSize * run.sequenceLength
    let state = shared.run.state
    let table = try LossTable(
      state.evaluations.map { evaluation in
        let place = try #require(state.steps.index(ofStep: evaluation.step))
        return LossTable.Checkpoint(
          tokens: evaluation.tokens, losses: evaluation.positions.map(Double.init),
          learningRate: state.steps.learningRate[place])
      })
    let schedule = RunSchedule(state, recordedTo: 240)
    let warmup = run.recipe[Keys.Schedule.warmup] * perStep
    #expect(schedule.horizon == 320 * perStep && schedule.warmup == warmup && schedule.total == 320 * perStep)
    let wanted = try Forecast(
      table,
      plan: schedule.plan(
        fitUntil: 240 * perStep, evaluated: table.checkpoints.map(\.tokens), replicates: ForecastHistory.replicates))
    var history = ForecastHistory()
    history.update(shared)
    let found = try #require(history.latest)
    #expect(found.step == 240)
    #expect(found.end == wanted.predictions.last)
    #expect(found.forecast.law == wanted.law && found.forecast.identifiability == wanted.identifiability)
    #expect(history.series.fits == wanted.checkpoints)
    // And it is these that stand on the screen.
    let screen = try text(Screens.state(Size(200, 60), through: 240, keys: "F enter", run: run))
    for law in ForecastLaw.allCases where wanted.identifiability[law]?.isIdentified == true {
      let value = try #require(found.end.losses[law])
      let rows = screen.split(separator: "\n").filter { $0.contains(" \(law.rawValue) ") }
      #expect(rows.contains { $0.contains(" \(decimal(value, 3)) ") }, "\(law): \(rows)")
    }
  }

  @Test func whatCameOneByOneIsWhatComesAtOnce() {
    let run = ScriptedRun.lawful()
    var followed = ForecastHistory()
    for step in stride(from: 10, through: 320, by: 10) {
      followed.update(shared(run, through: step))
      let whole = history(run, through: step)
      #expect(followed.entries.map(\.step) == whole.entries.map(\.step), "step \(step)")
      #expect(followed.entries.map(\.end) == whole.entries.map(\.end), "step \(step)")
      #expect(followed.missing == whole.missing && followed.trust(in: .power) == whole.trust(in: .power))
    }
  }

  @Test func aCursorInThePastSeesWhatWasKnownThen() {
    let run = ScriptedRun.lawful()
    var inspecting = shared(run, through: 320)
    inspecting.inspect(215)
    var history = ForecastHistory()
    history.update(inspecting)
    let then = self.history(run, through: 215)
    #expect(history.latest?.step == 200)
    #expect(history.entries.map(\.end) == then.entries.map(\.end))
  }

  @Test func tooFewEvaluationsAreSaid() {
    let run = ScriptedRun.lawful()
    // The first evaluation comes as the warm-up ends and counts.
    #expect(
      history(run, through: 140).missing?.hasSuffix(
        "7 evaluations after the warm-up and before the end,"
          + " at least 8 are needed (1 more)") == true)
    #expect(history(run, through: 160).missing == nil)
    let short = history(ScriptedRun(), through: 240)
    #expect(short.entries.isEmpty)
    #expect(short.missing?.contains("evaluation.every = 50 gives this run too few") == true)
    #expect(ForecastHistory().latest == nil)
  }

  @Test func earlierForecastsAreHeldAgainstWhatCame() throws {
    let history = history(.lawful(), through: 320)
    #expect(history.isOver && history.entries.map(\.step) == [160, 180, 200, 220, 240, 260, 280, 300])
    let measured = try #require(history.measured)
    let errors = try history.entries.filter { $0.forecast.identifiability[.last]?.isIdentified == true }.map {
      try #require($0.end.losses[.last]) - measured.meanLoss
    }
    // The last value is always too high while the loss falls.
    #expect(errors.allSatisfy { $0 > 0 })
    let trust = history.trust(in: .last)
    let error = try #require(trust.error)
    #expect(trust.count == 8 && abs(error - errors.reduce(0, +) / 8) < 1e-12)
    #expect(history.coverage.count == history.entries.count { $0.doubt == nil })
  }

  @Test func lawsAreComparedAtTheSameMoments() throws {
    let history = history(.lawful(), through: 320)
    let latest = try #require(history.latest)
    // By hand: every identified law with three moments, its errors where all such laws were identified.
    let laws = ForecastLaw.allCases.filter { law in
      latest.forecast.identifiability[law] == .identified
        && history.entries.count { $0.forecast.identifiability[law] == .identified } >= 3
    }
    #expect(laws.count >= 2)
    let moments = history.entries.filter { entry in
      laws.allSatisfy { entry.forecast.identifiability[$0] == .identified }
    }
    let measured = try #require(history.measured).meanLoss
    var errors: [ForecastLaw: Double] = [:]
    for law in laws {
      errors[law] = try moments.reduce(0) { $0 + abs(try #require($1.end.losses[law]) - measured) }
    }
    let wanted = moments.count >= 3 ? laws.min { (errors[$0] ?? 0) < (errors[$1] ?? 0) } : nil
    #expect(history.nearest == wanted)
    // The last value stays behind while the loss falls.
    #expect(history.nearest != .last)
    #expect(self.history(.lawful(), through: 160).nearest == nil)
  }

  @Test func theWorkIsBounded() {
    var series = CheckpointSeries()
    let positions = (0..<8).map { Float(3 / (1 + Double($0))) + 1 }
    let evaluations = (1...1000).map {
      Evaluation(step: $0, tokens: $0 * 10, loss: 1, bitsPerByte: 1, positions: positions)
    }
    series.update(evaluations, horizon: 10_000) { _ in nil }
    #expect(series.fits.count == CheckpointSeries.limit && series.steps.last == 1000)
    // What counts of a stretch that is over does not change any more.
    let whole = series.steps
    series.update(evaluations.prefix(500), horizon: 10_000) { _ in nil }
    #expect(series.steps == whole.filter { $0 <= 500 })
  }

  @Test func lossesThatAreNoNumbersAreLeftOut() {
    var series = CheckpointSeries()
    func evaluation(_ step: Int, _ positions: [Float]) -> Evaluation {
      Evaluation(step: step, tokens: step, loss: 1, bitsPerByte: 1, positions: positions)
    }
    series.update(
      [
        evaluation(1, [4, 3, 2, 1]), evaluation(2, [4, .nan, 2, 1]), evaluation(3, [4, 3, 2]),
        evaluation(4, [3, 2, 1, 0.5]), evaluation(4, [3, 2, 1, 0.25]),
      ], horizon: 4
    ) { _ in nil }
    #expect(series.steps == [1, 4] && series.unusable == 2)
    #expect(series.checkpoints.last?.losses.last == 0.25)
  }

  @Test func whatIsNotIdentifiedIsSaidInWords() throws {
    // Losses that do not fall any more say nothing of the end.
    var flat = WorkbenchStateOfLosses(losses: Array(repeating: 2, count: 10))
    let screen = try flat.screen()
    #expect(screen.contains("not identified: the loss does not fall"))
    #expect(!screen.contains("The end:"))
  }
}

/// A workbench that has seen evaluations with these mean losses.
private struct WorkbenchStateOfLosses {
  let losses: [Double]

  mutating func screen() throws -> String {
    let run = ScriptedRun.lawful()
    var number = 0
    let events = Screens.events(through: 20 * losses.count, of: run).map { stamped -> Stamped in
      guard case .evaluated(var evaluation) = stamped.event else { return stamped }
      evaluation.positions = (1...run.sequenceLength).map { Float(losses[number] + 1 / Double($0)) }
      number += 1
      return Stamped(sequence: stamped.sequence, time: stamped.time, event: .evaluated(evaluation))
    }
    var state = try WorkbenchState(size: Size(120, 40), themes: ["default"], theme: "default")
    _ = state.update(.arrived(events, restarted: false), at: Screens.noon)
    try Screens.press("F enter", &state)
    return state.picture(try Screens.theme()).rows.joined(separator: "\n")
  }
}
