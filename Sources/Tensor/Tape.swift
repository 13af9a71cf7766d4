/// Records the operations of a step and runs their derivatives backwards.
///
/// Values live in the arena; the gradient of an activation exists only from its first contribution to the moment when
/// it has been passed on, in a buffer of a pool. Parameters keep their gradient in the parameter block.
///
/// To write an operation: compute into `result(of:shape:)`, then `record` a closure that reads `incoming` and adds to
/// `destination(x)` of every input. See `Ops/Linear.swift`.
public final class Tape {
  /// A place to which a gradient is written.
  public struct Destination {
    /// The gradient's elements, in the shape of the tensor they belong to.
    public let data: UnsafeMutablePointer<Float>
    /// False for the first contribution: the memory is not cleared and must be overwritten.
    public let accumulates: Bool
    /// The factor before the old contents in a matrix product: 1 to accumulate, 0 to overwrite.
    public var beta: Float { accumulates ? 1 : 0 }
  }

  private struct Slot {
    var data: UnsafeMutablePointer<Float>?
    var count: Int
    var isParameter: Bool
    var isWritten: Bool
  }

  private struct Node {
    let output: Int
    let phase: Int
    let backward: (UnsafeMutablePointer<Float>) -> Void
  }

  /// The threads on which operations run.
  public let pool: ThreadPool
  /// Where values live; `begin` takes all of it back.
  public let arena: Arena
  /// Which part of the model the time goes to; a derivative counts for the phase that recorded it.
  public let clock = PhaseClock()
  /// Whether operations are recorded. Off during evaluation: no tensor then needs a gradient.
  public private(set) var isRecording = false
  private let gradients = BufferPool()
  let transients = TransientMemory()
  private var slots: [Slot] = []
  private var nodes: [Node] = []
  private var parameterSlots: [Int: Int] = [:]

  /// An empty tape; it records nothing before `begin(recording:)`.
  public init(pool: ThreadPool, arena: Arena = Arena()) {
    self.pool = pool
    self.arena = arena
  }

  /// Forgets the last step and takes all its memory back.
  public func begin(recording: Bool) {
    releaseSlots()
    arena.reset()
    transients.reset()
    isRecording = recording
  }

  private func releaseSlots() {
    for slot in slots where !slot.isParameter {
      if let data = slot.data { gradients.give(data, count: slot.count) }
    }
    nodes.removeAll(keepingCapacity: true)
    slots.removeAll(keepingCapacity: true)
    parameterSlots.removeAll(keepingCapacity: true)
  }

  /// The most bytes that activations and their gradients have taken so far.
  public var memoryBytes: Int { arena.peakBytes + transients.peakBytes + gradients.reservedBytes }

  // MARK: - Making tensors

  /// A tensor without gradient, not cleared.
  public func constant(_ shape: [Int]) -> Tensor {
    Tensor(data: arena.floats(shape.reduce(1, *)), shape: shape)
  }

  /// A tensor without gradient that holds the given values.
  public func constant(_ values: [Float], _ shape: [Int]) -> Tensor {
    let tensor = constant(shape)
    precondition(values.count == tensor.count, "\(values.count) values for shape \(shape)")
    values.withUnsafeBufferPointer { tensor.data.update(from: $0.baseAddress!, count: values.count) }
    return tensor
  }

  /// A tensor with the given values whose gradient can be read after `backward`; for tests and probes.
  public func variable(_ values: [Float], _ shape: [Int]) -> Tensor {
    let tensor = constant(values, shape)
    guard isRecording else { return tensor }
    // Marked as a parameter so that the gradient outlives the backward pass.
    let gradient = arena.floats(tensor.count)
    gradient.update(repeating: 0, count: tensor.count)
    slots.append(Slot(data: gradient, count: tensor.count, isParameter: true, isWritten: false))
    return Tensor(data: tensor.data, shape: shape, slot: slots.count - 1)
  }

  /// The gradient of a variable or parameter after `backward`; zeros when nothing arrived.
  public func gradient(of tensor: Tensor) -> [Float] {
    precondition(tensor.slot >= 0, "this tensor has no gradient")
    let slot = slots[tensor.slot]
    guard let data = slot.data, slot.isWritten else { return Array(repeating: 0, count: tensor.count) }
    return Array(UnsafeBufferPointer(start: data, count: slot.count))
  }

  /// A parameter as a tensor of this step. Frozen parameters need no gradient.
  public func parameter(_ parameter: Parameter) -> Tensor {
    let block = parameter.block
    let data = block.values + parameter.offset
    guard isRecording, !parameter.isFrozen else { return Tensor(data: data, shape: parameter.shape) }
    if let slot = parameterSlots[parameter.index] { return Tensor(data: data, shape: parameter.shape, slot: slot) }
    slots.append(
      Slot(
        data: block.gradients + parameter.offset, count: parameter.count, isParameter: true,
        isWritten: block.isWritten[parameter.index]))
    parameterSlots[parameter.index] = slots.count - 1
    return Tensor(data: data, shape: parameter.shape, slot: slots.count - 1)
  }

