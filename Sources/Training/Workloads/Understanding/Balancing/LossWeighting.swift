internal import Experiment
internal import Models
internal import Tensor

/// What a step descends on: the loss of its task, weighted by a rule.
struct LossWeighting {
  private let rule: Recipe.Weighting
  private let scales: [Float]
  private let uncertainty: UncertaintyWeights?

  /// Declares parameters where the rule learns weights; they are zero until `initialise`.
  init(_ rule: Recipe.Weighting, heads: [TaskHead], in block: ParameterBlock) {
    self.rule = rule
    scales = heads.map(\.kind.lossScale)
    uncertainty =
      rule == .uncertainty ? UncertaintyWeights(isSquaredError: heads.map { $0.kind == .score }, in: block) : nil
  }

  /// Sets learnt weights to their start.
  func initialise() { uncertainty?.initialise() }

  /// What is learnt, one a task; empty where nothing is.
  var parameters: [Parameter] { uncertainty?.parameters ?? [] }

  /// The weight of each task now; nil where they do not change.
  var weights: [Float]? { uncertainty?.weights }

  /// The objective of a task's mean loss, unscaled. Shape (1).
  func objective(_ tape: Tape, _ loss: Tensor, task: Int) -> Tensor {
    switch rule {
    case .classes: tape.weightedSum([(scales[task], loss)])
    case .equal: loss
    case .uncertainty: uncertainty!.weighted(tape, loss, task: task)
    }
  }
}
