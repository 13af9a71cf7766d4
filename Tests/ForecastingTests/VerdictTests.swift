import Forecasting
import Foundation
import TestSupport
import Testing

/// When a law says that it does not know.
@Suite struct VerdictTests {
  static let tokens = (1...24).map { $0 * 100_000 }
  static let plan = ForecastPlan(fitUntil: 1_200_000, horizon: 2_400_000)

  @Test("laws that generated the run are identified")
  func exact() throws {
    let forecast = try Forecast(
      try ForecastCase.table("01-exact"), plan: .init(fitUntil: 3_750_000, horizon: 7_500_000))
    for kind in forecast.laws { #expect(forecast.identifiability[kind] == .identified, "\(kind.rawValue)") }
  }

  @Test("a loss that rises or stands still identifies nothing")
  func rising() throws {
    let forecast = try Forecast(
      try SyntheticRun.table(tokens: Self.tokens, mean: { 2 + $0 * 1e-7 }), plan: Self.plan)
    for kind in forecast.laws {
      #expect(forecast.identifiability[kind]?.reason?.contains("does not fall") == true)
    }
  }

  @Test("a short noisy prefix does not determine the reciprocal's limit")
  func noisy() throws {
    var numbers = SampleNumbers(seed: 3)
    let table = try SyntheticRun.table(tokens: Self.tokens) {
      (0.5, 1, 4 - $0 * 1e-7 + 0.03 * Double(numbers.uniform()))
    }
    let forecast = try Forecast(table, plan: ForecastPlan(fitUntil: 900_000, horizon: 24_000_000))
    #expect(forecast.identifiability[.reciprocal]?.isIdentified == false)
    #expect(forecast.identifiability[.temporal]?.isIdentified == false)
  }

  @Test("annealing that has not begun to show leaves the law open, if the schedule is known")
  func annealingAhead() throws {
    let table = try SyntheticRun.table(tokens: Self.tokens) { (1, 0.5, 2 + 1 / (1 + $0 / 2e5)) }
    var plan = ForecastPlan(fitUntil: 800_000, horizon: 2_400_000)
    #expect(try Forecast(table, plan: plan).identifiability[.temporal] == .identified)
    plan.total = 2_400_000
    #expect(try Forecast(table, plan: plan).identifiability[.temporal]?.reason?.contains("annealing") == true)
    // A learning rate that falls says as much; later than half of the way it would have shown.
    plan.total = nil
    let rated = try SyntheticRun.table(tokens: Self.tokens, rate: { 1 - Double($0) * 1e-7 }) {
      (1, 0.5, 2 + 1 / (1 + $0 / 2e5))
    }
    #expect(try Forecast(rated, plan: plan).identifiability[.temporal]?.reason?.contains("annealing") == true)
    plan.fitUntil = 1_500_000
    #expect(try Forecast(rated, plan: plan).identifiability[.temporal] == .identified)
  }

  @Test("the law with annealing finds its parameters again, whatever the schedule")
  func annealing() throws {
    func rate(_ tokens: Int) -> Double { tokens < 500_000 ? 1e-3 : 1e-3 - 4e-10 * Double(tokens - 500_000) }
    // The areas by a slow sum over steps of 100 tokens, forgetting over a twentieth of the run.
    let memory = 120_000.0
    var (area, momentum, sum, areas) = (0.0, 0.0, 0.0, [Int: (Double, Double)]())
    for tokens in stride(from: 100, through: 2_400_000, by: 100) {
      area += 100 * (rate(tokens) + rate(tokens - 100)) / 2
      momentum = momentum * (1 - 100 / memory) + rate(tokens - 100) - rate(tokens)
      sum += 100 * momentum
      areas[tokens] = (area, sum)
    }
    let scale = try #require(areas[1_200_000]).0
    let table = try SyntheticRun.table(tokens: Self.tokens, rate: rate) { tokens in
      let (s1, s2) = areas[Int(tokens)] ?? (0, 0)
      return (0, 1, 1.8 + 0.6 * pow(s1 / scale, -0.5) - 3 * s2 / scale)
    }
    let annealing = try #require(try Forecast(table, plan: Self.plan).annealing)
    #expect(annealing.identifiability == .identified)
    #expect(abs(annealing.law.exponent - 0.5) < 0.02 && abs(annealing.law.annealing - 3) < 0.1)
    #expect(abs(annealing.law.floor - 1.8) < 0.03)
    #expect(try #require(annealing.errors).absolute < 2e-3)
    #expect(annealing.predictions.map(\.tokens) == Self.tokens.filter { $0 > 1_200_000 })
  }

  @Test("without a learning rate there is no such law, with a constant one it is not identified")
  func noAnnealing() throws {
    let law = { (tokens: Double) in 2 + pow(tokens / 1e6, -0.4) }
    #expect(try Forecast(try SyntheticRun.table(tokens: Self.tokens, mean: law), plan: Self.plan).annealing == nil)
    let constant = try Forecast(
      try SyntheticRun.table(tokens: Self.tokens, rate: { _ in 1e-3 }, mean: law), plan: Self.plan)
    #expect(try #require(constant.annealing).identifiability.reason?.contains("does not fall") == true)
    #expect(try #require(constant.annealing?.errors).absolute < 1e-3)
  }
}
