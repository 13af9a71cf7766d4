internal import CKernels

extension Tape {
  /// s_b = Σ_k weights_k · x_(b, k): one weighted sum of rows for each group of `length` rows.
  ///
  /// Shapes: x (B · length, D), weights (R ≥ length), of which the first are used; result (B, D).
  public func weightedRowSums(_ x: Tensor, weights: Tensor, length: Int) -> Tensor {
    let (d, groups) = (x.columns, x.rows / length)
    precondition(
      x.rows == groups * length && weights.count >= length,
      "weightedRowSums: x \(x.shape), weights \(weights.shape), groups of \(length)")
    let y = result(of: [x, weights], shape: [groups, d])
    pool.parallel(groups) { group, _ in
      for k in 0..<length {
        kernel_scale_add(x.data + (group * length + k) * d, weights.data[k], y.data + group * d, d, k == 0 ? 0 : 1)
      }
    }
    record(y) { [self] dY in
      if let target = destination(x) {
        pool.parallel(groups) { group, _ in
          for k in 0..<length {
            kernel_scale_add(
              dY + group * d, weights.data[k], target.data + (group * length + k) * d, d, target.flag)
          }
        }
      }
      if let target = destination(weights) {
        let mark = arena.mark
        defer { arena.rewind(to: mark) }
        let dots = arena.floats(x.rows)
        let own = indices((0..<x.rows).map { Int32($0 / length) })
        pool.parallel(count: x.rows, grain: rowGrain(columns: d)) { rows, _ in
          let start = rows.lowerBound
          kernel_indexed_dots(
            x.data + start * d, d, dY, d, own.baseAddress! + start, dots + start, rows.count, d, 0)
        }
        if !target.accumulates { target.data.update(repeating: 0, count: weights.count) }
        for row in 0..<x.rows { target.data[row % length] += dots[row] }
      }
    }
    return y
  }

  /// y = 2 σ(x) − offset, with 2 σ(0) exactly 1.
  ///
  /// - Parameter offset: 0 for a factor around 1, in (0, 2); 1 for one around 0, in (−1, 1).
  public func doubleSigmoid(_ x: Tensor, offset: Float) -> Tensor {
    let y = result(of: [x], shape: x.shape)
    pool.parallel(count: x.count, grain: Self.elementGrain) { range, _ in
      // 2 σ(x) − 1 = sign x · (1 − e) / (1 + e) with e = exp(−|x|).
      for i in range { y.data[i] = -abs(x.data[i]) }
      kernel_exp(y.data + range.lowerBound, y.data + range.lowerBound, range.count)
      for i in range {
        let size = (1 - y.data[i]) / (1 + y.data[i])
        y.data[i] = (x.data[i] < 0 ? -size : size) + (1 - offset)
      }
    }
    record(y) { [self] dY in
      guard let target = destination(x) else { return }
      pool.parallel(count: x.count, grain: Self.elementGrain) { range, _ in
        for i in range {
          let centred = y.data[i] - (1 - offset)
          let slope = dY[i] * (1 - centred * centred) * 0.5
          target.data[i] = target.accumulates ? target.data[i] + slope : slope
        }
      }
    }
    return y
  }

  /// y = (x ∘ columns) ∘ rows, or x plus that: one factor for each column of a group, one for each row.
  ///
  /// Shapes: x (B · length, D), columns (B, D) or nil for 1, rows (B · length) or nil for 1; result as x.
  /// - Parameter isAdded: whether the product is added to x, as in a residual connection.
  public func modulate(_ x: Tensor, columns: Tensor?, rows: Tensor?, length: Int, isAdded: Bool) -> Tensor {
    let (d, groups) = (x.columns, x.rows / length)
    precondition(
      x.rows == groups * length && columns?.count ?? groups * d == groups * d && rows?.count ?? x.rows == x.rows,
      "modulate: x \(x.shape), columns \(columns?.shape ?? []), rows \(rows?.shape ?? []), groups of \(length)")
    let y = result(of: [x] + [columns, rows].compactMap { $0 }, shape: x.shape)
    let base: Float = isAdded ? 1 : 0

    func forEachRow(_ body: @escaping (_ row: Int, _ columns: UnsafePointer<Float>?, _ rowFactor: Float) -> Void) {
      pool.parallel(groups) { group, _ in
        for row in group * length..<(group + 1) * length {
          body(row, columns.map { UnsafePointer($0.data + group * d) }, rows?.data[row] ?? 1)
        }
      }
    }

    forEachRow { row, columns, factor in
      let (from, to) = (x.data + row * d, y.data + row * d)
      for i in 0..<d {
        let product = from[i] * (columns?[i] ?? 1) * factor
        to[i] = isAdded ? from[i] + product : product
      }
    }
    record(y) { [self] dY in
      if let target = destination(x) {
        forEachRow { row, columns, factor in
          let (from, to) = (dY + row * d, target.data + row * d)
          for i in 0..<d {
            let value = from[i] * (base + (columns?[i] ?? 1) * factor)
            to[i] = target.accumulates ? to[i] + value : value
          }
        }
      }
      if let columns, let target = destination(columns) {
        if !target.accumulates { target.data.update(repeating: 0, count: columns.count) }
        forEachRow { row, _, factor in
          let (from, input, to) = (dY + row * d, x.data + row * d, target.data + row / length * d)
          for i in 0..<d { to[i] += from[i] * input[i] * factor }
        }
      }
      if let rows, let target = destination(rows) {
        forEachRow { row, columns, _ in
          let (from, input) = (dY + row * d, x.data + row * d)
          var sum: Float = 0
          for i in 0..<d { sum += from[i] * input[i] * (columns?[i] ?? 1) }
          target.data[row] = target.accumulates ? target.data[row] + sum : sum
        }
      }
    }
    return y
  }

  /// y = x + x ∘ w, with the first `length` rows of w for every group of rows.
  ///
  /// Shapes: x (B · length, D), w (R ≥ length, D); result as x. With `length` all rows of x, w has a factor of its own for
  /// every element.
  public func modulate(_ x: Tensor, elements w: Tensor, length: Int) -> Tensor {
    let (d, groups) = (x.columns, x.rows / length)
    precondition(
      x.rows == groups * length && w.columns == d && w.rows >= length,
      "modulate: x \(x.shape), elements \(w.shape), groups of \(length)")
    let y = result(of: [x, w], shape: x.shape)
    let (period, grain) = (length * d, Self.elementGrain)
    pool.parallel(count: x.count, grain: grain) { range, _ in
      for i in range { y.data[i] = x.data[i] + x.data[i] * w.data[i % period] }
    }
    record(y) { [self] dY in
      if let target = destination(x) {
        pool.parallel(count: x.count, grain: grain) { range, _ in
          for i in range {
            let value = dY[i] + dY[i] * w.data[i % period]
            target.data[i] = target.accumulates ? target.data[i] + value : value
          }
        }
      }
      if let target = destination(w) {
        if !target.accumulates {
          (target.data + period).update(repeating: 0, count: w.count - period)
        }
        pool.parallel(count: period, grain: grain) { range, _ in
          for i in range {
            var sum: Float = target.accumulates ? target.data[i] : 0
            for group in 0..<groups { sum += dY[group * period + i] * x.data[group * period + i] }
            target.data[i] = sum
          }
        }
      }
    }
    return y
  }
}
