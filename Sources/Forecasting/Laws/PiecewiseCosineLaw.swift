import Foundation

/// The course of a2: a hyperbola h up to the separation s, from there h(s) + g3 · (c(x) - c(s)).
///
/// h(x) = g0/(1 + g1 · x) + g2, and c follows a cosine schedule of the learning rate: c(x) = cos(π · clip((x - w)/(t - w),
/// 0, 1)) with w the end of the warm-up and t the end of the schedule, so that g3 ≥ 0 is what annealing still takes away.
public struct PiecewiseCosineLaw: Sendable, Equatable {
  /// Amplitude of the hyperbola.
  public var g0: Double
  /// Its rate, 0.001 ... 1000.
  public var g1: Double
  /// Its limit.
  public var g2: Double
  /// Amplitude of the cosine part, at least 0.
  public var g3: Double
  /// s, or nil where the hyperbola alone describes the fitted part better.
  public var separation: Double?
  /// w.
  public var warmup: Double
  /// t.
  public var total: Double

  /// The value at x > 0.
  public func value(at x: Double) -> Double {
    guard let separation, x >= separation else { return g0 / (1 + g1 * x) + g2 }
    return g0 / (1 + g1 * separation) + g2 + g3 * (cosine(x) - cosine(separation))
  }

  /// c(x): 1 before the schedule falls, -1 after its end.
  public func cosine(_ x: Double) -> Double { Self.cosine(x, warmup: warmup, total: total) }

  static func cosine(_ x: Double, warmup: Double, total: Double) -> Double {
    cos(Double.pi * min(max((x - warmup) / (total - warmup), 0), 1))
  }
}

/// Fits the course of a2 at fixed places x, any number of times.
struct PiecewiseCosineTable {
  private let x: [Double]
  private let warmup: Double
  private let total: Double
  private let hyperbola: RateTable
  private let rates: [Double]
  /// 1/(1 + rate · x) for every rate of the grid.
  private let bases: [[Double]]
  private let knots: [Knot]

  /// A candidate for the separation, with all that does not depend on the values to be fitted.
  private struct Knot {
    let index: Int
    let bend: CentredColumn
    /// For every rate: Σ u² of the centred hyperbola that is held from the knot on, and its product with the bend.
    var squares: [Double] = []
    var along: [Double] = []
  }

  init(x: [Double], warmup: Double, total: Double, hasKnots: Bool, rates count: Int = 48) {
    (self.x, self.warmup, self.total) = (x, warmup, total)
    hyperbola = RateTable(.overTime, x: x)
    let (low, high) = (log(RateFamily.overTime.range.lowerBound), log(RateFamily.overTime.range.upperBound))
    let rates = (0..<count).map { exp(low + (high - low) * Double($0) / Double(count - 1)) }
    self.rates = rates
    bases = rates.map { rate in x.map { 1 / (1 + rate * $0) } }
    // At least three checkpoints before the knot and two after it.
    let allowed = hasKnots && x.count >= 6 ? (3...x.count - 3).filter { x[$0] >= warmup } : []
    let bases = bases
    knots = allowed.map { index in
      var knot = Knot(index: index, bend: Self.bend(at: index, x, warmup, total))
      for base in bases {
        let column = CentredColumn(Self.held(base, from: index))
        knot.squares.append(column.squares)
        knot.along.append(column.dot(knot.bend.values))
      }
      return knot
    }
  }

  /// c(x) - c(s) from the knot on, 0 before.
  private static func bend(at index: Int, _ x: [Double], _ warmup: Double, _ total: Double) -> CentredColumn {
    let start = PiecewiseCosineLaw.cosine(x[index], warmup: warmup, total: total)
    return CentredColumn(
      x.indices.map { $0 < index ? 0 : PiecewiseCosineLaw.cosine(x[$0], warmup: warmup, total: total) - start })
  }

  private static func held(_ base: [Double], from index: Int) -> [Double] {
    base.indices.map { base[min($0, index)] }
  }

