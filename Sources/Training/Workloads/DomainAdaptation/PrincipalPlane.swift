package import Models

/// The two directions in which rows vary most: a plane to draw them on.
///
/// By orthogonal iteration in Double from the rows themselves, sums in the order of the rows; signs are fixed by making the
/// largest loading of each direction positive.
package struct PrincipalPlane: Sendable {
  private let mean: [Double]
  /// Two unit vectors at right angles.
  package let axes: [[Double]]
  private static let iterations = 60

  /// - Parameter rows: at least one.
  package init(_ rows: FeatureRows) {
    let (n, d) = (rows.count, rows.width)
    precondition(n > 0, "a plane through no rows")
    var mean = Array(repeating: 0.0, count: d)
    for row in 0..<n { for (column, value) in rows[row].enumerated() { mean[column] += Double(value) / Double(n) } }
    var centred = Array(repeating: 0.0, count: n * d)
    for row in 0..<n {
      for (column, value) in rows[row].enumerated() { centred[row * d + column] = Double(value) - mean[column] }
    }
    var axes = Self.starts(centred, n, d)
    for _ in 0..<Self.iterations {
      let moved = axes.map { Self.covariance(centred, n, d, times: $0) }
      // A direction without variance stays where it is.
      let first = Self.unit(moved[0]) ?? axes[0]
      axes = [first, Self.unit(Self.without(first, moved[1])) ?? Self.orthogonal(to: first, axes[1])]
    }
    self.mean = mean
    self.axes = axes.map { axis in
      let largest = axis.indices.reduce(0) { abs(axis[$1]) > abs(axis[$0]) ? $1 : $0 }
      return axis[largest] < 0 ? axis.map { -$0 } : axis
    }
  }

  /// Where a row lies on the plane; the mean of all rows is its origin.
  package func place(_ row: some Collection<Float>) -> (x: Float, y: Float) {
    var (x, y) = (0.0, 0.0)
    for (column, value) in row.enumerated() {
      let centred = Double(value) - mean[column]
      x += centred * axes[0][column]
      y += centred * axes[1][column]
    }
    return (Float(x), Float(y))
  }

  /// The longest row, and the one that leaves most beside it.
  private static func starts(_ rows: [Double], _ n: Int, _ d: Int) -> [[Double]] {
    func longest(_ change: ([Double]) -> [Double]) -> [Double]? {
      var best: (squares: Double, row: [Double]) = (0, [])
      for index in 0..<n {
        let row = change(Array(rows[index * d..<(index + 1) * d]))
        let squares = row.reduce(0) { $0 + $1 * $1 }
        if squares > best.squares { best = (squares, row) }
      }
      return unit(best.row)
    }
    func basis(_ place: Int) -> [Double] { (0..<d).map { $0 == place ? 1 : 0 } }
    let first = longest { $0 } ?? basis(0)
    return [first, longest { without(first, $0) } ?? orthogonal(to: first, basis(min(1, d - 1)))]
  }

  /// Xᵀ X v.
  private static func covariance(_ rows: [Double], _ n: Int, _ d: Int, times axis: [Double]) -> [Double] {
    var result = Array(repeating: 0.0, count: d)
    rows.withUnsafeBufferPointer { rows in
      axis.withUnsafeBufferPointer { axis in
        result.withUnsafeMutableBufferPointer { result in
          for index in 0..<n {
            let row = rows.baseAddress! + index * d
            var along = 0.0
            for column in 0..<d { along += row[column] * axis[column] }
            for column in 0..<d { result[column] += along * row[column] }
          }
        }
      }
    }
    return result
  }

  private static func without(_ axis: [Double], _ row: [Double]) -> [Double] {
    let along = zip(axis, row).reduce(0) { $0 + $1.0 * $1.1 }
    return zip(axis, row).map { $1 - along * $0 }
  }

  /// nil for what is too short to have a direction.
  private static func unit(_ row: [Double]) -> [Double]? {
    let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 1e-12 ? row.map { $0 / length } : nil
  }

  /// The wanted direction if it is at right angles, else some direction that is.
  private static func orthogonal(to axis: [Double], _ wanted: [Double]) -> [Double] {
    if let own = unit(without(axis, wanted)) { return own }
    for place in axis.indices {
      let basis = axis.indices.map { $0 == place ? 1.0 : 0.0 }
      if let own = unit(without(axis, basis)) { return own }
    }
    return axis.map { _ in 0 }
  }
}
