public import Experiment
internal import Foundation
public import Tensor

/// What moves the parameters of a block along their gradients.
///
/// Parameters may lie in groups, each with its own factor of the learning rate and its own count of steps: a group that a
/// step does not touch stays as it is, with all that is remembered of it, as if it had an optimiser to itself.
///
/// To add an optimiser: a type that conforms, its word in `Recipe.Optimizer`, and a line in `OptimizerCatalog`. Twins and
/// checkpoints follow from `states`.
public protocol Optimizer: AnyObject {
  /// Its word in recipes and checkpoints.
  var kind: Recipe.Optimizer { get }
  /// Steps taken by each group; restored from a checkpoint.
  var stepsTaken: [Int] { get set }
  /// All that it remembers from step to step beside `stepsTaken`: the same names in the same order at all times.
  var states: [OptimizerState] { get }

  /// Takes over the values of the recipe's keys from the next step on.
  func adopt(_ recipe: Recipe)

  /// The global norm of the gradients of all parameters that are not frozen.
  func gradientNorm(_ pool: ThreadPool) -> Double

  /// One step. Frozen parameters and what is remembered of them stay as they are.
  ///
  /// A gradient whose norm is not finite changes nothing and does not count as a step: the caller reports it.
  ///
  /// - Parameter touched: the groups that take part; nil: all.
  /// - Returns: the global norm of the gradient of those groups before clipping.
  @discardableResult
  func step(learningRate: Double, touched: [Int]?, _ pool: ThreadPool) -> Double
}

extension Optimizer {
  /// One step of all groups.
  @discardableResult
  public func step(learningRate: Double, _ pool: ThreadPool) -> Double {
    step(learningRate: learningRate, touched: nil, pool)
  }

  /// Takes over what one of the same kind, over a block of the same layout, remembers.
  ///
  /// - Precondition: kind and layout are the same.
  func copyState(from other: any Optimizer) {
    precondition(kind == other.kind, "the state of \(other.kind.rawValue) for \(kind.rawValue)")
    for (own, theirs) in zip(states, other.states) { own.copy(theirs) }
    stepsTaken = other.stepsTaken
  }
}

/// A number that an optimiser remembers of every value of a block, laid out as the block; zero at the beginning.
public final class OptimizerState {
  /// What checkpoints call it, after `optimizer.` and before the parameter.
  public let name: String
  /// Length: that of the block, gaps included.
  public let count: Int
  /// The numbers, in memory of their own.
  public let values: UnsafeMutablePointer<Float>

  init(_ name: String, count: Int) {
    (self.name, self.count) = (name, count)
    values = alignedMemory(bytes: count * 4).bindMemory(to: Float.self, capacity: count)
    values.update(repeating: 0, count: count)
  }

  deinit { free(values) }

  /// The stretch that belongs to a parameter.
  func values(of parameter: Parameter) -> UnsafeMutablePointer<Float> { values + parameter.offset }

  /// Whether a parameter's stretch is as at the beginning, to the last bit.
  func isClear(of parameter: Parameter) -> Bool {
    UnsafeBufferPointer(start: values(of: parameter), count: parameter.count).allSatisfy { $0.bitPattern == 0 }
  }

  fileprivate func copy(_ other: OptimizerState) {
    precondition(count == other.count, "\(other.count) numbers of \(name) for \(count)")
    values.update(from: other.values, count: count)
  }
}
