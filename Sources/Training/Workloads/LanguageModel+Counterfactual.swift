internal import Data
public import Experiment
internal import Models
public import Tensor

extension LanguageModel {
  /// In each MoE layer alone: the losses of the probe batch when the first choice of every token is replaced by the
  /// next, by a random one and by nobody, grouped by the first choice.
  ///
  /// A layer whose router is fixed has no next choice: its `next` is NaN throughout.
  ///
  /// - Returns: nil for a dense model, without held-out text, and where experts choose tokens.
  public func counterfactual(_ tape: Tape, step: Int) -> Counterfactual? {
    let places = model.moeLayers
    guard let probe = heldOut.first, !places.isEmpty,
      places.allSatisfy({ RoutingIntervention.replaceFirst(.nobody).refusal(for: type(of: $0.layer.router)) == nil })
    else { return nil }
    let own = losses(tape, probe, [])
    let layers = places.indices.map { index in
      func replaced(_ replacement: RoutingIntervention.Replacement) -> [Float]? {
        let intervention = RoutingIntervention.replaceFirst(replacement)
        guard intervention.refusal(for: type(of: places[index].layer.router)) == nil else { return nil }
        return losses(tape, probe, places.indices.map { $0 == index ? intervention : .none }).ofTokens
      }
      let groups = ExpertGroups(first: own.look[index], experts: places[index].layer.options.experts)
      // Each layer draws from a seed of its own.
      let seed = seed ^ UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15
      return LayerCounterfactual(
        layer: places[index].index, part: places[index].part, tokens: groups.tokens, chosen: groups.means(own.ofTokens),
        next: groups.means(replaced(.next)), random: groups.means(replaced(.random(seed: seed))),
        nobody: groups.means(replaced(.nobody)))
    }
    let sum = own.ofTokens.reduce(0.0) { $0 + Double($1) }
    return Counterfactual(step: step, loss: sum / Double(own.ofTokens.count), layers: layers)
  }

  private func losses(
    _ tape: Tape, _ probe: Batch, _ interventions: [RoutingIntervention]
  ) -> (ofTokens: [Float], look: ProbeLooks.Look) {
    tape.begin(recording: false)
    let count = probe.inputs.count
    let losses = tape.arena.floats(count)
    let output = model.forward(
      tape, inputs: probe.inputs, targets: probe.targets, length: probe.sequenceLength, losses: losses,
      interventions: interventions)
    return (Array(UnsafeBufferPointer(start: losses, count: count)), firstChoices(output.moe))
  }
}

/// The tokens of a batch by their first choice.
private struct ExpertGroups {
  let first: [Int32]
  /// Number of tokens, by expert.
  let tokens: [Int32]

  init(first: [Int32], experts: Int) {
    self.first = first
    tokens = first.reduce(into: Array(repeating: 0, count: experts)) { if $1 >= 0 { $0[Int($1)] += 1 } }
  }

  /// Mean of the losses by expert; NaN for an expert without tokens, and everywhere without losses.
  func means(_ losses: [Float]?) -> [Float] {
    guard let losses else { return tokens.map { _ in .nan } }
    var sums = Array(repeating: 0.0, count: tokens.count)
    for (expert, loss) in zip(first, losses) where expert >= 0 { sums[Int(expert)] += Double(loss) }
    return zip(sums, tokens).map { $1 == 0 ? .nan : Float($0 / Double($1)) }
  }
}
