public import Tensor

/// Every token takes the k experts with the largest softmax scores.
///
/// Source: Shazeer et al. 2017, arXiv:1701.06538; Fedus et al. 2022 (Switch), arXiv:2101.03961, for k = 1.
public struct TopKRouter: Router {
  /// Its word in `RouterCatalog`.
  public static let name = "topk"
  /// The defaults: tokens choose, queue and may be rectified; the balance loss applies.
  public static let traits = RouterTraits()

  private let weight: Parameter

  /// Declares `router.weight`, (E, D).
  public init(_ shape: RouterShape, in block: ParameterBlock, prefix: String) {
    weight = block.declare(prefix + "router.weight", [shape.experts, shape.width])
  }

  /// Top-k of the logits; the scores are their softmax over all experts.
  public func route(_ request: RoutingRequest, on tape: Tape) -> Routing {
    let logits = request.logits(weight, on: tape)
    request.exclude(from: logits)
    let scored = tape.routerScores(logits, .softmax)
    // Logits order experts as their scores do, and still tell them apart where scores have run out of digits.
    let choices = tape.topChoices(
      logits.data, tokens: logits.rows, experts: logits.columns, width: request.width)
    return Routing(
      scores: scored.scores, z: scored.z, entropy: scored.entropy, selection: UnsafePointer(logits.data),
      choices: choices, width: request.width)
  }
}
