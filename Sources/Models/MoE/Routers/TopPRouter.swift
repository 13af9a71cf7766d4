public import Tensor

/// Every token takes experts by descending score until their scores sum to more than a threshold, the one that crosses
/// it included, but at most k.
///
/// The limit of k is ours: it keeps the cost of a token bounded and gives capacity a meaning.
///
/// Source: the TopP baseline of Su et al. 2024, "CartesianMoE", arXiv:2410.16077, in its authors' code (threshold 0.4,
/// weights not renormalised).
public struct TopPRouter: Router {
  /// Its word in `RouterCatalog`.
  public static let name = "top-p"
  /// The defaults: tokens choose, queue and may be rectified; the balance loss applies.
  public static let traits = RouterTraits()

  private let weight: Parameter
  private let threshold: Float

  /// Declares `router.weight`, (E, D).
  public init(_ shape: RouterShape, in block: ParameterBlock, prefix: String) {
    weight = block.declare(prefix + "router.weight", [shape.experts, shape.width])
    threshold = Float(shape.topP)
  }

  /// The choices of top-k, cut off after the one that crosses the threshold; an extra choice is the one after that.
  public func route(_ request: RoutingRequest, on tape: Tape) -> Routing {
    let logits = request.logits(weight, on: tape)
    request.exclude(from: logits)
    let scored = tape.routerScores(logits, .softmax)
    let (n, e, width, k) = (logits.rows, logits.columns, request.width, request.regular)
    let choices = tape.topChoices(logits.data, tokens: n, experts: e, width: width)
    tape.pool.parallel(count: n, grain: max(1, 8192 / width)) { tokens, _ in
      for i in tokens {
        let row = choices + i * width
        var (sum, taken): (Float, Int) = (0, 0)
        while taken < k, sum <= threshold, row[taken] >= 0 {
          sum += scored.scores.data[i * e + Int(row[taken])]
          taken += 1
        }
        if width > k { row[k] = row[taken] }
        for column in taken..<k { row[column] = -1 }
      }
    }
    return Routing(
      scores: scored.scores, z: scored.z, entropy: scored.entropy, selection: UnsafePointer(logits.data),
      choices: choices, width: width)
  }
}
