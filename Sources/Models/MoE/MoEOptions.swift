/// What one mixture-of-experts layer is: sizes, router, capacity, rectification, shared expert.
///
/// The defaults are those of a plain dropless layer. `check()` tells which combinations make no sense.
public struct MoEOptions: Sendable, Equatable {
  /// Name of a router in `RouterCatalog`.
  public var router: String
  /// The function that makes scores of logits; `sigmoid` only where the router allows it.
  public var scores: ScoreFunction = .softmax
  /// The non-linearity of routed and shared experts.
  public var activation: Activation
  /// Number of routed experts, E.
  public var experts: Int
  /// Choices a token has; for expert choice the average number of experts a token. May change between steps, except under
  /// a hash, whose table is drawn for k.
  public var k: Int
  /// Inner width of a routed expert, F.
  public var hidden: Int
  /// Virtual devices, G. Tokens and experts are split into G contiguous shards; capacity is decided per device.
  public var devices = 1
  /// Slots of an expert over its fair share; nil means no limit ("dropless"). May change between steps.
  public var capacityFactor: Double?
  /// The order in which tokens queue for slots; without a limit it changes nothing.
  public var priority: QueuePriority = .position
  /// Whether combine weights are divided by their sum over those who really took the token.
  public var renormalize = false
  /// Whether the router's gradient goes past the normalisation.
  public var straightThrough = false
  /// What becomes of dropped tokens and empty slots.
  public var rectification = Rectification()
  /// Whether there is a shared expert, and how its output is joined to the routed one.
  public var shared: SharedExpertMode = .none
  /// Inner width of the shared expert, F′.
  public var sharedHidden = 0
  /// Token ids known to a router that looks at them; 0 where none does.
  public var vocabulary = 0
  /// How the tables of routers that go by token ids are drawn.
  public var table = TableOptions()
  /// Under top-p, a token takes experts until their scores sum to more than this.
  public var topP = 0.4
  /// Step of the bias update of bias-balanced routing. May change between steps.
  public var biasRate = 0.0
  /// The router's logits are divided by it. May change between steps.
  public var temperature = 1.0
  /// Experts that no token may choose, ascending. May change between steps.
  public var maskedExperts: [Int] = []
  /// Whether the router keeps its weights and biases as they are. May change between steps; who sets it also sees to
  /// the parameters' `isFrozen`.
  public var isRouterFrozen = false
  /// Added to the mean square in the norms of a Cartesian block.
  public var normEpsilon = 1e-6

  /// A dropless layer on one device, without rectification and shared expert.
  public init(
    router: String = "topk", activation: Activation = .geluTanh, experts: Int, k: Int, hidden: Int
  ) {
    self.router = router
    self.activation = activation
    self.experts = experts
    self.k = k
    self.hidden = hidden
  }
}

/// How logits become scores.
public enum ScoreFunction: String, Sendable, CaseIterable {
  /// Over all visible experts of a token.
  case softmax
  /// Of each logit alone.
  case sigmoid
}

/// The non-linearity between the two products of a feed-forward network.
public enum Activation: String, Sendable, CaseIterable {
  /// gelu(u · up) · down, with the tanh approximation.
  case geluTanh = "gelu-tanh"
  /// (silu(u · gate) ∘ (u · up)) · down.
  case swiglu

  /// Number of products that lead into the hidden width.
  public var inputProducts: Int { self == .swiglu ? 2 : 1 }
}

/// The order in which tokens queue for an expert's slots.
public enum QueuePriority: String, Sendable, CaseIterable {
  /// Ascending token index.
  case position
  /// Descending score of the token's first choice.
  case score
}

/// How the shared expert's output is joined to the routed one.
public enum SharedExpertMode: String, Sendable, CaseIterable {
  case none
  /// Their sum.
  case add
  /// Both weighted by a learned softmax over two, computed from the token.
  case coefficient
}
