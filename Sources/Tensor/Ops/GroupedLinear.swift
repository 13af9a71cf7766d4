extension Tape {
  /// y = x · W_e for the rows of each group e: one matrix product an expert.
  ///
  /// - Parameter offsets: (E + 1), rising from 0 to N; rows offsets[e] ..< offsets[e + 1] belong to group e.
  /// Shapes: x (N, D), weight (E, D, F); result (N, F).
  public func groupedLinear(_ x: Tensor, weight: Tensor, offsets: [Int]) -> Tensor {
    precondition(
      weight.shape.count == 3 && weight.shape[1] == x.columns, "groupedLinear: x \(x.shape), weight \(weight.shape)")
    let (e, d, f) = (weight.shape[0], weight.shape[1], weight.shape[2])
    precondition(
      offsets.count == e + 1 && offsets.first == 0 && offsets.last == x.rows
        && zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 },
      "groupedLinear: offsets \(offsets) for \(e) groups of \(x.rows) rows")
    let y = result(of: [x, weight], shape: [x.rows, f])
    // Blocks of about 32 MFLOP of one group's rows.
    let grain = max(32, 16_000_000 / max(d * f, 1))
    let blocks = rowBlocks(offsets, grain: grain)
    pool.parallel(blocks.count) { block, _ in
      let (group, rows) = blocks[block]
      BLAS.multiply(
        m: rows.count, n: f, k: d, x.data + rows.lowerBound * d, lda: d, weight.data + group * d * f, ldb: f,
        y.data + rows.lowerBound * f, ldc: f)
    }
    record(y) { [self] dY in
      if let dX = destination(x) {
        pool.parallel(blocks.count) { block, _ in
          let (group, rows) = blocks[block]
          BLAS.multiply(
            transposeB: true, m: rows.count, n: d, k: f, dY + rows.lowerBound * f, lda: f,
            weight.data + group * d * f, ldb: f, beta: dX.beta, dX.data + rows.lowerBound * d, ldc: d)
        }
      }
      if let dW = destination(weight) {
        pool.parallel(e) { group, _ in
          let (first, count) = (offsets[group], offsets[group + 1] - offsets[group])
          let to = dW.data + group * d * f
          if count > 0 {
            BLAS.multiply(
              transposeA: true, m: d, n: f, k: count, x.data + first * d, lda: d, dY + first * f, ldb: f,
              beta: dW.beta, to, ldc: f)
          } else if !dW.accumulates {
            to.update(repeating: 0, count: d * f)
          }
        }
      }
    }
    return y
  }

  private func rowBlocks(_ offsets: [Int], grain: Int) -> [(group: Int, rows: Range<Int>)] {
    (0..<offsets.count - 1).flatMap { group in
      stride(from: offsets[group], to: offsets[group + 1], by: grain).map { start in
        (group: group, rows: start..<min(start + grain, offsets[group + 1]))
      }
    }
  }
}
