public import Tensor

/// Scores experts for tokens and chooses; everything else (capacity, queues, rectification, losses) is shared.
///
/// A router is one short file in `Routers/` and one word in `RouterCatalog`.
public protocol Router: SendableMetatype {
  /// The word for it in recipes, probes and sessions.
  static var name: String { get }
  static var traits: RouterTraits { get }

  /// Declares the router's parameters in `block`, under names that begin with `prefix`.
  init(_ shape: RouterShape, in block: ParameterBlock, prefix: String)

  /// Tables and biases that are not trained but belong to the layer's state.
  var buffers: [RouterBuffer] { get }

  /// Replaces the buffer of that name.
  ///
  /// - Throws: when the shape or a value does not fit.
  mutating func load(_ buffer: RouterBuffer) throws(MoEError)

  /// Scores all tokens and chooses.
  func route(_ request: RoutingRequest, on tape: Tape) -> Routing

  /// Draws the tables that are fixed before training; called once for a new model.
  ///
  /// - Parameters:
  ///   - counts: how often each token id occurs in the training text.
  ///   - random: this layer's own stream.
  mutating func drawTables(counts: [Int], random: CounterRandom)

  /// Called after an optimiser step.
  ///
  /// - Parameters:
  ///   - choices: the regular choices of each expert over all tokens, before capacity; −1 for a masked expert, which is
  ///     left as it is.
  ///   - rate: step of the bias update, for routers that have one.
  mutating func finishStep(choices: [Int], rate: Double)
}

extension Router {
  /// None, for routers without state.
  public var buffers: [RouterBuffer] { [] }

  /// Refuses every buffer, for routers without state.
  public mutating func load(_ buffer: RouterBuffer) throws(MoEError) {
    throw MoEError(buffer.name, "\(buffer.name): the router \(Self.name) has no such buffer")
  }

  /// Does nothing, for routers without tables.
  public mutating func drawTables(counts: [Int], random: CounterRandom) {}

  /// Does nothing, for routers without state.
  public mutating func finishStep(choices: [Int], rate: Double) {}
}

/// What the shared parts of a layer need to know about a kind of router.
public struct RouterTraits: Sendable {
  /// Whether it looks at token ids; `RoutingRequest.tokenIDs` is then present.
  public var usesTokenIDs = false
  /// Whether it has a matrix `router.weight`.
  public var hasWeight = true
  /// Whether tokens choose experts and queue for slots; false where the router settles everything itself.
  public var queues = true
  /// Whether dropped tokens and empty slots may be rectified.
  public var rectifies = true
  /// Whether the balance loss has a meaning.
  public var balances = true
  /// Whether scores may be sigmoids of the logits instead of a softmax.
  public var allowsSigmoid = false
  /// Whether choices for a token depend on tokens after it: such a router cheats in a causal model.
  public var looksAhead = false

  /// The traits of a plain top-k router.
  public init() {}
}

/// The sizes and constants a router is built from.
public struct RouterShape: Sendable {
  /// Model width, D.
  public var width: Int
  /// Number of routed experts, E.
  public var experts: Int
  /// Choices a token has.
  public var k: Int
  /// The function that makes scores of logits, for routers that leave it open.
  public var scores: ScoreFunction
  /// Token ids known, V; 0 where no router looks at them.
  public var vocabulary: Int
  /// Which experts a token id may see or is sent to.
  public var table: TableOptions
  /// Scores that a token's experts must sum to under top-p.
  public var topP: Double

  /// What a router needs of a layer's options, for inputs of this width.
  public init(_ options: MoEOptions, width: Int) {
    self.width = width
    experts = options.experts
    k = options.k
    scores = options.scores
    vocabulary = options.vocabulary
    table = options.table
    topP = options.topP
  }
}

/// A part of a router's state that is not trained.
public struct RouterBuffer: Sendable, Equatable {
  /// The values, in the type in which they are kept.
  public enum Values: Sendable, Equatable {
    case bytes([UInt8])
    case integers([Int64])
    case floats([Float])
  }

  /// Such as `mask.visible`.
  public var name: String
  /// Lengths of the dimensions.
  public var shape: [Int]
  /// The elements, row-major.
  public var values: Values

  /// A buffer of these elements; whether they fit is checked where it is loaded.
  public init(name: String, shape: [Int], values: Values) {
    self.name = name
    self.shape = shape
    self.values = values
  }
}

/// What is asked of a router in one forward pass.
public struct RoutingRequest {
  /// The layer's input, (N, D).
  public var input: Tensor
  /// Ids of the tokens, (N), for routers that look at them.
  public var tokenIDs: [Int32]?
  /// Choices wanted for each token: k, or k + 1 with an extra choice.
  public var width: Int
  /// Virtual devices among which the tokens are shared out.
  public var devices: Int
  /// Slots of an expert on one device; nil without limit.
  public var capacity: Int?
  /// How many of `width` are regular choices, k.
  public var regular: Int
  /// What logits are divided by.
  public var temperature = 1.0
  /// Experts that no token may choose, ascending.
  public var masked: [Int] = []
  /// For each token an expert that it may not choose, −1 for none, (N); nil without exclusions. See `exclude(from:)`.
  var excluded: UnsafePointer<Int32>?

  /// What routers make scores of, (N, E): the input times the router's weight, over the temperature.
  func logits(_ weight: Parameter, on tape: Tape) -> Tensor {
    let logits = tape.linear(input, weight: tape.parameter(weight))
    return temperature == 1 ? logits : tape.scale(logits, by: Float(1 / temperature))
  }

  /// The token ids, checked.
  ///
  /// - Precondition: they are present and in 0 ..< vocabulary; who feeds the layer sees to that.
  func ids(below vocabulary: Int) -> [Int32] {
    guard let tokenIDs else { preconditionFailure("this router needs token ids") }
    precondition(tokenIDs.allSatisfy { $0 >= 0 && $0 < vocabulary }, "token id outside 0 ..< \(vocabulary)")
    return tokenIDs
  }
}

/// What a router answers. The pointers are valid until the arena is reset.
public struct Routing {
  /// g: what weighs and orders, (N, E).
  public var scores: Tensor
  /// mean over tokens of (log Σ exp logits)²; nil without logits.
  public var z: Tensor?
  /// Mean over tokens of the entropy of the scores, in nats.
  public var entropy: Float
  /// v: what chooses, (N, E), −∞ for hidden experts; nil where nothing is chosen by value.
  public var selection: UnsafePointer<Float>?
  /// The experts of each token in order of preference, (N, width), −1 for none.
  public var choices: UnsafeMutablePointer<Int32>
  /// Columns of `choices`.
  public var width: Int
}
