internal import Tensor

extension Tape {
  /// y_i = Σ_j w_ij · FFN_j(u_i) over the experts that took token i; zero for a token that nobody took.
  ///
  /// Rows are computed by expert, in blocks side by side, and then summed by token in the order of its pairs: neither
  /// the blocks nor the sums depend on the number of threads. Tokens that nobody took cost nothing.
  ///
  /// Shapes: u (N, D), weights (N, columns), up and gate (E, D, F), down (E, F, D); result (N, D).
  func experts(
    _ u: Tensor, weights: Tensor, grouping: Grouping, up: Tensor, gate: Tensor?, down: Tensor
  ) -> Tensor {
    let products = ExpertProducts(up: up, gate: gate, down: down)
    let (d, f, rows) = (products.d, products.f, grouping.rows)
    precondition(u.columns == d && u.rows == grouping.tokens, "experts: u \(u.shape), down \(down.shape)")
    let inputs = [u, weights, up, down] + (gate.map { [$0] } ?? [])
    let y = result(of: inputs, shape: u.shape)
    let blocks = RowBlocks(starts: grouping.starts, experts: grouping.experts, arena: arena)
    let out = arena.floats(rows * d)
    // During evaluation nothing is kept: the pre-activations of a block stay in the worker's scratch.
    let kept = y.needsGradient ? Preactivations(count: rows * f, gated: gate != nil, arena.floats) : nil
    let scratchCount = RowBlocks.limit * (d + f + (kept == nil ? 2 * f : 0))
    pool.parallel(blocks.count) { block, worker in
      let (expert, first, length) = blocks[block]
      var scratch = pool.scratch(worker, count: scratchCount)
      func take(_ count: Int) -> UnsafeMutablePointer<Float> {
        defer { scratch += count }
        return scratch
      }
      let x = take(length * d)
      let hidden = take(length * f)
      RowLoops.gather(u.data, stride: d, grouping.tokenOfRow + first, rows: length, columns: d, into: x)
      products.forward(
        expert: expert, rows: length, x: x,
        kept: kept?.advanced(by: first * f) ?? Preactivations(count: length * f, gated: gate != nil, take),
        hidden: hidden, out: out + first * d)
    }
    sumByToken(out, grouping, weights: weights.data, d, into: y.data, accumulates: false)
    if let kept {
      record(y) { [self] dY in
        expertsBackward(
          dY, u, weights: weights, grouping, blocks, products, kept, out, up: up, gate: gate, down: down)
      }
    }
    return y
  }

  private func expertsBackward(
    _ dY: UnsafePointer<Float>, _ u: Tensor, weights: Tensor, _ grouping: Grouping, _ blocks: RowBlocks,
    _ products: ExpertProducts, _ kept: Preactivations, _ out: UnsafeMutablePointer<Float>, up: Tensor, gate: Tensor?,
    down: Tensor
  ) {
    let (d, f, rows) = (products.d, products.f, grouping.rows)
    let mark = arena.mark
    let hidden = arena.floats(rows * f)
    let dU = destination(u)
    let dRows = dU == nil ? nil : arena.floats(rows * d)
    let dWeights = destination(weights)
    if let dWeights, !dWeights.accumulates { dWeights.data.update(repeating: 0, count: weights.count) }
    pool.parallel(blocks.count) { block, worker in
      let (expert, first, length) = blocks[block]
      let (rowsOut, tokens, pairs) = (out + first * d, grouping.tokenOfRow + first, grouping.pairOfRow + first)
      let scratch = pool.scratch(worker, count: RowBlocks.limit)
      // The row's output gives the gradient of its weight, and then gives way to its own gradient.
      if let dWeights {
        RowLoops.dots(rowsOut, dY, at: tokens, rows: length, columns: d, into: scratch)
        for row in 0..<length { dWeights.data[Int(pairs[row])] += scratch[row] }
      }
      for row in 0..<length { scratch[row] = weights.data[Int(pairs[row])] }
      RowLoops.gather(dY, stride: d, tokens, weights: scratch, rows: length, columns: d, into: rowsOut)
      products.backward(
        expert: expert, rows: length, kept: kept.advanced(by: first * f), hidden: hidden + first * f,
        dOut: out + first * d, dX: dRows.map { ($0 + first * d, 0) })
    }
    WeightGradients(
      starts: grouping.starts, experts: grouping.experts, d: d, f: f, x: u.data, tokenOfRow: grouping.tokenOfRow,
      hidden: hidden, dKept: kept, dOut: out
    ).add(up: destination(up), gate: gate.flatMap { destination($0) }, down: destination(down), on: pool)
    if let dU, let dRows { sumByToken(dRows, grouping, weights: nil, d, into: dU.data, accumulates: dU.accumulates) }
    arena.rewind(to: mark)
  }

  /// Sums the rows of each token in the order of its pairs, weighted if weights are given.
  private func sumByToken(
    _ rows: UnsafePointer<Float>, _ grouping: Grouping, weights: UnsafePointer<Float>?, _ d: Int,
    into target: UnsafeMutablePointer<Float>, accumulates: Bool
  ) {
    let (n, columns) = (grouping.tokens, grouping.columns)
    // Tokens whose sums stay in a core's first-level cache while all their rows are added.
    pool.parallel(count: n, grain: max(16, 8192 / d)) { tokens, worker in
      let own = pool.scratch(worker, count: tokens.count)
      let first = tokens.lowerBound
      for column in 0..<columns {
        if let weights { for i in 0..<tokens.count { own[i] = weights[(first + i) * columns + column] } }
        RowLoops.gather(
          rows, stride: d, grouping.rowOfPair + column * n + first, weights: weights == nil ? nil : UnsafePointer(own),
          rows: tokens.count, columns: d, into: target + first * d, accumulates: accumulates || column > 0)
      }
    }
  }
}
