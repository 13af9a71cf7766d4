import Forecasting
import Foundation
import TestSupport
import Testing

private func hyperbola(_ p: (Double, Double, Double), _ x: Double) -> Double { p.0 / (1 + p.1 * x) + p.2 }

/// Σ (fit - y)² of the best line through (u, y).
private func squares(_ u: [Double], _ y: [Double]) -> Double {
  let n = Double(u.count)
  let (mu, my) = (u.reduce(0, +) / n, y.reduce(0, +) / n)
  let slope = zip(u, y).reduce(0) { $0 + ($1.0 - mu) * ($1.1 - my) } / u.reduce(0) { $0 + ($1 - mu) * ($1 - mu) }
  return zip(u, y).reduce(0) { sum, pair in
    let difference = slope * (pair.0 - mu) + my - pair.1
    return sum + difference * difference
  }
}

/// Each law alone: known parameters, slow searches, invariances.
@Suite struct LawTests {
  static let tokens = (1...20).map { $0 * 50_000 }
  static let plan = ForecastPlan(fitUntil: 600_000, horizon: 1_000_000)

  @Test("noisy positions are fitted as well as by a fine search", arguments: 0..<6)
  func fineSearch(seed: Int) throws {
    var numbers = SampleNumbers(seed: UInt64(seed))
    let rate = pow(10, Double(numbers.uniform(-3...0.9)))
    let losses = (1...24).map { 2 / (1 + rate * Double($0)) + 2 + 0.05 * Double(numbers.uniform()) }
    let fit = PositionFitter(positions: 24).fit(.init(tokens: 1, losses: losses))
    let best =
      (0...4000).map { step in
        let rate = pow(10, -4 + 5 * Double(step) / 4000)
        return squares((1...24).map { 1 / (1 + rate * Double($0)) }, losses)
      }.min() ?? 0
    #expect(fit.error * fit.error * 24 <= best * (1 + 1e-6), "seed \(seed), rate \(rate)")
    #expect(abs(fit.meanLoss - losses.reduce(0, +) / 24) < 1e-12)
  }

  @Test("losses that do not fall with position have no amplitude and no rate")
  func flat() {
    for losses in [[2.1, 2.1, 2.1, 2.1, 2.1], [1, 2, 3, 4, 5]] {
      let fit = PositionFitter(positions: 5).fit(.init(tokens: 1, losses: losses))
      #expect(fit.a0 == 0 && fit.a1 == nil)
      #expect(abs(fit.a2 - losses.reduce(0, +) / 5) < 1e-12)
    }
  }

  @Test("a power law, a reciprocal and a logarithm are found exactly")
  func baselines() throws {
    let scale = 600_000.0
    func mean(_ law: @escaping (Double) -> Double) throws -> Forecast {
      try Forecast(
        try SyntheticRun.table(tokens: Self.tokens) { (0, 1, law($0 / scale)) }, plan: Self.plan)
    }
    let power = try mean { 1.5 + 0.7 * pow($0, -0.4) }.baselines.power
    #expect(abs(power.floor - 1.5) < 1e-5 && abs(power.amplitude - 0.7) < 1e-5 && abs(power.exponent - 0.4) < 1e-5)
    let reciprocal = try mean { hyperbola((2, 5, 1.8), $0) }.baselines.reciprocal
    #expect(abs(reciprocal.p0 - 2) < 1e-5 && abs(reciprocal.p1 - 5) < 1e-4 && abs(reciprocal.p2 - 1.8) < 1e-5)
    let logarithm = try mean { 2 - 0.3 * log($0) }.baselines.logarithm
    #expect(abs(logarithm.p0 - 2) < 1e-9 && abs(logarithm.p1 + 0.3) < 1e-9)
  }

  @Test("a knot is found where there is one, and none where there is none")
  func knot() throws {
    let (scale, total) = (800_000.0, 1_000_000.0)
    func a2(_ tokens: Double, bend: Double) -> Double {
      let (x, s, t) = (tokens / scale, 0.5, total / scale)
      let h = hyperbola((1.2, 6, 1.9), min(x, s))
      return x < s ? h : h + bend * (cos(Double.pi * x / t) - cos(Double.pi * s / t))
    }
    for bend in [0.15, 0.0] {
      let table = try SyntheticRun.table(tokens: Self.tokens) { tokens in
        (
          1.5 - 0.1 * log(tokens / scale), 0.3,
          bend > 0 ? a2(tokens, bend: bend) : hyperbola((1.2, 6, 1.9), tokens / scale)
        )
      }
      let forecast = try Forecast(
        table, plan: ForecastPlan(fitUntil: 800_000, horizon: 1_000_000, total: 1_000_000))
      #expect(forecast.law.a2.separation == (bend > 0 ? 0.5 : nil))
      #expect(abs(forecast.law.a2.g3 - bend) < 1e-4)
      #expect(try #require(forecast.errors[.temporal]).absolute < 1e-4)
    }
  }

  @Test("tokens counted in another unit give the same law in x")
  func unit() throws {
    let table = try ForecastCase.table("02-noise")
    let stretched = try LossTable(table.checkpoints.map { .init(tokens: $0.tokens * 8, losses: $0.losses) })
    let plan = ForecastPlan(fitUntil: 5_000_000, horizon: 9_000_000)
    let first = try Forecast(table, plan: plan)
    let second = try Forecast(stretched, plan: ForecastPlan(fitUntil: 40_000_000, horizon: 72_000_000))
    #expect(first.law == second.law && first.baselines == second.baselines)
    #expect(first.predictions.map(\.low) == second.predictions.map(\.low))
  }

