public import Tensor

/// An expert that every token passes through, and how its output is joined to the routed one.
public struct SharedExpert {
  /// (D, F′)
  public let up: Parameter
  /// (D, F′), with swiglu.
  public let gate: Parameter?
  /// (F′, D)
  public let down: Parameter
  /// (2, D) and (2), with a learned coefficient.
  public let coefficient: (weight: Parameter, bias: Parameter)?

  init(_ options: MoEOptions, width d: Int, in block: ParameterBlock, prefix: String) {
    let f = options.sharedHidden
    up = block.declare(prefix + "shared.up", [d, f])
    gate = options.activation == .swiglu ? block.declare(prefix + "shared.gate", [d, f]) : nil
    down = block.declare(prefix + "shared.down", [f, d])
    coefficient =
      options.shared == .coefficient
      ? (
        block.declare(prefix + "coefficient.weight", [2, d]),
        block.declare(prefix + "coefficient.bias", [2], decays: false)
      ) : nil
  }

  /// O = M + FFN(u), or c₀ M + c₁ FFN(u) with c = softmax(coefficient.weight · u + coefficient.bias).
  func join(_ tape: Tape, routed: Tensor, _ u: Tensor) -> Tensor {
    let own = tape.feedForward(
      u, up: tape.parameter(up), gate: gate.map { tape.parameter($0) }, down: tape.parameter(down))
    guard let coefficient else { return tape.add(routed, own) }
    let logits = tape.linear(
      u, weight: tape.parameter(coefficient.weight), bias: tape.parameter(coefficient.bias))
    return tape.mix(routed, own, by: tape.routerScores(logits, .softmax).scores)
  }
}

extension Tape {
  /// z_i = c_i0 · x_i + c_i1 · y_i.
  ///
  /// Shapes: x, y (N, D), c (N, 2); result (N, D).
  func mix(_ x: Tensor, _ y: Tensor, by c: Tensor) -> Tensor {
    let (n, d) = (x.rows, x.columns)
    precondition(x.shape == y.shape && c.count == 2 * n, "mix: \(x.shape) and \(y.shape) by \(c.shape)")
    let z = result(of: [x, y, c], shape: x.shape)
    let grain = max(1, 65536 / d)
    pool.parallel(count: n, grain: grain) { tokens, _ in
      for i in tokens {
        RowLoops.scale(x.data + i * d, by: c.data[2 * i], into: z.data + i * d, count: d)
        RowLoops.scale(
          y.data + i * d, by: c.data[2 * i + 1], into: z.data + i * d, count: d, accumulates: true)
      }
    }
    record(z) { [self] dZ in
      for (side, input) in [x, y].enumerated() {
        guard let dInput = destination(input) else { continue }
        pool.parallel(count: n, grain: grain) { tokens, _ in
          for i in tokens {
            RowLoops.scale(
              dZ + i * d, by: c.data[2 * i + side], into: dInput.data + i * d, count: d,
              accumulates: dInput.accumulates)
          }
        }
      }
      guard let dC = destination(c) else { return }
      let indices = arena.allocate(Int32.self, count: grain)
      for i in 0..<grain { indices[i] = Int32(truncatingIfNeeded: i) }
      pool.parallel(count: n, grain: grain) { tokens, worker in
        let (first, length) = (tokens.lowerBound, tokens.count)
        let dots = pool.scratch(worker, count: length)
        for (side, input) in [x, y].enumerated() {
          RowLoops.dots(
            input.data + first * d, dZ + first * d, at: indices, rows: length, columns: d, into: dots)
          for i in 0..<length {
            let old = dC.accumulates ? dC.data[2 * (first + i) + side] : 0
            dC.data[2 * (first + i) + side] = old + dots[i]
          }
        }
      }
    }
    return z
  }
}
