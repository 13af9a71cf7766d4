internal import Tensor

/// The leading singular directions of a sparse matrix, by iterating a random subspace.
///
/// V ← orth(Aᵀ A V), a few times; then A V is turned into its own principal directions (Rayleigh–Ritz).
/// Source: Halko, Martinsson and Tropp 2011, "Finding structure with randomness", algorithm 4.4, applied to AᵀA.
struct TruncatedSVD {
  /// Descending.
  let singularValues: [Double]
  /// U Σ: every row of A in the leading directions, row-major, count × dimensions.
  let scores: [Float]
  /// V: the leading directions, row-major, width × dimensions. A row of another matrix times this is in them, too.
  let directions: [Float]
  /// Number of directions: as many as asked for, or the rank if that is lower.
  let dimensions: Int

  init(_ matrix: SparseMatrix, dimensions wanted: Int, iterations: Int = 6, seed: UInt64, pool: ThreadPool) {
    let transposed = matrix.transposed
    // A few directions more than wanted make the wanted ones converge.
    let l = min(wanted + 16, min(matrix.width, matrix.count))
    var basis = [Float](unsafeUninitializedCapacity: matrix.width * l) { buffer, made in
      made = matrix.width * l
      CounterRandom(seed: seed, stream: 0x5D).fillNormal(buffer, from: 0)
    }
    var columns = l
    for _ in 0..<iterations {
      let products = matrix.times(basis, columns: columns, pool: pool)
      basis = transposed.times(products, columns: columns, pool: pool)
      // Twice: the first time leaves rounding errors that grow with the spread of the singular values.
      for _ in 0..<2 { (basis, columns) = Self.orthonormal(basis, rows: matrix.width, columns: columns, pool: pool) }
    }
    let products = matrix.times(basis, columns: columns, pool: pool)
    let eigen = SymmetricEigen(Self.gram(products, rows: matrix.count, columns: columns, pool: pool), count: columns)
    let kept = min(wanted, columns)
    dimensions = kept
    singularValues = eigen.values.prefix(kept).map { max($0, 0).squareRoot() }
    let rotation = (0..<columns).flatMap { row in (0..<kept).map { Float(eigen.vectors[row * columns + $0]) } }
    scores = Self.product(products, rotation, rows: matrix.count, inner: columns, columns: kept, pool: pool)
    directions = Self.product(basis, rotation, rows: matrix.width, inner: columns, columns: kept, pool: pool)
  }

  /// XᵀX in double precision, summed over blocks of rows in order. Shapes: x (rows, columns).
  private static func gram(_ x: [Float], rows: Int, columns: Int, pool: ThreadPool) -> [Double] {
    let grain = 1024
    let pieces = (rows + grain - 1) / grain
    var sums = Array(repeating: 0.0, count: columns * columns)
    // Eight blocks at a time, so that few partial sums are held at once.
    for first in stride(from: 0, to: pieces, by: 8) {
      let count = min(8, pieces - first)
      var parts = Array(repeating: Float(0), count: count * columns * columns)
      parts.withUnsafeMutableBufferPointer { parts in
        nonisolated(unsafe) let parts = parts
        pool.parallel(count) { piece, _ in
          let start = (first + piece) * grain
          x.withUnsafeBufferPointer { x in
            let block = x.baseAddress! + start * columns
            BLAS.multiply(
              transposeA: true, m: columns, n: columns, k: min(grain, rows - start), block, lda: columns, block,
              ldb: columns, parts.baseAddress! + piece * columns * columns, ldc: columns)
          }
        }
      }
      for piece in 0..<count {
        for index in sums.indices { sums[index] += Double(parts[piece * columns * columns + index]) }
      }
    }
    return sums
  }

  private static func product(
    _ x: [Float], _ y: [Float], rows: Int, inner: Int, columns: Int, pool: ThreadPool
  ) -> [Float] {
    [Float](unsafeUninitializedCapacity: rows * columns) { target, made in
      made = rows * columns
      pool.multiply(
        m: rows, n: columns, k: inner, x, lda: inner, y, ldb: columns, target.baseAddress!, ldc: columns)
    }
  }

  /// An orthonormal basis of the space of the columns; directions that rounding alone has made are left out.
  private static func orthonormal(
    _ x: [Float], rows: Int, columns: Int, pool: ThreadPool
  ) -> (basis: [Float], columns: Int) {
    let eigen = SymmetricEigen(gram(x, rows: rows, columns: columns, pool: pool), count: columns)
    let kept = max(eigen.values.count { $0 > (eigen.values.first ?? 0) * 1e-10 }, 1)
    let rotation = (0..<columns).flatMap { row in
      (0..<kept).map { Float(eigen.vectors[row * columns + $0] / max(eigen.values[$0], 1e-300).squareRoot()) }
    }
    return (product(x, rotation, rows: rows, inner: columns, columns: kept, pool: pool), kept)
  }
}
