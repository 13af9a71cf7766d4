public import Experiment

/// The experts of a run paired with those of a baseline, layer by layer.
public struct ExpertMatching: Sendable, Equatable {
  /// One entry for each layer that both have and of which enough is recorded, in the baseline's order.
  public private(set) var layers: [LayerMatching] = []
  /// Steps of the evaluations that were compared.
  public private(set) var steps: (base: Int, run: Int) = (0, 0)
  /// Why experts are not paired, or only by less than their tokens; empty when all is well.
  public private(set) var remark = ""

  /// Whether all fields agree.
  public static func == (one: ExpertMatching, other: ExpertMatching) -> Bool {
    one.layers == other.layers && one.steps == other.steps && one.remark == other.remark
  }

  /// The pairing of one layer; nil where there is none.
  public func layer(_ layer: Int, _ part: String) -> LayerMatching? {
    layers.first { $0.layer == layer && $0.part == part }
  }

  /// Pairs the experts of two runs as of a step: by the latest evaluations that are not after it, or the first ones.
  public init(base: RunState, run: RunState, at step: Int) {
    guard !base.layers.isEmpty, !run.layers.isEmpty else {
      remark = "a dense model has no experts to match"
      return
    }
    guard let own = ExpertMatching.evaluation(base, at: step), let other = ExpertMatching.evaluation(run, at: step)
    else {
      remark = "tokens by expert were not recorded: own numbers"
      return
    }
    steps = (own.step, other.step)
    let isSameText = own.probe != nil && own.probe == other.probe
    let domains = (base.header?.domains ?? []).map { run.header?.domains.firstIndex(of: $0) }
    layers = own.layers.compactMap { layer in
      guard let partner = other.layers.first(where: { $0.layer == layer.layer && $0.part == layer.part }) else {
        return nil
      }
      if isSameText, let tokens = own.probe?.tokens,
        let matching = LayerMatching(byTokens: layer, partner, tokens: tokens)
      {
        return matching
      }
      return LayerMatching(byProfiles: layer, partner, domains: domains)
    }
    if layers.isEmpty {
      remark = "no layer of both tells what experts receive: own numbers"
    } else if layers.contains(where: { $0.evidence == .profiles }) {
      remark =
        (own.probe == nil || other.probe == nil
          ? "by domains and frequencies" : "other held-out tokens: by domains and frequencies")
        + ", an upper bound"
    }
  }

  /// The latest evaluation up to a step whose tables are still known, or the first one after it.
  private static func evaluation(_ state: RunState, at step: Int) -> Evaluation? {
    let known = state.evaluations.filter { evaluation in
      evaluation.layers.contains { !$0.probeChoices.isEmpty || !$0.frequencyCounts.isEmpty || !$0.domainCounts.isEmpty }
    }
    return known.last { $0.step <= step } ?? known.first
  }
}