  /// The form with the lowest score m · ln(SSE/m) + k · ln m; a tie keeps the hyperbola alone.
  ///
  /// - Parameter isThorough: refines the rate at every knot before the scores are compared, not only at the best.
  func fit(_ values: [Double], isThorough: Bool) -> PiecewiseCosineLaw {
    let y = CentredColumn(values)
    let alone = hyperbola.fit(y)
    let scanned = scan(y)
    var best: (law: PiecewiseCosineLaw, squares: Double)?
    let lowest = scanned.indices.min { scanned[$0].squares < scanned[$1].squares }
    for place in scanned.indices where isThorough || place == lowest {
      let (law, squares) = refine(knots[place], around: scanned[place].rate, y)
      if best.map({ squares < $0.squares }) ?? true { best = (law, squares) }
    }
    if let best, score(best.squares, parameters: 5) < score(alone.squares, parameters: 3) { return best.law }
    return PiecewiseCosineLaw(
      g0: alone.slope, g1: alone.rate, g2: alone.offset, g3: 0, separation: nil, warmup: warmup, total: total)
  }

  private func score(_ squares: Double, parameters: Double) -> Double {
    let m = Double(x.count)
    return m * log(max(squares, 1e-24) / m) + parameters * log(m)
  }

  /// For every knot the best rate of the grid, in time that does not grow with the number of checkpoints per pair.
  private func scan(_ y: CentredColumn) -> [(rate: Int, squares: Double)] {
    var rest = Array(repeating: 0.0, count: x.count + 1)
    for index in x.indices.reversed() { rest[index] = rest[index + 1] + y.values[index] }
    let shares = knots.map { $0.bend.squares > 0 ? $0.bend.dot(y.values) / $0.bend.squares : 0 }
    var best = Array(repeating: (rate: 0, squares: Double.infinity), count: knots.count)
    for (rate, base) in bases.enumerated() {
      var before = 0.0
      var next = 0
      for (place, knot) in knots.enumerated() {
        while next < knot.index {
          before += base[next] * y.values[next]
          next += 1
        }
        let dot = before + base[knot.index] * rest[knot.index]
        let squares = Self.squares(
          dot: dot, own: knot.squares[rate], along: knot.along[rate], bend: knot.bend.squares, share: shares[place],
          all: y.squares)
        if squares < best[place].squares { best[place] = (rate, squares) }
      }
    }
    return best
  }

  /// The sum of squares left by `BentLineFit`, from products alone.
  private static func squares(
    dot: Double, own: Double, along: Double, bend: Double, share: Double, all: Double
  ) -> Double {
    let alone = own > 0 ? all - dot * dot / own : all
    guard bend > 0 else { return alone }
    let left = own - along * along / bend
    let cross = dot - share * along
    let slope = left > own * 1e-12 ? cross / left : 0
    return share - slope * along / bend > 0 ? all - share * share * bend - slope * cross : alone
  }

  private func refine(
    _ knot: Knot, around rate: Int, _ y: CentredColumn
  ) -> (law: PiecewiseCosineLaw, squares: Double) {
    func fit(_ rate: Double) -> BentLineFit {
      BentLineFit(CentredColumn(Self.held(x.map { 1 / (1 + rate * $0) }, from: knot.index)), knot.bend, y)
    }
    let (low, high) = (rates[max(rate - 1, 0)], rates[min(rate + 1, rates.count - 1)])
    let inner = exp(minimum(from: log(low), to: log(high)) { fit(exp($0)).squares }.place)
    let (found, grid) = (fit(inner), fit(rates[rate]))
    let (chosen, g1) = found.squares <= grid.squares ? (found, inner) : (grid, rates[rate])
    let law = PiecewiseCosineLaw(
      g0: chosen.slope, g1: g1, g2: chosen.offset, g3: chosen.bend, separation: x[knot.index], warmup: warmup,
      total: total)
    return (law, chosen.squares)
  }
}
