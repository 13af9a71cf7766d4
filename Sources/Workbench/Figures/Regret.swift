public import Experiment

/// What other choices than an expert would have cost the tokens that chose it, in nats a token.
public struct Regret: Sendable, Equatable {
  /// Index of the expert.
  public let expert: Int
  /// Probe tokens whose first choice it is.
  public let tokens: Int
  /// Their mean loss as they chose.
  public let chosen: Double
  /// With the best expert that each did not choose.
  public let next: Double
  /// With an expert drawn among those that each did not choose.
  public let random: Double
  /// With no routed expert.
  public let nobody: Double

  /// How much better the next choice would have been: positive when the router was wrong on average.
  public var regret: Double { chosen - next }
  /// How much worse no expert at all would have been: what the expert is worth to its tokens.
  public var worth: Double { nobody - chosen }

  /// One entry for every expert of a layer for which all five lists have a value.
  public static func all(_ layer: LayerCounterfactual) -> [Regret] {
    let lists = [layer.chosen, layer.next, layer.random, layer.nobody]
    let count = min(layer.tokens.count, lists.map(\.count).min() ?? 0)
    return (0..<count).map { expert in
      Regret(
        expert: expert, tokens: Int(max(0, layer.tokens[expert])), chosen: Double(layer.chosen[expert]),
        next: Double(layer.next[expert]), random: Double(layer.random[expert]), nobody: Double(layer.nobody[expert]))
    }
  }

  /// The worst first; experts without a figure last, by number.
  public static func worstFirst(_ experts: [Regret]) -> [Regret] {
    experts.sorted { left, right in
      switch (left.regret.isFinite, right.regret.isFinite) {
      case (true, true): (right.regret, left.expert) < (left.regret, right.expert)
      case (let isFinite, let other): isFinite == other ? left.expert < right.expert : isFinite
      }
    }
  }

  /// The mean over all tokens of a layer, under the number −1; experts without a figure are left out.
  public static func mean(_ experts: [Regret]) -> Regret {
    let known = experts.filter { $0.tokens > 0 && $0.chosen.isFinite }
    let tokens = known.reduce(0) { $0 + $1.tokens }
    func mean(_ value: (Regret) -> Double) -> Double {
      tokens > 0 ? known.reduce(0) { $0 + value($1) * Double($1.tokens) } / Double(tokens) : .nan
    }
    return Regret(
      expert: -1, tokens: tokens, chosen: mean(\.chosen), next: mean(\.next), random: mean(\.random),
      nobody: mean(\.nobody))
  }
}
