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
/// layout. Each starts on a 64-byte border; the gaps are zero and stay zero.
public final class ParameterBlock {
  /// In the order of declaration.
  public private(set) var parameters: [Parameter] = []
  /// Number of floats in the block, gaps included.
  public private(set) var count = 0
  private var storage: (values: UnsafeMutablePointer<Float>, gradients: UnsafeMutablePointer<Float>)?
  package var isWritten: [Bool] = []
  fileprivate var isFrozen: [Bool] = []

  /// An empty block, ready for declarations.
  public init() {}

  deinit {
    if let storage {
      free(storage.values)
      free(storage.gradients)
    }
  }

  /// All values in one stretch.
  public var values: UnsafeMutablePointer<Float> { allocated().values }
  /// All gradients in one stretch.
  public var gradients: UnsafeMutablePointer<Float> { allocated().gradients }
  /// Number of trained values, gaps not counted.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

  /// Declares a parameter. All declarations come before the first use of the memory.
  public func declare(_ name: String, _ shape: [Int], decays: Bool = true) -> Parameter {
    precondition(storage == nil, "\(name): declared after the block was allocated")
    precondition(!parameters.contains { $0.name == name }, "\(name): declared twice")
    let parameter = Parameter(
      name: name, shape: shape, decays: decays, index: parameters.count, offset: count, block: self)
    parameters.append(parameter)
    isFrozen.append(false)
    count += (parameter.count + 15) & ~15
    return parameter
  }

  private func allocated() -> (values: UnsafeMutablePointer<Float>, gradients: UnsafeMutablePointer<Float>) {
    if let storage { return storage }
    let made = (
      values: alignedMemory(bytes: count * 4).bindMemory(to: Float.self, capacity: count),
      gradients: alignedMemory(bytes: count * 4).bindMemory(to: Float.self, capacity: count)
    )
    made.values.update(repeating: 0, count: count)
    made.gradients.update(repeating: 0, count: count)
    isWritten = Array(repeating: false, count: parameters.count)
    storage = made
    return made
  }

  /// Starts a new step: all gradients count as zero. Nothing is cleared; the first contribution overwrites.
  public func forgetGradients() {
    _ = allocated()
    for index in isWritten.indices { isWritten[index] = false }
  }

  package func clearUnwritten() {
    for parameter in parameters where !isWritten[parameter.index] {
      parameter.gradients.update(repeating: 0, count: parameter.count)
    }
  }
}
