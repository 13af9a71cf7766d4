internal import CKernels

/// Which rows of a batch are joined, and with what weights. Positions count over the whole batch.
public struct RowMerge {
  /// Images, each with as many rows as every other, before and after.
  public let images: Int
  /// For every new row the old row that it continues: (M).
  public let origins: UnsafeBufferPointer<Int32>
  /// For every old row the new row that continues it, −1 for sources: (N).
  public let continuations: UnsafeBufferPointer<Int32>
  /// For every source the new row to which it is added: (S).
  public let targets: UnsafeBufferPointer<Int32>
  /// For every new row the weight of the old one: its size where sources are added, else 1.
  public let weights: UnsafeBufferPointer<Float>
  /// For every new row 1 / its size where sources are added, else 1.
  public let factors: UnsafeBufferPointer<Float>
  /// For every old row weight · factor of the row that continues it; 0 for sources.
  fileprivate let oldFactors: UnsafeBufferPointer<Float>
  /// For every source the factor of its target.
  fileprivate let sourceFactors: UnsafeBufferPointer<Float>

  /// Copies everything into the tape's arena.
  ///
  /// - Parameter sizes: for every new row the size before (`weight`) and after (`size`) the sources are added.
  public init(
    images: Int, origins: [Int32], continuations: [Int32], targets: [Int32], sizes: [(weight: Float, size: Float)],
    on tape: Tape
  ) {
    precondition(origins.count == sizes.count && origins.count + targets.count == continuations.count)
    var isTarget = Array(repeating: false, count: origins.count)
    for target in targets { isTarget[Int(target)] = true }
    // Rows that nothing is added to go on unchanged, to the last bit.
    let weights = zip(sizes, isTarget).map { $1 ? $0.weight : 1 }
    let factors = zip(sizes, isTarget).map { $1 ? 1 / $0.size : 1 }
    self.images = images
    self.origins = tape.indices(origins)
    self.continuations = tape.indices(continuations)
    self.targets = tape.indices(targets)
    self.weights = tape.constants(weights)
    self.factors = tape.constants(factors)
    oldFactors = tape.constants(continuations.map { $0 < 0 ? 0 : weights[Int($0)] * factors[Int($0)] })
    sourceFactors = tape.constants(targets.map { factors[Int($0)] })
  }
}

extension Tape {
  /// Numbers without gradient in the arena, for operations that take them beside tensors.
  public func constants(_ values: [Float]) -> UnsafeBufferPointer<Float> {
    let copy = arena.floats(values.count)
    for (i, value) in values.enumerated() { copy[i] = value }
    return UnsafeBufferPointer(start: copy, count: values.count)
  }

  /// Joins rows: y_m = factor_m · (weight_m · x_(origin m) + Σ sources that go to m), the sources in their order.
  ///
  /// Shapes: x (N, D), sources (S, D), already weighted by their sizes; result (M, D) with M = N − S. The rows of x that
  /// are sources themselves get no gradient here: it comes to them through `sources`.
  public func mergeRows(_ x: Tensor, sources: Tensor, _ merge: RowMerge) -> Tensor {
    let (d, m, n, count) = (x.columns, merge.origins.count, merge.continuations.count, merge.targets.count)
    precondition(
      x.rows == n && sources.rows == count && sources.columns == d,
      "mergeRows: x \(x.shape), sources \(sources.shape), \(n) rows of which \(count) are sources")
    let (old, new, moved) = (n / merge.images, m / merge.images, count / merge.images)
    let y = result(of: [x, sources], shape: [m, d])
    let (origins, continuations, targets) = (
      merge.origins.baseAddress!, merge.continuations.baseAddress!, merge.targets.baseAddress!
    )
    let (weights, factors) = (merge.weights.baseAddress!, merge.factors.baseAddress!)
    let (oldFactors, sourceFactors) = (merge.oldFactors.baseAddress!, merge.sourceFactors.baseAddress!)
    pool.parallel(merge.images) { image, _ in
      kernel_gather_rows(
        x.data, d, origins + image * new, weights + image * new, y.data + image * new * d, d, new, d, 0)
      kernel_scatter_add_rows(
        sources.data + image * moved * d, d, targets + image * moved, nil, y.data, d, moved, d)
      for row in image * new..<(image + 1) * new where factors[row] != 1 {
        kernel_scale_add(y.data + row * d, factors[row], y.data + row * d, d, 0)
      }
    }
    record(y) { [self] dY in
      if let target = destination(x) {
        pool.parallel(merge.images) { image, _ in
          kernel_gather_rows(
            dY, d, continuations + image * old, oldFactors + image * old, target.data + image * old * d, d, old, d,
            target.flag)
        }
      }
      if let target = destination(sources) {
        pool.parallel(merge.images) { image, _ in
          kernel_gather_rows(
            dY, d, targets + image * moved, sourceFactors + image * moved, target.data + image * moved * d, d, moved, d,
            target.flag)
        }
      }
    }
    return y
  }
}
