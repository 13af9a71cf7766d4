// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

extension Keys {
  /// `[moe]`: experts, router, capacity, rectification and shared expert.
  public enum MoE {
    static let t = Table("moe", for: .languageModel)
    public static let block = t.word(
      "block", Recipe.Block.sparse, "one layer of experts, or two in sequence with a norm and a residual each")
    public static let experts = t.integer("experts", 8, .from(0, to: 4096), "experts of a layer; 0: a dense model")
    public static let k = t.integer(
      "k", 2, .from(1, to: 4096), "choices of a token; for expert-choice on average, for top-p at most",
      changeable: true)
    public static let expertWidth = t.integer("expert_width", 512, .from(1, to: 262_144), "inner width of an expert")
    public static let every = t.integer("every", 1, .from(1, to: 256), "every how many layers one has experts")
    public static let first = t.integer("first", 0, .from(0, to: 255), "first layer with experts, counted from 0")
    public static let router = t.word("router", Recipe.Router.topk, "who chooses whom")
    public static let scores = t.word(
      "scores", Recipe.Scores.softmax, "how logits become scores; sigmoid only with bias-balanced")
    public static let temperature = t.number(
      "temperature", 1, Bounds(lower: 0, upper: 1000, includesLower: false), "the router's logits are divided by it",
      changeable: true)
    public static let maskedExperts = t.strings(
      "masked_experts", [], "experts that get no token: 3 in every layer, 1:3 in layer 1, 1a:3 in its first sub-layer",
      changeable: true)
    public static let freezeRouter = t.boolean(
      "freeze_router", false, "whether the router's weights and biases stay as they are", changeable: true)
    public static let topP = t.number(
      "top_p", 0.4, .from(0, to: 1), "for top-p: a token takes experts until their scores sum to more than this")
    public static let biasRate = t.number(
      "bias_rate", 1e-3, .atLeast(0), "for bias-balanced: how far a bias moves in a step", changeable: true)
    public static let maskVisible = t.integer(
      "mask_visible", 4, .from(1, to: 4096), "for mask: experts that a frequent token may see")
    public static let maskShare = t.number(
      "mask_share", 0.9, .from(0, to: 1), "for mask: share of the training text that the frequent tokens make up")
    public static let tableDraw = t.word(
      "table_draw", Recipe.TableDraw.uniform,
      "for mask and hash: experts drawn at random, or so that each gets as much text")
    public static let capacityFactor = t.number(
      "capacity_factor", 0, .from(0, to: 4096), "slots of an expert over its fair share; 0: no limit",
      changeable: true)
    public static let devices = t.integer(
      "devices", 1, .from(1, to: 4096), "virtual devices; capacity is decided per device and expert")
    public static let priority = t.word(
      "priority", Recipe.Priority.position, "which tokens come first in an expert's queue")
    public static let intraGPU = t.boolean(
      "intra_gpu", false, "whether dropped tokens go to the best expert on their own device", changeable: true)
    public static let fillIn = t.boolean(
      "fill_in", false, "whether one more choice of each token may fill slots left empty", changeable: true)
    public static let fillPriority = t.word(
      "fill_priority", Recipe.FillPriority.extraScore, "who gets the empty slots first under fill_in")
    public static let renormalize = t.boolean(
      "renormalize", true, "whether the weights of a token's takers are made to sum to 1")
    public static let straightThrough = t.boolean(
      "straight_through", false, "whether renormalising is left out of the gradient")
    public static let sharedExpert = t.word(
      "shared_expert", Recipe.SharedExpert.none, "whether all tokens pass one more expert, and how it is mixed in")
    public static let sharedWidth = t.integer(
      "shared_width", 0, .from(0, to: 262_144), "inner width of the shared expert; 0: as expert_width")
    public static let balanceCoefficient = t.number(
      "balance_coefficient", 0.01, .atLeast(0), "weight of the balance loss", changeable: true)
    public static let zCoefficient = t.number(
      "z_coefficient", 0, .atLeast(0), "weight of the z loss on the router's logits", changeable: true)
    static let all = [
      block.declaration, experts.declaration, k.declaration, expertWidth.declaration, every.declaration,
      first.declaration, router.declaration, scores.declaration, temperature.declaration,
      maskedExperts.declaration, freezeRouter.declaration, topP.declaration, biasRate.declaration,
      maskVisible.declaration, maskShare.declaration, tableDraw.declaration, capacityFactor.declaration,
      devices.declaration, priority.declaration, intraGPU.declaration, fillIn.declaration, fillPriority.declaration,
      renormalize.declaration, straightThrough.declaration, sharedExpert.declaration, sharedWidth.declaration,
      balanceCoefficient.declaration, zCoefficient.declaration,
    ]
  }
}
