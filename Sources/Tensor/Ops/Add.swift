extension Tape {
  /// z = x + y, of equal shapes.
  public func add(_ x: Tensor, _ y: Tensor) -> Tensor {
    precondition(x.shape == y.shape, "add: \(x.shape) and \(y.shape)")
    let z = result(of: [x, y], shape: x.shape)
    pool.parallel(count: z.count, grain: 1 << 16) { range, _ in
      for i in range { z.data[i] = x.data[i] + y.data[i] }
    }
    record(z) { [self] dZ in
      add(dZ, to: y)
      passOn(dZ, of: z, to: x)
    }
    return z
  }

  /// s = Σ weight_i · term_i of scalars: the objective of a step.
  public func weightedSum(_ terms: [(weight: Float, term: Tensor)]) -> Tensor {
    precondition(terms.allSatisfy { $0.term.count == 1 }, "weightedSum: only scalars can be summed")
    let sum = result(of: terms.map(\.term), shape: [1])
    sum.data[0] = terms.reduce(0) { $0 + $1.weight * $1.term.data[0] }
    record(sum) { [self] dSum in
      for (weight, term) in terms {
        guard let target = destination(term) else { continue }
        target.data[0] = (target.accumulates ? target.data[0] : 0) + weight * dSum[0]
      }
    }
    return sum
  }
}
