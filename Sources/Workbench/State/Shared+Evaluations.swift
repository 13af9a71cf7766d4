public import Experiment

extension Shared {
  /// The latest evaluation that is not after the step that is shown.
  public var evaluation: Evaluation? { evaluations.last }

  /// The evaluations that are not after the step that is shown.
  public var evaluations: ArraySlice<Evaluation> {
    let all = run.state.evaluations
    guard isInspecting else { return all[...] }
    return all[..<(all.lastIndex { $0.step <= step }.map { $0 + 1 } ?? 0)]
  }

  /// The latest counterfactual that is not after the step that is shown.
  public var counterfactual: Counterfactual? {
    run.state.counterfactuals.last { !isInspecting || $0.step <= step }
  }

  /// What the header says of a layer.
  public func shape(of layer: LayerHistory) -> MoEShape? {
    run.state.header?.moeLayers.first { $0.layer == layer.layer && $0.part == layer.part }
  }

  /// What an evaluation tells of the chosen layer; nil when it does not, or of another number of experts.
  public func measures(of layer: LayerHistory, in evaluation: Evaluation) -> LayerEvaluation? {
    evaluation.layers.first { $0.layer == layer.layer && $0.part == layer.part && $0.experts == layer.experts }
  }

  /// What the latest evaluation tells of the chosen layer.
  public var layerMeasures: LayerEvaluation? {
    guard let layer, let evaluation else { return nil }
    return measures(of: layer, in: evaluation)
  }

  /// Why there is nothing of an evaluation to see yet, for people.
  ///
  /// - Parameter subject: what would be seen, as in "the share of tokens by domain".
  public func missing(_ subject: String) -> String {
    if let header = run.state.header, header.moeLayers.isEmpty { return "this model has no experts" }
    if run.state.layers.isEmpty { return "waiting for the first step" }
    if let evaluation, evaluation.step != run.state.evaluations.last?.step, !evaluation.layers.isEmpty {
      return "tables of the evaluation at step \(evaluation.step) are no longer at hand; the session's replay has them"
    }
    if let evaluation { return "the evaluation at step \(evaluation.step) does not tell \(subject)" }
    if let first = run.state.evaluations.first { return "the first evaluation came at step \(first.step)" }
    if run.state.finish != nil { return "this run was never evaluated" }
    guard let every = run.state.recipe?[Keys.Evaluation.every] else { return "no evaluation yet" }
    let first = every > 0 ? every : run.state.header?.totalSteps ?? 0
    return "no evaluation yet: the first comes at step \(first)"
  }
}
