public import Tensor

/// Top-k of score plus a bias for each expert; the bias chooses but does not weigh, and is moved towards balance after
/// every step instead of a loss.
///
/// Source: Wang et al. 2024, "Auxiliary-Loss-Free Load Balancing", arXiv:2408.15664.
public struct BiasBalancedRouter: Router {
  /// Its word in `RouterCatalog`.
  public static let name = "bias-balanced"
  /// Allows sigmoid scores; otherwise as top-k.
  public static let traits: RouterTraits = {
    var traits = RouterTraits()
    traits.allowsSigmoid = true
    return traits
  }()

  private let weight: Parameter
  private let function: ScoreFunction
  /// (E)
  private var bias: [Float]

  /// Declares `router.weight`, (E, D); the biases start at 0.
  public init(_ shape: RouterShape, in block: ParameterBlock, prefix: String) {
    weight = block.declare(prefix + "router.weight", [shape.experts, shape.width])
    function = shape.scores
    bias = Array(repeating: 0, count: shape.experts)
  }

  /// The biases `bias`, (E).
  public var buffers: [RouterBuffer] { [RouterBuffer(name: "bias", shape: [bias.count], values: .floats(bias))] }

  /// Replaces the biases.
  ///
  /// - Throws: when they are not E floats.
  public mutating func load(_ buffer: RouterBuffer) throws(MoEError) {
    guard buffer.name == "bias", buffer.shape == [bias.count], case .floats(let values) = buffer.values else {
      throw .unfit(buffer, wants: "bias, floats of shape [\(bias.count)]")
    }
    bias = values
  }

  /// Chooses by score plus bias; the scores that weigh are without the bias.
  public func route(_ request: RoutingRequest, on tape: Tape) -> Routing {
    let logits = request.logits(weight, on: tape)
    let (n, e) = (logits.rows, logits.columns)
    request.exclude(from: logits)
    let scored = tape.routerScores(logits, function)
    let values = tape.arena.floats(n * e)
    bias.withUnsafeBufferPointer { bias in
      for i in 0..<n {
        for j in 0..<e {
          // A bias must not bring back an expert that the token may not see.
          values[i * e + j] = logits.data[i * e + j] > -.infinity ? scored.scores.data[i * e + j] + bias[j] : -.infinity
        }
      }
    }
    return Routing(
      scores: scored.scores, z: scored.z, entropy: scored.entropy, selection: UnsafePointer(values),
      choices: tape.topChoices(values, tokens: n, experts: e, width: request.width), width: request.width)
  }

  /// bias_e += rate · sign(mean of the counts − count of e), compared in whole numbers. A masked expert, whose count is
  /// −1, neither moves nor counts.
  public mutating func finishStep(choices: [Int], rate: Double) {
    let open = choices.filter { $0 >= 0 }
    let total = open.reduce(0, +)
    for e in bias.indices where choices[e] >= 0 {
      let step = (total - open.count * choices[e]).signum()
      bias[e] = Float(Double(bias[e]) + rate * Double(step))
    }
  }
}
