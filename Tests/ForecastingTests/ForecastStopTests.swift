import Forecasting
import Foundation
import Testing

/// When a trial is ended by its forecast, and when it is not.
@Suite struct ForecastStopTests {
  static let tokens = (1...24).map { $0 * 100_000 }
  static let horizon = 2_400_000

  /// A run that follows the law exactly and ends `floor` above 2/17 nats, at a constant learning rate.
  static func run(floor: Double) throws -> [LossTable.Checkpoint] {
    try SyntheticRun.table(tokens: tokens) { (1, 0.5, floor + 2 / (1 + $0 / 150_000)) }.checkpoints
  }

  static func end(_ run: [LossTable.Checkpoint]) -> Double {
    let losses = run[run.count - 1].losses
    return losses.reduce(0, +) / Double(losses.count)
  }

  @Test("a trial that will end worse is stopped, one that will end better is not")
  func worse() throws {
    let run = try Self.run(floor: 2)
    let (stop, first) = (ForecastStop(horizon: Self.horizon), Array(run.prefix(10)))
    let final = Self.end(run)
    let verdict = stop.verdict(first, best: final - 0.05)
    #expect(verdict.isStop)
    #expect(verdict.reason?.contains("best \(String(format: "%.3f", final - 0.05))") == true)
    #expect(verdict.reason?.contains("\(String(format: "%.3f", final)) nats at ") == true)
    #expect(stop.verdict(first, best: final + 0.05) == .proceed)
    // The margin shifts the border.
    #expect(ForecastStop(horizon: Self.horizon, margin: 0.1).verdict(first, best: final - 0.05) == .proceed)
  }

  @Test("the border is the lower end of the interval that the forecast reports")
  func border() throws {
    let table = try ForecastCase.table("02-noise")
    let skip = ForecastPlan.skip(
      warmup: 0, fitUntil: 5_000_000, evaluated: table.checkpoints.map(\.tokens))
    #expect(skip > 1_500_000)
    let plan = ForecastPlan(fitUntil: 5_000_000, horizon: 9_000_000, skip: skip, replicates: 60)
    let forecast = try Forecast(table, plan: plan)
    #expect(forecast.identifiability[.temporal] == .identified)
    let low = forecast.prediction(at: 9_000_000).low
    let known = table.checkpoints.filter { $0.tokens <= 5_000_000 }
    let stop = ForecastStop(horizon: 9_000_000)
    #expect(stop.verdict(known, best: low - 1e-9).isStop)
    #expect(stop.verdict(known, best: low + 1e-9) == .proceed)
    // Fitted one by one it is the same, and so it is in another order.
    let fits = known.map(PositionFitter(positions: table.positions).fit)
    #expect(stop.verdict(fits, positions: table.positions, best: low - 1e-9).isStop)
    #expect(stop.verdict(known.reversed(), best: low - 1e-9) == stop.verdict(known, best: low - 1e-9))
  }

  @Test("too few evaluations, a rising loss and annealing ahead identify nothing, and nothing is stopped")
  func open() throws {
    let run = try Self.run(floor: 2)
    let few = ForecastStop(horizon: Self.horizon).verdict(Array(run.prefix(7)), best: 0.1)
    #expect(few.reason?.contains("at least 8") == true && !few.isStop)
    // The warm-up does not count.
    let warm = ForecastStop(horizon: Self.horizon, warmup: 350_000, total: Self.horizon)
    #expect(warm.verdict(Array(run.prefix(10)), best: 0.1).reason?.contains("7 checkpoints") == true)
    let rising = try SyntheticRun.table(tokens: Self.tokens) { (1, 0.5, 2 + $0 * 1e-7) }.checkpoints
    let lost = ForecastStop(horizon: Self.horizon).verdict(Array(rising.prefix(12)), best: 0.1)
    #expect(lost.reason?.contains("does not fall") == true && !lost.isStop)
    let early = ForecastStop(horizon: Self.horizon, total: Self.horizon).verdict(Array(run.prefix(9)), best: 0.1)
    #expect(early.reason?.contains("annealing") == true && !early.isStop)
  }

  @Test("without a best, after the end and without evaluations a trial goes on; damaged losses are named")
  func nothing() throws {
    let run = try Self.run(floor: 2)
    let stop = ForecastStop(horizon: Self.horizon)
    #expect(stop.verdict(Array(run.prefix(10)), best: nil) == .proceed)
    #expect(stop.verdict(Array(run.prefix(10)), best: .nan) == .proceed)
    #expect(stop.verdict(run, best: 0.1) == .proceed)
    #expect(stop.verdict([], best: 0.1) == .proceed)
    var damaged = Array(run.prefix(10))
    damaged[3].losses[2] = .nan
    #expect(stop.verdict(damaged, best: 0.1).reason?.contains("position 3") == true)
  }
}
