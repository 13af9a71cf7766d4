public import Experiment
internal import Foundation
public import Tensor

/// Adam with decoupled weight decay, over all parameters of a block.
///
/// Clipping by the global norm is folded into the step: the gradients are not rewritten.
/// Source: Loshchilov and Hutter 2019, arXiv:1711.05101; arithmetic as `torch.optim.AdamW`.
public final class AdamW: Optimizer {
  /// What may be changed between steps.
  public struct Options: Sendable, Equatable {
    /// Decay of the gradient's running mean, in steps⁻¹: m ← beta1 · m + (1 − beta1) · g.
    public var beta1: Float
    /// Decay of the squared gradient's running mean.
    public var beta2: Float
    /// Added to the root of the second moment; above 0.
    public var epsilon: Float
    /// Values lose learning rate · weightDecay of themselves a step, where the parameter `decays`.
    public var weightDecay: Float
    /// Largest global norm of the gradient; 0: no clipping.
    public var clip: Double

    /// - Precondition: `epsilon` is above 0.
    public init(
      beta1: Float = 0.9, beta2: Float = 0.95, epsilon: Float = 1e-8, weightDecay: Float = 0.1, clip: Double = 1
    ) {
      precondition(epsilon > 0, "AdamW: epsilon \(epsilon) is not above 0")
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
      self.weightDecay = weightDecay
      self.clip = clip
    }
  }

  /// `adamw`.
  public let kind = Recipe.Optimizer.adamw
  /// May be changed between steps.
  public var options: Options
  /// Steps taken by each group, for the correction of the moments; restored from a checkpoint.
  public var stepsTaken: [Int]
  private let first: OptimizerState
  private let second: OptimizerState
  private let grouped: GroupedBlock

  /// An optimiser at its beginning: moments of zero.
  ///
  /// - Parameter groups: nil for one of all parameters.
  /// - Precondition: every parameter of the block is in exactly one group.
  public init(_ block: ParameterBlock, options: Options = Options(), groups: [ParameterGroup]? = nil) {
    self.options = options
    grouped = GroupedBlock(block, groups)
    stepsTaken = grouped.rates.map { _ in 0 }
    first = OptimizerState("first", count: block.count)
    second = OptimizerState("second", count: block.count)
  }

  /// Both moments.
  public var states: [OptimizerState] { [first, second] }
  /// Running mean of the gradient, laid out as the block.
  public var firstMoments: UnsafeMutablePointer<Float> { first.values }
  /// Running mean of the squared gradient, laid out as the block.
  public var secondMoments: UnsafeMutablePointer<Float> { second.values }
  /// Length of each moment: that of the block.
  public var count: Int { first.count }

  /// Takes over the options of a recipe.
  public func adopt(_ recipe: Recipe) { options = Options(recipe) }

  /// The global norm of the gradients of all parameters that are not frozen.
  public func gradientNorm(_ pool: ThreadPool) -> Double { grouped.norm(pool) }

  /// One step. Frozen parameters and their moments stay as they are.
  ///
  /// A gradient whose norm is not finite changes nothing and does not count as a step: the caller reports it.
  ///
  /// - Parameter touched: the groups that take part; nil: all.
  /// - Returns: the global norm of the gradient of those groups before clipping.
  @discardableResult
  public func step(learningRate: Double, touched: [Int]?, _ pool: ThreadPool) -> Double {
    let (pieces, norm, scale) = grouped.begin(touched, clip: options.clip, &stepsTaken, pool)
    guard norm.isFinite else { return norm }
    let (rates, options) = (grouped.rates, options)
    let steps = rates.indices.map { group in
      let time = Double(max(1, stepsTaken[group]))
      return OptimizerLoops.AdamWStep(
        beta1: options.beta1, beta2: options.beta2, epsilon: options.epsilon,
        stepSize: Float(learningRate * rates[group] / (1 - pow(Double(options.beta1), time))),
        inverseRootCorrection2: Float(1 / (1 - pow(Double(options.beta2), time)).squareRoot()), gradientScale: scale)
    }
    let decayFactors = rates.map { Float(1 - learningRate * $0 * Double(options.weightDecay)) }
    let (values, gradients) = (grouped.block.values, grouped.block.gradients)
    let (first, second) = (firstMoments, secondMoments)
    pool.parallel(pieces.count) { index, _ in
      let piece = pieces[index]
      OptimizerLoops.adamW(
        values + piece.offset, gradients: gradients + piece.offset, first: first + piece.offset,
        second: second + piece.offset, count: piece.count, decayFactor: piece.decays ? decayFactors[piece.group] : 1,
        steps[piece.group])
    }
    return norm
  }
}
