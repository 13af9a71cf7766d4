internal import CKernels

extension Tape {
  /// y_(b, s) = Σ_k gates_(b, k) · experts_k,(b, s): whole outputs weighted alike over a sequence.
  ///
  /// Shapes: each expert (B · length, D), gates (B, K); result (B · length, D). Sums go in the order of the experts.
  /// Source: Ma et al. 2018, "Modeling Task Relationships in Multi-task Learning with Multi-gate Mixture-of-Experts",
  /// eq. 6; one gate a sequence is our reading.
  /// - Parameters:
  ///   - experts: K of them, at least one.
  ///   - length: rows of a sequence.
  public func mixture(of experts: [Tensor], gates: Tensor, length: Int) -> Tensor {
    precondition(
      !experts.isEmpty && experts.allSatisfy { $0.shape == experts[0].shape } && gates.columns == experts.count
        && gates.rows * length == experts[0].rows,
      "mixture: experts \(experts.map(\.shape)), gates \(gates.shape), sequences of \(length)")
    let (n, d, count) = (experts[0].rows, experts[0].columns, experts.count)
    let y = result(of: experts + [gates], shape: experts[0].shape)
    let grain = rowGrain(columns: d * count)
    pool.parallel(count: n, grain: grain) { rows, _ in
      for row in rows {
        let weights = gates.data + row / length * count
        for k in 0..<count {
          kernel_scale_add(experts[k].data + row * d, weights[k], y.data + row * d, d, k == 0 ? 0 : 1)
        }
      }
    }
    record(y) { [self] dY in
      if let target = destination(gates) {
        let mark = arena.mark
        defer { arena.rewind(to: mark) }
        let dots = arena.floats(n * count)
        let own = indices((0..<n).map { Int32(truncatingIfNeeded: $0) }).baseAddress!
        pool.parallel(count: n, grain: grain) { rows, _ in
          let first = rows.lowerBound
          for k in 0..<count {
            kernel_indexed_dots(
              experts[k].data + first * d, d, dY, d, own + first, dots + k * n + first, rows.count, d, 0)
          }
        }
        for place in 0..<gates.count {
          let (sequence, k) = (place / count, place % count)
          var sum: Float = 0
          for row in sequence * length..<(sequence + 1) * length { sum += dots[k * n + row] }
          target.data[place] = target.accumulates ? target.data[place] + sum : sum
        }
      }
      for (k, expert) in experts.enumerated() {
        guard let target = destination(expert) else { continue }
        pool.parallel(count: n, grain: grain) { rows, _ in
          for row in rows {
            kernel_scale_add(
              dY + row * d, gates.data[row / length * count + k], target.data + row * d, d, target.flag)
          }
        }
      }
    }
    return y
  }
}
