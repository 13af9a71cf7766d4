/// Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations, largest eigenvalue first.
///
/// Source: Golub and Van Loan, "Matrix Computations", section 8.5, cyclic by rows.
struct SymmetricEigen {
  /// Descending.
  let values: [Double]
  /// Columns are the eigenvectors: n × n, row-major.
  let vectors: [Double]

  init(_ matrix: [Double], count n: Int) {
    precondition(matrix.count == n * n, "\(matrix.count) values for \(n) × \(n)")
    // Row i of `v` becomes eigenvector i: rotations then touch whole rows only.
    var (a, v) = (matrix, Array(repeating: 0.0, count: n * n))
    for i in 0..<n { v[i * n + i] = 1 }
    let scale = matrix.reduce(0) { $0 + $1 * $1 }
    for _ in 0..<60 {
      var rest = 0.0
      for i in 0..<n { for j in i + 1..<max(n, i + 1) { rest += a[i * n + j] * a[i * n + j] } }
      if rest <= scale * 1e-28 { break }
      for p in 0..<n {
        for q in p + 1..<max(n, p + 1) {
          let off = a[p * n + q]
          if off * off <= scale * 1e-34 { continue }
          let theta = (a[q * n + q] - a[p * n + p]) / (2 * off)
          let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          Self.rotate(&a, &v, n, p, q, c, t * c)
        }
      }
    }
    let order = (0..<n).sorted { (a[$0 * n + $0], $1) > (a[$1 * n + $1], $0) }
    values = order.map { a[$0 * n + $0] }
    var vectors = Array(repeating: 0.0, count: n * n)
    for (column, row) in order.enumerated() {
      // The sign is free: the largest component is made positive.
      let part = v[row * n..<(row + 1) * n]
      let largest = part.max { abs($0) < abs($1) } ?? 1
      for (index, value) in part.enumerated() { vectors[index * n + column] = largest < 0 ? -value : value }
    }
    self.vectors = vectors
  }

  private static func rotate(
    _ a: inout [Double], _ v: inout [Double], _ n: Int, _ p: Int, _ q: Int, _ c: Double, _ s: Double
  ) {
    a.withUnsafeMutableBufferPointer { a in
      for k in 0..<n {
        let (x, y) = (a[p * n + k], a[q * n + k])
        (a[p * n + k], a[q * n + k]) = (c * x - s * y, s * x + c * y)
      }
      for k in 0..<n {
        let (x, y) = (a[k * n + p], a[k * n + q])
        (a[k * n + p], a[k * n + q]) = (c * x - s * y, s * x + c * y)
      }
    }
    v.withUnsafeMutableBufferPointer { v in
      for k in 0..<n {
        let (x, y) = (v[p * n + k], v[q * n + k])
        (v[p * n + k], v[q * n + k]) = (c * x - s * y, s * x + c * y)
      }
    }
  }
}
