/// The temporal scaling law: how the three parameters of the law over positions go on with training.
///
/// Everything is a function of x, tokens over those of the last fitted checkpoint.
/// Source: arXiv:2404.17785 names the kinds of the three functions; their forms here are our reading.
public struct TemporalLaw: Sendable, Equatable {
  /// The course of a0.
  public var a0: LogarithmLaw
  /// The course of a1.
  public var a1: HyperbolaLaw
  /// The course of a2.
  public var a2: PiecewiseCosineLaw

  /// The three parameters at x, within their bounds.
  public func parameters(at x: Double) -> (a0: Double, a1: Double, a2: Double) {
    let rates = RateFamily.overPositions.range
    return (
      max(0, a0.value(at: x)), min(max(a1.value(at: x), rates.lowerBound), rates.upperBound), max(0, a2.value(at: x))
    )
  }

  /// The mean loss over positions 1 ... n at x, in nats.
  public func meanLoss(at x: Double, positions: Int) -> Double {
    let (a0, a1, a2) = parameters(at: x)
    var sum = 0.0
    for position in 1...positions { sum += a0 / (1 + a1 * Double(position)) }
    return sum / Double(positions) + a2
  }
}

/// Fits the law to the parameters of checkpoints at fixed places x, any number of times.
struct TemporalFitter {
  let x: [Double]
  private let rated: [Int]
  private let a1Table: RateTable?
  private let a2Table: PiecewiseCosineTable
  private let logarithms: CentredColumn

  /// - Parameters:
  ///   - hasRate: whether a1 is known at each place.
  ///   - isAnnealed: whether a2 may have a cosine part.
  init(x: [Double], hasRate: [Bool], warmup: Double, total: Double, isAnnealed: Bool) {
    self.x = x
    rated = hasRate.indices.filter { hasRate[$0] }
    a1Table = rated.count >= 4 ? RateTable(.overTime, x: rated.map { x[$0] }) : nil
    a2Table = PiecewiseCosineTable(x: x, warmup: warmup, total: total, hasKnots: isAnnealed)
    logarithms = CentredColumn(x.map { LogarithmLaw(p0: 0, p1: 1).value(at: $0) })
  }

  func fit(a0: [Double], a1: [Double?], a2: [Double], isThorough: Bool) -> TemporalLaw {
    let line = LineFit(logarithms, CentredColumn(a0))
    let rates = rated.compactMap { a1[$0] }
    let a1Law =
      if let a1Table {
        HyperbolaLaw(a1Table.fit(rates))
      } else {
        HyperbolaLaw(p0: 0, p1: 1, p2: rates.isEmpty ? 1 : rates.reduce(0, +) / Double(rates.count))
      }
    return TemporalLaw(
      a0: LogarithmLaw(p0: line.offset, p1: line.slope), a1: a1Law, a2: a2Table.fit(a2, isThorough: isThorough))
  }
}
