import Foundation

/// A trained tensor: a named stretch of a parameter block.
public struct Parameter {
  /// Path of the parameter, such as `layers.0.attention.query`.
  public let name: String
  /// Lengths of the dimensions; the elements are row-major.
  public let shape: [Int]
  /// Whether weight decay applies to it: to matrices, not to norms and biases.
  public let decays: Bool
  package let index: Int
  package let offset: Int
  package unowned let block: ParameterBlock

  /// Whether it is left as it is: no gradient work, no optimiser step. Kept in the block, so that all copies agree.
  public var isFrozen: Bool {
    get { block.isFrozen[index] }
    nonmutating set { block.isFrozen[index] = newValue }
  }
  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }
  /// The values, in the block.
  public var values: UnsafeMutablePointer<Float> { block.values + offset }
  /// The gradients, in the block.
  public var gradients: UnsafeMutablePointer<Float> { block.gradients + offset }
}

/// All parameters of a model in one allocation, and their gradients in another.
///
/// The optimiser, the norm and a checkpoint are then single loops. Parameters are declared first; `allocate` fixes the
/// layout. Each starts on a 64-byte border; the gaps are zero and stay zero. Gradients take memory from their first use on:
/// a block whose parameters are all frozen has none.
public final class ParameterBlock {
  /// In the order of declaration.
  public private(set) var parameters: [Parameter] = []
  /// Number of floats in the block, gaps included.
  public private(set) var count = 0
  private var storedValues: UnsafeMutablePointer<Float>?
  private var storedGradients: UnsafeMutablePointer<Float>?
  package var isWritten: [Bool] = []
  /// Whether a parameter's gradients are zero since they were cleared last.
  private var isClear: [Bool] = []
  fileprivate var isFrozen: [Bool] = []

  /// An empty block, ready for declarations.
  public init() {}

  deinit {
    free(storedValues)
    free(storedGradients)
  }

  /// All values in one stretch.
  public var values: UnsafeMutablePointer<Float> { allocated(&storedValues) }
  /// All gradients in one stretch.
  public var gradients: UnsafeMutablePointer<Float> { allocated(&storedGradients) }
  /// Whether there is memory for gradients.
  public var hasGradients: Bool { storedGradients != nil }
  /// Number of trained values, gaps not counted.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

  /// Declares a parameter. All declarations come before the first use of the memory.
  public func declare(_ name: String, _ shape: [Int], decays: Bool = true) -> Parameter {
    precondition(
      storedValues == nil && storedGradients == nil, "\(name): declared after the block was allocated")
    precondition(!parameters.contains { $0.name == name }, "\(name): declared twice")
    let parameter = Parameter(
      name: name, shape: shape, decays: decays, index: parameters.count, offset: count, block: self)
    parameters.append(parameter)
    isFrozen.append(false)
    isWritten.append(false)
    isClear.append(false)
    count += (parameter.count + 15) & ~15
    return parameter
  }

  private func allocated(_ stored: inout UnsafeMutablePointer<Float>?) -> UnsafeMutablePointer<Float> {
    if let stored { return stored }
    let made = alignedMemory(bytes: count * 4).bindMemory(to: Float.self, capacity: count)
    made.update(repeating: 0, count: count)
    stored = made
    return made
  }

  /// Starts a new step: all gradients count as zero. Nothing is cleared; the first contribution overwrites.
  public func forgetGradients() {
    for index in isWritten.indices {
      if isWritten[index] { isClear[index] = false }
      isWritten[index] = false
    }
  }

  /// Some gradients count as zero again within a step, as all do at its start.
  public func forgetGradients(of parameters: [Parameter]) {
    for parameter in parameters {
      if isWritten[parameter.index] { isClear[parameter.index] = false }
      isWritten[parameter.index] = false
    }
  }

  /// Some gradients were written by other means than a tape.
  public func noteGradients(of parameters: [Parameter]) {
    for parameter in parameters where !isFrozen[parameter.index] { isWritten[parameter.index] = true }
  }

  /// Takes over another block's gradients.
  ///
  /// - Precondition: the other has the same layout.
  public func copyGradients(from other: ParameterBlock) {
    precondition(other.count == count, "\(other.count) gradients for \(count)")
    gradients.update(from: other.gradients, count: count)
    for index in isClear.indices { isClear[index] = false }
  }

  package func clearUnwritten() {
    // Of a model with many copies most stay unwritten for many steps: each is cleared once.
    for parameter in parameters where !isWritten[parameter.index] && !isClear[parameter.index] {
      parameter.gradients.update(repeating: 0, count: parameter.count)
      isClear[parameter.index] = true
    }
  }
}
