import Foundation

/// A family of curves y = slope · basis(rate, x) + offset: linear for a given rate, so that a search over the logarithm
/// of the rate alone finds the global minimum.
struct RateFamily: Sendable {
  /// The rates allowed.
  let range: ClosedRange<Double>
  let basis: @Sendable (_ rate: Double, _ x: Double) -> Double
  /// The slope may not be below 0.
  var isRising = false

  /// 1/(1 + rate · x).
  static func hyperbola(_ range: ClosedRange<Double>, isRising: Bool = false) -> RateFamily {
    RateFamily(range: range, basis: { 1 / (1 + $0 * $1) }, isRising: isRising)
  }

  /// x^-rate.
  static let power = RateFamily(range: 0.01...3, basis: { exp(-$0 * log($1)) })
  /// The hyperbolas over time.
  static let overTime = hyperbola(0.001...1000)
  /// The hyperbola over positions, whose amplitude is not negative.
  static let overPositions = hyperbola(0.0001...10, isRising: true)
}

/// What is fitted with one rate.
struct RateFit: Equatable {
  var slope: Double
  var rate: Double
  var offset: Double
  /// Σ (fit - y)².
  var squares: Double
}

/// A family at fixed places x, with its columns at a grid of rates worked out once for any number of fits.
struct RateTable {
  let family: RateFamily
  let x: [Double]
  private let logRates: [Double]
  private let columns: [CentredColumn]

  /// - Parameter rates: rates in the grid, evenly spaced in their logarithm.
  init(_ family: RateFamily, x: [Double], rates: Int = 72) {
    self.family = family
    self.x = x
    let (low, high) = (log(family.range.lowerBound), log(family.range.upperBound))
    logRates = (0..<rates).map { low + (high - low) * Double($0) / Double(rates - 1) }
    columns = logRates.map { rate in
      let rate = exp(rate)
      return CentredColumn(x.map { family.basis(rate, $0) })
    }
  }

  /// The least squares fit to y, over all rates.
  func fit(_ y: [Double]) -> RateFit { fit(CentredColumn(y)) }

  func fit(_ y: CentredColumn) -> RateFit {
    let squares = scan(y)
    var best: RateFit?
    for index in lowest(3, of: squares) {
      let (low, high) = (logRates[max(index - 1, 0)], logRates[min(index + 1, logRates.count - 1)])
      let inner = minimum(from: low, to: high) { line(exp($0), y).squares }
      for rate in [exp(inner.place), exp(logRates[index])] {
        let rate = min(max(rate, family.range.lowerBound), family.range.upperBound)
        let line = line(rate, y)
        if best.map({ line.squares < $0.squares }) ?? true {
          best = RateFit(slope: line.slope, rate: rate, offset: line.offset, squares: line.squares)
        }
      }
    }
    return best ?? RateFit(slope: 0, rate: family.range.lowerBound, offset: y.mean, squares: y.squares)
  }

  /// All rates of the grid whose sum of squares is at most `limit`, with their lines.
  func fits(_ y: [Double], upTo limit: Double) -> [RateFit] {
    let y = CentredColumn(y)
    return zip(logRates, columns).compactMap { logRate, column in
      let line = LineFit(column, y, isRising: family.isRising)
      return line.squares <= limit
        ? RateFit(slope: line.slope, rate: exp(logRate), offset: line.offset, squares: line.squares) : nil
    }
  }

  private func line(_ rate: Double, _ y: CentredColumn) -> LineFit {
    LineFit(CentredColumn(x.map { family.basis(rate, $0) }), y, isRising: family.isRising)
  }

  /// Sums of squares over the grid, by the quick formula: rounding keeps it from being the last word.
  private func scan(_ y: CentredColumn) -> [Double] {
    columns.map { column in
      guard column.squares > 0 else { return y.squares }
      let dot = column.dot(y.values)
      return family.isRising && dot < 0 ? y.squares : y.squares - dot * dot / column.squares
    }
  }

  /// The lowest local minima of a list, at most so many.
  private func lowest(_ count: Int, of values: [Double]) -> [Int] {
    let minima = values.indices.filter { index in
      (index == 0 || values[index] <= values[index - 1])
        && (index + 1 == values.count || values[index] < values[index + 1])
    }
    return Array(minima.sorted { values[$0] < values[$1] }.prefix(count))
  }
}
