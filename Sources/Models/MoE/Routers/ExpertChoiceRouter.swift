public import Tensor

/// Turned round: on each device, each expert takes the tokens that score highest for it, as many as it has slots.
///
/// What is chosen for a token depends on the tokens after it: a causal model trained so looks ahead.
///
/// Source: Zhou et al. 2022, "Mixture-of-Experts with Expert Choice Routing", arXiv:2202.09368.
public struct ExpertChoiceRouter: Router {
  /// Its word in `RouterCatalog`.
  public static let name = "expert-choice"
  /// Settles slots itself: no queues, no rectification, no balance loss; looks ahead.
  public static let traits: RouterTraits = {
    var traits = RouterTraits()
    traits.queues = false
    traits.rectifies = false
    traits.balances = false
    traits.looksAhead = true
    return traits
  }()

  private let weight: Parameter

  /// Declares `router.weight`, (E, D).
  public init(_ shape: RouterShape, in block: ParameterBlock, prefix: String) {
    weight = block.declare(prefix + "router.weight", [shape.experts, shape.width])
  }

  /// Gives each expert its best tokens on each device; without a capacity it takes them all.
  public func route(_ request: RoutingRequest, on tape: Tape) -> Routing {
    let logits = request.logits(weight, on: tape)
    request.exclude(from: logits)
    let scored = tape.routerScores(logits, .softmax)
    let (n, e) = (logits.rows, logits.columns)
    let shard = n / request.devices
    let taken = tape.topTokens(
      scored.scores.data, tokens: n, experts: e, shard: shard, count: min(shard, request.capacity ?? shard))
    // A masked expert has slots, but nobody to take: all scores are 0 for it.
    for i in 0..<n where !request.masked.isEmpty {
      let row = UnsafeMutableBufferPointer(start: taken + i * e, count: e)
      let rest = row.filter { $0 >= 0 && !request.masked.contains(Int($0)) }
      for column in 0..<e { row[column] = column < rest.count ? rest[column] : -1 }
    }
    return Routing(
      scores: scored.scores, z: scored.z, entropy: scored.entropy, selection: nil, choices: taken, width: e)
  }
}
