internal import CKernels

extension Tape {
  /// Rows a piece, for operations that go once or twice over each row.
  func rowGrain(columns: Int) -> Int { max(1, Self.elementGrain / max(columns, 1)) }

  /// y = x / √(mean(x²) + epsilon) ∘ weight over the last dimension.
  ///
  /// Shapes: x (…, D), weight (D). Source: Zhang and Sennrich 2019, arXiv:1910.07467.
  public func rmsNorm(_ x: Tensor, weight: Tensor, epsilon: Float = 1e-5) -> Tensor {
    let (n, d) = (x.rows, x.columns)
    precondition(weight.count == d, "rmsNorm: x \(x.shape), weight \(weight.shape)")
    let y = result(of: [x, weight], shape: x.shape)
    let inverse = arena.floats(n)
    let grain = rowGrain(columns: d)
    pool.parallel(count: n, grain: grain) { rows, _ in
      let start = rows.lowerBound
      kernel_rms_norm(
        x.data + start * d, weight.data, y.data + start * d, inverse + start, rows.count, d, epsilon)
    }
    record(y) { [self] dY in
      let dX = destination(x)
      withPartialSums(of: [weight], rows: n, grain: grain) { rows, sums in
        let start = rows.lowerBound
        kernel_rms_norm_backward(
          x.data + start * d, weight.data, inverse + start, dY + start * d, dX.map { $0.data + start * d },
          dX?.flag ?? 0, sums[0], rows.count, d)
      }
    }
    return y
  }

  /// y = (x − mean) / √(variance + epsilon) ∘ weight + bias over the last dimension.
  ///
  /// Shapes: x (…, D), weight (D), bias (D). Source: Ba et al. 2016, arXiv:1607.06450.
  public func layerNorm(_ x: Tensor, weight: Tensor, bias: Tensor, epsilon: Float = 1e-5) -> Tensor {
    let (n, d) = (x.rows, x.columns)
    precondition(
      weight.count == d && bias.count == d, "layerNorm: x \(x.shape), weight \(weight.shape), bias \(bias.shape)")
    let y = result(of: [x, weight, bias], shape: x.shape)
    let (mean, inverse) = (arena.floats(n), arena.floats(n))
    let grain = rowGrain(columns: d)
    pool.parallel(count: n, grain: grain) { rows, _ in
      let start = rows.lowerBound
      kernel_layer_norm(
        x.data + start * d, weight.data, bias.data, y.data + start * d, mean + start, inverse + start, rows.count, d,
        epsilon)
    }
    record(y) { [self] dY in
      let dX = destination(x)
      withPartialSums(of: [weight, bias], rows: n, grain: grain) { rows, sums in
        let start = rows.lowerBound
        kernel_layer_norm_backward(
          x.data + start * d, weight.data, mean + start, inverse + start, dY + start * d,
          dX.map { $0.data + start * d }, dX?.flag ?? 0, sums[0], sums[1], rows.count, d)
      }
    }
    return y
  }

  /// Gives each piece of rows cleared sums for the gradients of `tensors`, then adds the pieces up in their order.
  ///
  /// - Parameter body: gets the rows of the piece, and for each tensor its sums or nil when no gradient is wanted.
  func withPartialSums(
    of tensors: [Tensor], rows: Int, grain: Int, _ body: (Range<Int>, [UnsafeMutablePointer<Float>?]) -> Void
  ) {
    let mark = arena.mark
    defer { arena.rewind(to: mark) }
    let pieces = (rows + grain - 1) / grain
    let sums = tensors.map { $0.needsGradient ? arena.floats(pieces * $0.count) : nil }
    pool.parallel(pieces) { piece, _ in
      let own = zip(sums, tensors).map { sum, tensor in sum.map { $0 + piece * tensor.count } }
      for (sum, tensor) in zip(own, tensors) { sum?.update(repeating: 0, count: tensor.count) }
      body(piece * grain..<min(rows, (piece + 1) * grain), own)
    }
    for (sum, tensor) in zip(sums, tensors) {
      guard let sum, let target = destination(tensor) else { continue }
      sumRows(sum, rows: pieces, columns: tensor.count, into: target)
    }
  }
}
