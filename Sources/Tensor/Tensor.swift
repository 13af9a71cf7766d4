/// A dense row-major array of 32-bit floats whose memory belongs to a tape's arena or to a parameter block.
///
/// A handle, not an owner: it is valid until the arena is reset. It never crosses a concurrency border.
public struct Tensor {
  /// The first element.
  public let data: UnsafeMutablePointer<Float>
  /// Lengths of the dimensions, outermost first.
  public let shape: [Int]
  /// Where the tape keeps the gradient; negative for tensors that need none.
  package let slot: Int

  package init(data: UnsafeMutablePointer<Float>, shape: [Int], slot: Int = -1) {
    self.data = data
    self.shape = shape
    self.slot = slot
  }

  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }
  /// Length of the last dimension.
  public var columns: Int { shape.last ?? 1 }
  /// Product of all dimensions but the last.
  public var rows: Int { shape.dropLast().reduce(1, *) }
  /// Whether a gradient is wanted for this tensor.
  public var needsGradient: Bool { slot >= 0 }

  /// The elements as an array, for tests and reports.
  public var values: [Float] { Array(UnsafeBufferPointer(start: data, count: count)) }

  /// The same elements seen under another shape; the gradient is shared.
  public func reshaped(_ shape: [Int]) -> Tensor {
    precondition(shape.reduce(1, *) == count, "cannot see \(self.shape) as \(shape)")
    return Tensor(data: data, shape: shape, slot: slot)
  }

  /// The same elements without a gradient: what is made of them does not reach back.
  public var detached: Tensor { Tensor(data: data, shape: shape) }
}
