import Experiment
import Forecasting
import Testing

/// What a plan takes from a run's recipe and its evaluations.
@Suite struct ForecastPlanTests {
  @Test(
    "the first third is left out, the warm-up in any case, but eight checkpoints stay",
    arguments: [
      (warmup: 0, fitUntil: 3000, skip: 1000), (0, 1200, 400), (0, 900, 200), (500, 3000, 1000), (1500, 3000, 1500),
      (0, 700, 0), (200, 1000, 300), (2600, 3000, 2600),
    ])
  func skip(warmup: Int, fitUntil: Int, skip: Int) {
    let evaluated = (1...40).map { $0 * 100 }
    let found = ForecastPlan.skip(warmup: warmup, fitUntil: fitUntil, evaluated: evaluated)
    #expect(found == skip)
    let usable = evaluated.filter { $0 >= warmup && $0 <= fitUntil }.count
    #expect(evaluated.count { $0 >= found && $0 <= fitUntil } >= min(usable, Forecast.fewestCheckpoints))
  }

  /// The state after the steps of a run of 100 steps with 10 tokens each.
  private func state(_ settings: [String], steps: Int, changeAt: Int? = nil) throws -> RunState {
    var recipe = Recipe()
    recipe[Keys.Run.steps] = 100
    recipe[Keys.Optimizer.learningRate] = 1
    recipe = try recipe.applying(sets: settings)
    var state = RunState()
    var sequence = 0
    func apply(_ event: Event) {
      state.apply(Stamped(sequence: sequence, time: 0, event: event))
      sequence += 1
    }
    apply(
      .started(
        Header(
          name: "x", workload: "language-model", recipe: recipe.toml, seed: 1, firstStep: 0, totalSteps: 100,
          tokensPerStep: 10, sequenceLength: 10, vocabulary: 1, domains: [], moeLayers: [], layers: 1,
          totalParameters: 1, activeParameters: 1, flopsPerToken: 1,
          machine: Machine(processor: "", cores: 1, threads: 1, blasCore: "", sgemmGflops: 0), version: "")))
    let schedule = Schedule(recipe)
    for step in 1...steps {
      if step == changeAt {
        apply(
          .control(Control(action: .set, step: step - 1, key: "optimizer.learning_rate", before: "1.0", after: "0.5")))
      }
      let peak = changeAt.map { step >= $0 ? 0.5 : 1 } ?? 1
      apply(.step(Step(step: step, tokens: step * 10, loss: 1, learningRate: peak * schedule.factor(at: step))))
    }
    return state
  }

  private func rate(_ schedule: RunSchedule, _ tokens: Int) -> Double? {
    schedule.rates?.points.first { $0.tokens == tokens }?.rate
  }

  @Test("warm-up, end and rate come from the recipe, in tokens")
  func schedule() throws {
    let schedule = RunSchedule(
      try state(["schedule.kind=linear", "schedule.warmup=20", "schedule.final_ratio=0"], steps: 30), recordedTo: 30)
    #expect(schedule.horizon == 1000 && schedule.warmup == 200 && schedule.total == 1000 && schedule.kind == .linear)
    #expect(rate(schedule, 100) == 0.5 && rate(schedule, 200) == 1 && rate(schedule, 1000) == 0)
    #expect(abs(try #require(rate(schedule, 600)) - 0.5) < 1e-12)
    let plan = schedule.plan(fitUntil: 600, evaluated: (1...60).map { $0 * 10 })
    #expect(plan.skip == 200 && plan.warmup == 200 && plan.total == 1000 && !plan.isConstant && plan.horizon == 1000)
    let constant = RunSchedule(try state(["schedule.kind=constant"], steps: 1), recordedTo: 1)
    #expect(constant.total == nil && constant.plan(fitUntil: 500, evaluated: []).isConstant)
    // One without an end: the horizon stands for it, and the rates are known.
    let inverse = RunSchedule(
      try state(["schedule.kind=inverse", "schedule.gamma=0.5", "schedule.power=1"], steps: 1), recordedTo: 1)
    #expect(inverse.total == nil && !inverse.plan(fitUntil: 500, evaluated: []).isConstant)
    #expect(abs(try #require(rate(inverse, 1000)) - 1 / 41) < 1e-12)
    #expect(RunSchedule(RunState(), recordedTo: 0).horizon == 0)
    // A run that ends within its warm-up has no schedule to speak of.
    #expect(RunSchedule(try state(["schedule.warmup=100"], steps: 1), recordedTo: 1).kind == nil)
  }

  @Test("a rate that was changed by hand is not known before it was changed")
  func change() throws {
    let state = try state(["schedule.kind=constant", "schedule.warmup=0"], steps: 60, changeAt: 51)
    let before = RunSchedule(state, recordedTo: 40)
    #expect(rate(before, 300) == 1 && rate(before, 550) == 1 && rate(before, 1000) == 1)
    let after = RunSchedule(state, recordedTo: 60)
    #expect(rate(after, 300) == 1 && rate(after, 550) == 0.5 && rate(after, 1000) == 0.5)
  }

