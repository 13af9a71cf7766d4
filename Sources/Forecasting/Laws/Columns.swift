/// A column of numbers less its mean: least squares with a free offset is least squares on such columns.
struct CentredColumn {
  let mean: Double
  let values: [Double]
  /// Σ values².
  let squares: Double

  init(_ column: [Double]) {
    var sum = 0.0
    for value in column { sum += value }
    mean = sum / Double(max(column.count, 1))
    var (centred, squares, largest) = (column, 0.0, 0.0)
    for index in centred.indices {
      largest = max(largest, abs(column[index]))
      centred[index] -= mean
      squares += centred[index] * centred[index]
    }
    values = centred
    // What rounding alone leaves of a column of equal numbers is not variation.
    let rounding = largest * 4e-16
    self.squares = squares > rounding * rounding * Double(column.count) ? squares : 0
  }

  /// Σ values · other.
  func dot(_ other: [Double]) -> Double {
    var sum = 0.0
    for index in values.indices { sum += values[index] * other[index] }
    return sum
  }
}

/// y ≈ slope · u + offset by least squares.
struct LineFit {
  var slope: Double
  var offset: Double
  /// Σ (fit - y)².
  var squares: Double

  /// - Parameter isRising: the slope may not be below 0.
  init(_ u: CentredColumn, _ y: CentredColumn, isRising: Bool = false) {
    let free = u.squares > 0 && y.squares > 0 ? u.dot(y.values) / u.squares : 0
    slope = isRising ? max(free, 0) : free
    offset = y.mean - slope * u.mean
    var sum = 0.0
    for index in y.values.indices {
      let rest = y.values[index] - slope * u.values[index]
      sum += rest * rest
    }
    squares = sum
  }
}

/// y ≈ slope · u + bend · d + offset by least squares, with bend ≥ 0.
struct BentLineFit {
  var slope: Double
  var bend: Double
  var offset: Double
  /// Σ (fit - y)².
  var squares: Double

  init(_ u: CentredColumn, _ d: CentredColumn, _ y: CentredColumn) {
    let line = LineFit(u, y)
    (slope, bend, offset, squares) = (line.slope, 0, line.offset, line.squares)
    guard d.squares > 0, y.squares > 0 else { return }
    // u and y less their part along d; with one bound on one coefficient, clamping it is exact.
    let along = u.dot(d.values) / d.squares
    let share = y.dot(d.values) / d.squares
    var (cross, rest) = (0.0, 0.0)
    for index in y.values.indices {
      let left = u.values[index] - along * d.values[index]
      cross += left * (y.values[index] - share * d.values[index])
      rest += left * left
    }
    let free = rest > u.squares * 1e-14 ? cross / rest : 0
    let freeBend = share - free * along
    guard freeBend > 0 else { return }
    (slope, bend, offset) = (free, freeBend, y.mean - free * u.mean - freeBend * d.mean)
    var sum = 0.0
    for index in y.values.indices {
      let difference = y.values[index] - free * u.values[index] - freeBend * d.values[index]
      sum += difference * difference
    }
    squares = sum
  }
}
