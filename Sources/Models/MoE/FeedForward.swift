public import Tensor

extension Tape {
  /// A dense feed-forward network for all tokens: gelu(u · up) · down, or (silu(u · gate) ∘ (u · up)) · down.
  ///
  /// The same products as one expert's, without gathering.
  ///
  /// Shapes: u (N, D), up and gate (D, F), down (F, D); result (N, D).
  public func feedForward(_ u: Tensor, up: Tensor, gate: Tensor? = nil, down: Tensor) -> Tensor {
    let products = ExpertProducts(up: up, gate: gate, down: down)
    let (n, d, f) = (u.rows, products.d, products.f)
    precondition(u.columns == d && up.rows == d && down.rows == f, "feedForward: u \(u.shape), up \(up.shape)")
    let y = result(of: [u, up, down] + (gate.map { [$0] } ?? []), shape: u.shape)
    let starts = arena.allocate(Int32.self, count: 2)
    (starts[0], starts[1]) = (0, Int32(n))
    let blocks = RowBlocks(starts: starts, experts: 1, arena: arena)
    let kept = y.needsGradient ? Preactivations(count: n * f, gated: gate != nil, arena.floats) : nil
    let scratchCount = RowBlocks.limit * (f + (kept == nil ? 2 * f : 0))
    pool.parallel(blocks.count) { block, worker in
      let (_, first, length) = blocks[block]
      var scratch = pool.scratch(worker, count: scratchCount)
      func take(_ count: Int) -> UnsafeMutablePointer<Float> {
        defer { scratch += count }
        return scratch
      }
      let hidden = take(length * f)
      products.forward(
        expert: 0, rows: length, x: u.data + first * d,
        kept: kept?.advanced(by: first * f) ?? Preactivations(count: length * f, gated: gate != nil, take),
        hidden: hidden, out: y.data + first * d)
    }
    guard let kept else { return y }
    record(y) { [self] dY in
      let mark = arena.mark
      let hidden = arena.floats(n * f)
      let dU = destination(u)
      pool.parallel(blocks.count) { block, _ in
        let (_, first, length) = blocks[block]
        products.backward(
          expert: 0, rows: length, kept: kept.advanced(by: first * f), hidden: hidden + first * f, dOut: dY + first * d,
          dX: dU.map { ($0.data + first * d, $0.beta) })
      }
      WeightGradients(
        starts: starts, experts: 1, d: d, f: f, x: u.data, tokenOfRow: nil, hidden: hidden, dKept: kept, dOut: dY
      ).add(up: destination(up), gate: gate.flatMap { destination($0) }, down: destination(down), on: pool)
      arena.rewind(to: mark)
    }
    return y
  }
}