  @Test("evaluations make a table; of two at the same tokens the later one counts")
  func evaluations() throws {
    func evaluation(_ tokens: Int, _ positions: [Float]) -> Evaluation {
      Evaluation(step: tokens, tokens: tokens, loss: 1, bitsPerByte: 1, positions: positions)
    }
    let table = try LossTable(of: [
      evaluation(20, [4, 3, 2, 1]), evaluation(10, [5, 4, 3, 2]), evaluation(20, [1, 1, 1, 1]),
    ])
    #expect(table.checkpoints.map(\.tokens) == [10, 20] && table.checkpoints[1].losses == [1, 1, 1, 1])
    #expect(throws: ForecastError.self) { try LossTable(of: [evaluation(10, [5, 4, .nan, 2])]) }
    #expect(throws: ForecastError.self) { try LossTable(of: [evaluation(10, [])]) }
  }

  @Test("with the rate known in advance the law with annealing says something of the end before it is evaluated")
  func annealing() throws {
    func rate(_ tokens: Int) -> Double { 1 - Double(tokens) / 3_000_000 }
    let tokens = (1...24).map { $0 * 100_000 }
    let whole = try SyntheticRun.table(tokens: tokens, rate: rate) { 1.8 + 0.6 * (1e6 / $0).squareRoot() }
    let known = try LossTable(
      whole.checkpoints.prefix(12).map { LossTable.Checkpoint(tokens: $0.tokens, losses: $0.losses) })
    var plan = ForecastPlan(fitUntil: 1_200_000, horizon: 2_400_000)
    #expect(try Forecast(known, plan: plan).annealing == nil)
    #expect(try Forecast(known, plan: plan).laws == ForecastLaw.always)
    plan.rates = RatePath(tokens.map { RatePath.Point(tokens: $0, rate: rate($0)) })
    let forecast = try Forecast(known, plan: plan)
    #expect(forecast.laws.contains(.annealing))
    // As if the table had told the rates.
    let told = try Forecast(whole, plan: ForecastPlan(fitUntil: 1_200_000, horizon: 2_400_000))
    #expect(forecast.annealing?.law == told.annealing?.law)
    #expect(forecast.end.losses[.annealing] == told.end.losses[.annealing])
    #expect(forecast.identifiability[.annealing] == told.identifiability[.annealing])
    // Between two points of the path the areas are straight.
    let (a, b) = (forecast.prediction(at: 1_900_000), forecast.prediction(at: 2_000_000))
    let between = try #require(forecast.prediction(at: 1_950_000).losses[.annealing])
    let ends = try [#require(a.losses[.annealing]), #require(b.losses[.annealing])].sorted()
    #expect(between > ends[0] && between < ends[1])
  }

  @Test("a rate known not to fall allows no knot")
  func constant() throws {
    let table = try ForecastCase.table("03-cosine")
    let run = try #require(try ForecastCase.read("03-cosine").runs?.first { $0.a2_knot })
    #expect(try Forecast(table, plan: run.plan).law.a2.separation != nil)
    var plan = run.plan
    plan.isConstant = true
    #expect(try Forecast(table, plan: plan).law.a2.separation == nil)
  }
}

/// What several forecasts come to.
@Suite struct ForecastSummaryTests {
  @Test("sums are over the runs in which a law is identified, and over all of them")
  func sums() throws {
    let tokens = (1...24).map { $0 * 100_000 }
    let plan = ForecastPlan(fitUntil: 1_200_000, horizon: 2_400_000)
    let falling = try [0.5, 1.0, 1.5].map { amplitude in
      try Forecast(
        try SyntheticRun.table(tokens: tokens) { (0, 1, 2 + amplitude / (1 + $0 / 300_000)) }, plan: plan)
    }
    let rising = try Forecast(try SyntheticRun.table(tokens: tokens) { (0, 1, 2 + $0 * 1e-7) }, plan: plan)
    let summary = ForecastSummary(falling + [rising])
    #expect(summary.runs == 4 && summary.lines.map(\.law) == ForecastLaw.always)
    let last = try #require(summary.lines.first { $0.law == .last })
    #expect(last.identified == 3 && last.notIdentified == 1 && last.nearerThanLast == 0)
    // 1/(1 + 4) - 1/(1 + 8) = 4/45 of the amplitudes; the rising one ends 0.12 above.
    let errors: [Double] = [2.0 / 45, 4.0 / 45, 6.0 / 45, 0.12]
    let (step, error, bias) = (4.0 / 45, try #require(last.error), try #require(last.bias))
    #expect(abs(error - step) < 1e-9 && abs(bias - step) < 1e-9)
    let (mean, median) = (try #require(last.errorOfAll), try #require(last.medianOfAll))
    let sum: Double = errors.reduce(0, +)
    #expect(abs(mean - sum / 4) < 1e-9)
    // In the middle lie 4/45 and 0.12.
    #expect(abs(median - (step + 0.12) / 2) < 1e-9)
    // The reciprocal made these runs.
    let reciprocal = try #require(summary.lines.first { $0.law == .reciprocal })
    let small = try #require(reciprocal.error)
    #expect(small < 1e-6 && reciprocal.nearerThanLast == 3)
    // Without a measured end nothing is counted.
    let open = try Forecast(
      try LossTable((try SyntheticRun.table(tokens: tokens) { (0, 1, 2 + 1 / $0) }).checkpoints.dropLast(4)), plan: plan
    )
    #expect(ForecastSummary([open]).runs == 0 && ForecastSummary([open]).lines.isEmpty)
  }
}