  @Test("a constant added to all losses moves a2 and the forecast by as much")
  func shift() throws {
    let table = try ForecastCase.table("02-noise")
    let shifted = try LossTable(
      table.checkpoints.map { .init(tokens: $0.tokens, losses: $0.losses.map { $0 + 0.5 }) })
    let plan = ForecastPlan(fitUntil: 5_000_000, horizon: 9_000_000)
    let (first, second) = (try Forecast(table, plan: plan), try Forecast(shifted, plan: plan))
    for (a, b) in zip(first.predictions, second.predictions) {
      #expect(abs(a.temporal + 0.5 - b.temporal) < 1e-5 && abs(a.high + 0.5 - b.high) < 1e-4)
    }
  }

  @Test("errors are those of the definitions")
  func errors() throws {
    let errors = try #require(HeldOutErrors(forecast: [2, 3, 5], measured: [1, 3, 4]))
    #expect(abs(errors.squared - 2.0 / 3) < 1e-15 && abs(errors.absolute - 2.0 / 3) < 1e-15 && errors.final == 1)
    // Mean 8/3; variation 25/9 + 1/9 + 16/9 = 14/3; 1 - 2 · 3/14 = 4/7.
    let r2 = try #require(errors.r2)
    #expect(abs(r2 - 4.0 / 7) < 1e-15)
    #expect(HeldOutErrors(forecast: [], measured: []) == nil)
    #expect(try #require(HeldOutErrors(forecast: [1], measured: [2])).r2 == nil)
    #expect(try #require(HeldOutErrors(forecast: [1, 2], measured: [2, 2])).r2 == nil)
  }

  @Test("positions that learn alike are told from positions that do not")
  func learning() throws {
    let even = try SyntheticRun.table(tokens: Self.tokens) { (1, 0.3, 4 - 0.2 * log($0)) }
    let rates = try #require(LearningByPosition(even, tokens: 1...1_000_000))
    #expect(rates.rates.count == 16 && rates.rates.allSatisfy { abs($0 - 0.2) < 1e-9 } && rates.unevenness < 1e-9)
    // Position i falls by 0.1 · i for each factor e.
    let uneven = try LossTable(
      Self.tokens.map { tokens in
        .init(tokens: tokens, losses: (1...4).map { 10 - 0.1 * Double($0) * log(Double(tokens)) })
      })
    let other = try #require(LearningByPosition(uneven, tokens: 100_000...500_000))
    #expect(zip(other.rates, [0.1, 0.2, 0.3, 0.4]).allSatisfy { abs($0 - $1) < 1e-9 })
    // Deviation √(0.05²·5) = 0.1118 of the mean 0.25.
    #expect(abs(other.unevenness - 0.0125.squareRoot() / 0.25) < 1e-9)
    #expect(LearningByPosition(even, tokens: 1...60_000) == nil)
    #expect(rates.scatter < 1e-9 && rates.unevennessBeyondScatter < 1e-6)
    // Neighbours differ by 0.1: √(3·0.01/6) = 0.0707 by chance.
    #expect(abs(other.scatter - 0.005.squareRoot()) < 1e-9)
    #expect(abs(other.unevennessBeyondScatter - (0.0125 - 0.005).squareRoot() / 0.25) < 1e-9)
    let grouped = other.rates(in: [1...1, 2...4])
    #expect(abs(grouped[1].rate - 0.3) < 1e-9 && abs(grouped[1].error - (0.005 / 3).squareRoot()) < 1e-9)
  }

  @Test("rates that scatter by chance alone are not called uneven, a trend below the scatter is")
  func chance() throws {
    var numbers = SampleNumbers(seed: 5)
    func learning(slope: Double) throws -> LearningByPosition {
      let rates = (0..<128).map { 0.4 + slope * Double($0) / 128 + 0.08 * Double(numbers.uniform()) }
      let table = try LossTable(
        Self.tokens.map { tokens in
          .init(tokens: tokens, losses: rates.map { 10 - $0 * log(Double(tokens)) })
        })
      return try #require(LearningByPosition(table, tokens: 1...1_000_000))
    }
    let chance = try learning(slope: 0)
    // Uniform in ±0.08: deviation 0.046, 12 % of the mean, and the same between neighbours.
    #expect(abs(chance.unevenness - 0.115) < 0.02 && chance.unevennessBeyondScatter < 0.05)
    // A slope of 0.2 over all positions: deviation 0.2/√12 = 0.058 of the mean 0.5.
    #expect(abs(try learning(slope: 0.2).unevennessBeyondScatter - 0.115) < 0.02)
  }

  @Test("groups of positions cover all of them once and grow", arguments: [4, 16, 128, 1000])
  func groups(count: Int) {
    let groups = PositionGroups.ranges(count)
    #expect(groups.flatMap { Array($0) } == Array(1...count))
    #expect(groups.prefix(4).allSatisfy { $0.count == 1 } && groups.count <= 36)
    #expect(
      PositionGroups.means(of: (1...count).map(Double.init), in: groups)
        == groups.map { Double($0.lowerBound + $0.upperBound) / 2 })
    #expect(groups.allSatisfy { $0 ~= Int(PositionGroups.place($0).rounded()) })
  }

  @Test("groups begin with the first positions alone")
  func firstGroups() {
    #expect(PositionGroups.ranges(9) == [1...1, 2...2, 3...3, 4...4, 5...6, 7...8, 9...9])
  }
}
