/// A change to what a router chose, to learn what the choice is worth. For evaluation only: no gradient passes through it.
public enum RoutingIntervention: Sendable, Equatable {
  /// The router's own choices.
  case none
  /// For each token, the expert with the largest selection value (logit, or score plus bias) drops out and the router
  /// chooses anew among the rest: the expert's logit is −∞ before scores are made of logits, so that a softmax is over
  /// the rest alone.
  ///
  /// This is decided in each routing decision by itself, in both sub-layers of a Cartesian block. A token whose router
  /// leaves it no other expert (a mask with one visible expert) has no routed expert. Entropy and z of such a token
  /// stay those of the full row.
  ///
  /// Source: Su et al. 2024, "CartesianMoE", arXiv:2410.16077, table 4.
  case disableTopExpert
  /// For each token, another expert takes the place and the score of the first choice; the two swap their scores and
  /// selection values, so that weights, queues and capacity go on as before. A token without another expert it may see
  /// keeps its first choice.
  case replaceFirst(Replacement)

  /// Who takes the place of a token's first choice.
  public enum Replacement: Sendable, Equatable {
    /// The expert with the largest selection value that is not among the regular choices.
    case next
    /// An expert drawn at random among those that the token may see and did not choose: a function of seed and the
    /// token's index.
    case random(seed: UInt64)
    /// Nobody: the token has no routed expert in this layer.
    case nobody
  }

  /// Why this cannot be done to a layer with such a router, in one line; nil when it can.
  public func refusal(for router: any Router.Type) -> String? {
    switch self {
    case .none: nil
    case _ where !router.traits.queues:
      "the router \(router.name) lets experts choose tokens: no token has a first choice to take away"
    case .disableTopExpert, .replaceFirst(.next):
      router.traits.hasWeight ? nil : "the router \(router.name) is fixed: it has no other expert to choose"
    case .replaceFirst: nil
    }
  }
}