  /// Memory for the result of an operation on `inputs`; it needs a gradient if any of them does.
  public func result(of inputs: [Tensor], shape: [Int]) -> Tensor {
    let count = shape.reduce(1, *)
    let data = transients.isOn ? transients.floats(count) : arena.floats(count)
    guard isRecording, inputs.contains(where: \.needsGradient) else { return Tensor(data: data, shape: shape) }
    slots.append(Slot(data: nil, count: count, isParameter: false, isWritten: false))
    return Tensor(data: data, shape: shape, slot: slots.count - 1)
  }

  // MARK: - Gradients

  /// Remembers how to pass the gradient of `output` on. Does nothing when `output` needs none.
  ///
  /// - Parameter backward: gets the gradient of `output`, which it may overwrite.
  public func record(_ output: Tensor, _ backward: @escaping (_ incoming: UnsafeMutablePointer<Float>) -> Void) {
    if output.needsGradient { nodes.append(Node(output: output.slot, phase: clock.current, backward: backward)) }
  }

  /// Where a contribution to the gradient of `tensor` goes, or nil when none is wanted.
  ///
  /// Asking is promising: the caller must write every element.
  public func destination(_ tensor: Tensor) -> Destination? {
    guard tensor.slot >= 0 else { return nil }
    let slot = slots[tensor.slot]
    let data = slot.data ?? gradients.take(slot.count)
    slots[tensor.slot].data = data
    slots[tensor.slot].isWritten = true
    return Destination(data: data, accumulates: slot.isWritten)
  }

  /// Passes a gradient on unchanged: adopts the buffer when it is the first contribution and the last use.
  ///
  /// - Parameters:
  ///   - incoming: the gradient of `output`, as handed to the closure given to `record`.
  ///   - output: the tensor whose gradient it is; must not be used by the closure afterwards.
  public func passOn(_ incoming: UnsafeMutablePointer<Float>, of output: Tensor, to tensor: Tensor) {
    guard tensor.slot >= 0 else { return }
    if !slots[tensor.slot].isWritten, !slots[tensor.slot].isParameter, slots[tensor.slot].data == nil,
      slots[output.slot].data == incoming
    {
      slots[tensor.slot].data = incoming
      slots[tensor.slot].isWritten = true
      slots[output.slot].data = nil
      return
    }
    add(incoming, to: tensor)
  }

  /// Adds a gradient that stays where it is.
  public func add(_ incoming: UnsafePointer<Float>, to tensor: Tensor) {
    guard let target = destination(tensor) else { return }
    pool.parallel(count: tensor.count, grain: 1 << 16) { range, _ in
      let from = incoming + range.lowerBound
      let to = target.data + range.lowerBound
      if target.accumulates {
        for i in 0..<range.count { to[i] += from[i] }
      } else {
        to.update(from: from, count: range.count)
      }
    }
  }

  /// Runs the recorded derivatives from a scalar backwards. Gradients of parameters are then in their block.
  ///
  /// - Parameter seed: dL/d`loss`.
  public func backward(from loss: Tensor, seed: Float = 1) {
    precondition(loss.count == 1, "backward starts from a scalar, not from \(loss.shape)")
    guard let start = destination(loss) else { return }
    start.data[0] = (start.accumulates ? start.data[0] : 0) + seed
    runBackward()
  }

  /// Runs the recorded derivatives backwards from given gradients of several tensors.
  public func backward(from outputs: [(tensor: Tensor, gradient: [Float])]) {
    for (tensor, gradient) in outputs where tensor.needsGradient {
      precondition(gradient.count == tensor.count, "\(gradient.count) gradients for shape \(tensor.shape)")
      gradient.withUnsafeBufferPointer { add($0.baseAddress!, to: tensor) }
    }
    runBackward()
  }

  private func runBackward() {
    for node in nodes.reversed() {
      guard slots[node.output].isWritten, let incoming = slots[node.output].data else { continue }
      if node.phase != clock.current { clock.enter(node.phase) }
      node.backward(incoming)
      if let data = slots[node.output].data, !slots[node.output].isParameter {
        gradients.give(data, count: slots[node.output].count)
        slots[node.output].data = nil
      }
    }
    nodes.removeAll(keepingCapacity: true)
  }

  /// Tells the block which of its gradients were written in this step; the others count as zero.
  public func finish(_ block: ParameterBlock) {
    for (index, slot) in parameterSlots where slots[slot].isWritten { block.isWritten[index] = true }
    block.clearUnwritten()
  }
}
