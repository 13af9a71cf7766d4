import Foundation

/// The interval around the temporal law: nominally 90 %, for the mean loss without noise.
///
/// Three parts, added as squares: the spread of refits to redrawn parameters of the checkpoints; the residual of the law
/// at the fitted checkpoints; and the errors that forecasts from earlier moments of the fitted part made, taken to grow
/// in proportion to ln(tokens ahead / tokens fitted).
struct ForecastBand: Sendable {
  /// Share of true values that should lie inside.
  static let nominal = 0.9
  private static let z = 1.644_853_6

  private let refits: [TemporalLaw]
  private let residual: Double
  private let drift: Double
  private let positions: Int

  /// - Parameters:
  ///   - fits: the fitted checkpoints.
  ///   - warmup, total: in tokens.
  init(_ fits: [CheckpointFit], law: TemporalLaw, fitter: TemporalFitter, plan: ForecastPlan, positions: Int) {
    self.positions = positions
    let x = fitter.x
    var squares = 0.0
    for (place, fit) in zip(x, fits) {
      let difference = law.meanLoss(at: place, positions: positions) - fit.meanLoss
      squares += difference * difference
    }
    // Seven parameters are typical; with few checkpoints the divisor must not vanish.
    residual = (squares / Double(max(fits.count - 7, fits.count / 3))).squareRoot()
    refits = Self.redraw(fits, fitter, plan.replicates)
    drift = Self.drift(fits, residual: residual, plan, positions)
  }

  private static func redraw(_ fits: [CheckpointFit], _ fitter: TemporalFitter, _ count: Int) -> [TemporalLaw] {
    var normal = NormalDraws(seed: 0x5AFE)
    let rates = RateFamily.overPositions.range
    return (0..<count).map { _ in
      var (a0, a1, a2): ([Double], [Double?], [Double]) = ([], [], [])
      for fit in fits {
        let drawn = fit.scatter.draw(SIMD3(normal.next(), normal.next(), normal.next()))
        a0.append(max(0, fit.a0 + drawn.a0))
        a1.append(fit.a1.map { min(max($0 * drawn.a1, rates.lowerBound), rates.upperBound) })
        a2.append(fit.a2 + drawn.a2)
      }
      return fitter.fit(a0: a0, a1: a1, a2: a2, isThorough: false)
    }
  }

  /// How fast errors grow with ln(tokens ahead / tokens fitted), from forecasts from at most six earlier origins: what
  /// their squares exceed the residual's by, over the squares of the logarithms. Near forecasts thus count for little.
  private static func drift(
    _ fits: [CheckpointFit], residual: Double, _ plan: ForecastPlan, _ positions: Int
  ) -> Double {
    let first = max(Forecast.fewestCheckpoints, fits.count / 2)
    guard first < fits.count else { return 0 }
    let origins = Set((0..<6).map { first + (fits.count - 1 - first) * $0 / 5 }).sorted()
    var (excess, reach) = (0.0, 0.0)
    for origin in origins {
      let law = plan.law(fits[..<origin], isThorough: false).law
      let scale = Double(fits[origin - 1].tokens)
      for fit in fits[origin...] {
        let x = Double(fit.tokens) / scale
        let error = law.meanLoss(at: x, positions: positions) - fit.meanLoss
        excess += error * error - residual * residual
        reach += log(x) * log(x)
      }
    }
    return reach > 0 ? (max(0, excess) / reach).squareRoot() : 0
  }

  /// The interval at x around what the law says there.
  func interval(at x: Double, around value: Double) -> (low: Double, high: Double) {
    let drawn = refits.map { $0.meanLoss(at: x, positions: positions) }.sorted()
    let tail = (1 - Self.nominal) / 2
    let other = Self.z * (residual * residual + pow(drift * log(max(x, 1)), 2)).squareRoot()
    func width(_ quantile: Double, _ sign: Double) -> Double {
      guard !drawn.isEmpty else { return other }
      let place = quantile * Double(drawn.count - 1)
      let (below, share) = (Int(place), place - Double(Int(place)))
      let edge = drawn[below] + share * (drawn[min(below + 1, drawn.count - 1)] - drawn[below])
      let own = max(0, sign * (edge - value))
      return (own * own + other * other).squareRoot()
    }
    return (max(0, value - width(tail, -1)), value + width(1 - tail, 1))
  }
}
