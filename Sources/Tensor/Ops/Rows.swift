internal import CKernels

extension Tape {
  /// Columns a piece where rows may meet in one place: pieces are cut across, so that no two write to the same place
  /// and sums keep the order of the rows.
  private static let columnGrain = 64

  /// Row numbers in the arena, for `gather` and `scatterAdd`.
  public func indices(_ values: [Int32]) -> UnsafeBufferPointer<Int32> {
    let copy = arena.allocate(Int32.self, count: values.count)
    for (i, value) in values.enumerated() { copy[i] = value }
    return UnsafeBufferPointer(start: copy, count: values.count)
  }

  /// y_r = weights_r · x_(indices r). A negative index gives a row of zeros.
  ///
  /// Shapes: x (M, D), indices (R) and weights (R), constants that must stay valid until `backward`; result (R, D).
  /// - Parameter weights: nil for 1.
  public func gather(
    _ x: Tensor, _ indices: UnsafeBufferPointer<Int32>, weights: UnsafeBufferPointer<Float>? = nil
  ) -> Tensor {
    let (m, d, r) = (x.rows, x.columns, indices.count)
    precondition(indices.allSatisfy { $0 < m }, "gather: an index is not below \(m)")
    precondition(weights == nil || weights!.count == r, "gather: \(r) indices, \(weights!.count) weights")
    let factors = weights?.baseAddress
    let y = result(of: [x], shape: [r, d])
    let from = indices.baseAddress
    pool.parallel(count: r, grain: rowGrain(columns: d)) { rows, _ in
      let start = rows.lowerBound
      kernel_gather_rows(
        x.data, d, from! + start, factors.map { $0 + start }, y.data + start * d, d, rows.count, d, 0)
    }
    record(y) { [self] dY in
      guard let dX = destination(x) else { return }
      scatter(dY, from, factors, into: dX, count: r, rows: m, columns: d)
    }
    return y
  }

  /// y_m = Σ weights_r · x_r over all r with indices r = m. Rows with a negative index are left out.
  ///
  /// Shapes: x (R, D), indices (R), which must stay valid until `backward`, weights (R) or nil for 1; result (`rows`, D).
  public func scatterAdd(
    _ x: Tensor, _ indices: UnsafeBufferPointer<Int32>, weights: Tensor? = nil, rows m: Int
  ) -> Tensor {
    let (r, d) = (x.rows, x.columns)
    precondition(indices.count == r, "scatterAdd: x \(x.shape), \(indices.count) indices")
    precondition(weights == nil || weights!.count == r, "scatterAdd: x \(x.shape), weights \(weights!.shape)")
    precondition(indices.allSatisfy { $0 < m }, "scatterAdd: an index is not below \(m)")
    let y = result(of: [x] + (weights.map { [$0] } ?? []), shape: [m, d])
    let to = indices.baseAddress
    scatter(
      x.data, to, weights?.data, into: Destination(data: y.data, accumulates: false), count: r, rows: m, columns: d)
    record(y) { [self] dY in
      if let dX = destination(x) {
        pool.parallel(count: r, grain: rowGrain(columns: d)) { rows, _ in
          let start = rows.lowerBound
          kernel_gather_rows(
            dY, d, to! + start, weights.map { UnsafePointer($0.data + start) }, dX.data + start * d, d, rows.count, d,
            dX.flag)
        }
      }
      if let weights, let dWeights = destination(weights) {
        pool.parallel(count: r, grain: rowGrain(columns: d)) { rows, _ in
          let start = rows.lowerBound
          kernel_indexed_dots(
            x.data + start * d, d, dY, d, to! + start, dWeights.data + start, rows.count, d, dWeights.flag)
        }
      }
    }
    return y
  }

  /// Adds weights_r · x_r to row indices_r of the target, in the order of r.
  func scatter(
    _ x: UnsafePointer<Float>, _ indices: UnsafePointer<Int32>?, _ weights: UnsafePointer<Float>?,
    into target: Destination, count: Int, rows: Int, columns: Int
  ) {
    pool.parallel(count: columns, grain: Self.columnGrain) { range, _ in
      let start = range.lowerBound
      if !target.accumulates {
        for row in 0..<rows { (target.data + row * columns + start).update(repeating: 0, count: range.count) }
      }
      guard count > 0 else { return }
      kernel_scatter_add_rows(
        x + start, columns, indices!, weights, target.data + start, columns, count, range.count)
    }
  }
}
