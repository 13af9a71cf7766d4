import Foundation

/// Fits the law with annealing to losses at places whose areas are known.
struct AnnealingFitter {
  private let y: CentredColumn
  private let bend: CentredColumn
  private let columns: [CentredColumn]
  private let exponents: [Double]
  private let areas: [Double]

  /// Shapes: all (m). Areas are above 0.
  init(areas: [Double], annealed: [Double], losses: [Double]) {
    self.areas = areas
    y = CentredColumn(losses)
    bend = CentredColumn(annealed.map { -$0 })
    let range = RateFamily.power.range
    let (low, high) = (log(range.lowerBound), log(range.upperBound))
    exponents = (0..<64).map { low + (high - low) * Double($0) / 63 }
    columns = exponents.map { Self.column(exp($0), areas) }
  }

  private static func column(_ exponent: Double, _ areas: [Double]) -> CentredColumn {
    CentredColumn(areas.map { exp(-exponent * log($0)) })
  }

  /// Least squares over α by search, over the rest exactly.
  func fit() -> (law: AnnealingLaw, squares: Double) {
    func fit(_ exponent: Double) -> BentLineFit { BentLineFit(Self.column(exponent, areas), bend, y) }
    let values = columns.map { BentLineFit($0, bend, y).squares }
    let best = values.indices.min { values[$0] < values[$1] } ?? 0
    let inner = minimum(from: exponents[max(best - 1, 0)], to: exponents[min(best + 1, 63)]) { fit(exp($0)).squares }
    let exponent = inner.value < values[best] ? exp(inner.place) : exp(exponents[best])
    let line = fit(exponent)
    let law = AnnealingLaw(floor: line.offset, amplitude: line.slope, exponent: exponent, annealing: line.bend)
    return (law, line.squares)
  }

  /// The lowest and the highest value at a place among all laws whose sum of squares is at most `limit`: for each exponent
  /// of the grid, the ends of the ellipsoid of its other three parameters.
  func range(area: Double, annealed: Double, upTo limit: Double) -> ClosedRange<Double>? {
    var (low, high) = (Double.infinity, -Double.infinity)
    for (exponent, u) in zip(exponents, columns) {
      let line = BentLineFit(u, bend, y)
      guard line.squares <= limit else { continue }
      let base = exp(-exp(exponent) * log(area))
      let value = line.offset + line.slope * base - line.bend * annealed
      // vᵀ (XᵀX)⁻¹ v for the place's two centred columns, and 1/m for the offset.
      let (du, dd) = (base - u.mean, -annealed - bend.mean)
      let cross = u.dot(bend.values)
      let determinant = u.squares * bend.squares - cross * cross
      var leverage = 1 / Double(areas.count)
      if determinant > u.squares * bend.squares * 1e-12 {
        leverage += (du * du * bend.squares - 2 * du * dd * cross + dd * dd * u.squares) / determinant
      } else if u.squares > 0 {
        leverage += du * du / u.squares
      }
      let reach = ((limit - line.squares) * leverage).squareRoot()
      (low, high) = (min(low, value - reach), max(high, value + reach))
    }
    return low <= high ? low...high : nil
  }
}
