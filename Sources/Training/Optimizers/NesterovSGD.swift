public import Experiment
public import Tensor

/// Gradient descent with Nesterov's momentum, over all parameters of a block.
///
/// v ← momentum · v + g and w ← w − rate · (g + momentum · v), where g is the clipped gradient, plus weightDecay · w where
/// the parameter `decays`. With a momentum of 0 it is plain gradient descent. Clipping by the global norm is folded into
/// the step: the gradients are not rewritten.
/// Source: Sutskever et al. 2013, in the form of `torch.optim.SGD(nesterov=True)`, whose arithmetic it is (dampening 0):
/// the rate is outside v, so that a rate that changes counts from the next step on.
public final class NesterovSGD: Optimizer {
  /// What may be changed between steps.
  public struct Options: Sendable, Equatable {
    /// Share of v that stays a step, from 0 and below 1.
    public var momentum: Float
    /// Times the value, it is added to the gradient, where the parameter `decays`.
    public var weightDecay: Float
    /// Largest global norm of the gradient, before decay is added to it; 0: no clipping.
    public var clip: Double

    /// - Precondition: `momentum` is in 0 ..< 1.
    public init(momentum: Float = 0.9, weightDecay: Float = 0, clip: Double = 0) {
      precondition((0..<1).contains(momentum), "NesterovSGD: momentum \(momentum) is not from 0 and below 1")
      (self.momentum, self.weightDecay, self.clip) = (momentum, weightDecay, clip)
    }
  }

  /// `sgd`.
  public let kind = Recipe.Optimizer.sgd
  /// May be changed between steps.
  public var options: Options
  /// Steps taken by each group, which nothing here depends on; restored from a checkpoint.
  public var stepsTaken: [Int]
  private let velocity: OptimizerState
  private let grouped: GroupedBlock

  /// An optimiser at its beginning: v is zero.
  ///
  /// - Parameter groups: nil for one of all parameters.
  /// - Precondition: every parameter of the block is in exactly one group.
  public init(_ block: ParameterBlock, options: Options = Options(), groups: [ParameterGroup]? = nil) {
    self.options = options
    grouped = GroupedBlock(block, groups)
    stepsTaken = grouped.rates.map { _ in 0 }
    velocity = OptimizerState("momentum", count: block.count)
  }

  /// v alone.
  public var states: [OptimizerState] { [velocity] }
  /// v, laid out as the block.
  public var momentum: UnsafeMutablePointer<Float> { velocity.values }

  /// Takes over the options of a recipe.
  public func adopt(_ recipe: Recipe) { options = Options(recipe) }

  /// The global norm of the gradients of all parameters that are not frozen.
  public func gradientNorm(_ pool: ThreadPool) -> Double { grouped.norm(pool) }

  /// One step. Frozen parameters and their momentum stay as they are.
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
    let (values, gradients, momentum) = (grouped.block.values, grouped.block.gradients, velocity.values)
    pool.parallel(pieces.count) { index, _ in
      let piece = pieces[index]
      let step = OptimizerLoops.NesterovStep(
        learningRate: Float(learningRate * rates[piece.group]), momentum: options.momentum,
        weightDecay: piece.decays ? options.weightDecay : 0, gradientScale: scale)
      OptimizerLoops.nesterov(
        values + piece.offset, gradients: gradients + piece.offset, momentum: momentum + piece.offset,
        count: piece.count, step)
    }
    return norm
  }
}
