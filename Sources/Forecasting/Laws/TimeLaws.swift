import Foundation

/// p0 + p1 · ln x, with x the tokens trained over those of the last fitted checkpoint.
public struct LogarithmLaw: Sendable, Equatable {
  /// The value at x = 1.
  public var p0: Double
  /// The change for each factor e of tokens.
  public var p1: Double

  /// The value at x > 0.
  public func value(at x: Double) -> Double { p0 + p1 * log(x) }

  static func fit(x: [Double], _ y: [Double]) -> LogarithmLaw {
    let line = LineFit(CentredColumn(x.map { log($0) }), CentredColumn(y))
    return LogarithmLaw(p0: line.offset, p1: line.slope)
  }
}

/// p0/(1 + p1 · x) + p2 with 0.001 ≤ p1 ≤ 1000.
public struct HyperbolaLaw: Sendable, Equatable {
  /// The amplitude.
  public var p0: Double
  /// The rate.
  public var p1: Double
  /// The limit for large x.
  public var p2: Double

  /// The value at x ≥ 0.
  public func value(at x: Double) -> Double { p0 / (1 + p1 * x) + p2 }

  init(_ fit: RateFit) { self.init(p0: fit.slope, p1: fit.rate, p2: fit.offset) }

  init(p0: Double, p1: Double, p2: Double) { (self.p0, self.p1, self.p2) = (p0, p1, p2) }
}

/// E + A · x^-b with 0.01 ≤ b ≤ 3.
public struct PowerLaw: Sendable, Equatable {
  /// E, the limit for large x.
  public var floor: Double
  /// A, the value above the floor at x = 1.
  public var amplitude: Double
  /// b.
  public var exponent: Double

  /// The value at x > 0.
  public func value(at x: Double) -> Double { floor + amplitude * exp(-exponent * log(x)) }

  init(_ fit: RateFit) { (floor, amplitude, exponent) = (fit.offset, fit.slope, fit.rate) }
}
