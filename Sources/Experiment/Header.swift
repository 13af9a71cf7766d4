/// What a run is, known before its first step.
public struct Header: Sendable, Equatable {
  /// Name of the run.
  public var name: String
  /// `language-model`, …
  public var workload: String
  /// The resolved recipe, whole, as TOML.
  public var recipe: String
  /// The number that all chance follows from.
  public var seed: UInt64
  /// Steps already done when this stretch starts; 0 for a new run.
  public var firstStep: Int
  /// Steps at which the run ends.
  public var totalSteps: Int
  /// Tokens in one step.
  public var tokensPerStep: Int
  /// Length of a training window in tokens.
  public var sequenceLength: Int
  /// Rows of the embedding.
  public var vocabulary: Int
  /// Names of the domains, in the order in which evaluations report them.
  public var domains: [String]
  /// The layers with experts, in the order of the model.
  public var moeLayers: [MoEShape]
  /// Number of transformer layers, dense ones included.
  public var layers: Int
  /// Number of all parameters.
  public var totalParameters: Int
  /// Parameters that take part in the work for one token.
  public var activeParameters: Int
  /// Parameters that training moves, where the others are frozen; nil where all are trained, or it was not recorded.
  public var trainedParameters: Int?
  /// Floating-point operations of training, forward and backward, for one token.
  @Exact public var flopsPerToken: Double
  /// Where the run runs.
  public var machine: Machine
  /// Version of the program that made the run.
  public var version: String
  /// How text becomes tokens; nil where it was not recorded.
  public var tokenizer: TokenizerFacts?
  /// The word of the sampler that draws windows by clusters of documents; empty for a mixture of corpora.
  public var sampler: String
  /// The clusters that are drawn from; empty for a mixture of corpora.
  public var clusters: [ClusterShape]
  /// The tasks that are trained on, in the order in which steps and evaluations count them; empty for a single one.
  public var tasks: [TaskShape]
  /// Where the run comes from; nil for one of its own.
  public var branch: Branch?

  /// All fields, as they are described above.
  public init(
    name: String, workload: String, recipe: String, seed: UInt64, firstStep: Int, totalSteps: Int, tokensPerStep: Int,
    sequenceLength: Int, vocabulary: Int, domains: [String], moeLayers: [MoEShape], layers: Int, totalParameters: Int,
    activeParameters: Int, flopsPerToken: Double, machine: Machine, version: String,
    tokenizer: TokenizerFacts? = nil, sampler: String = "", clusters: [ClusterShape] = [],
    tasks: [TaskShape] = [], branch: Branch? = nil, trainedParameters: Int? = nil
  ) {
    self.tasks = tasks
    self.trainedParameters = trainedParameters
    self.branch = branch
    self.name = name
    self.workload = workload
    self.recipe = recipe
    self.seed = seed
    self.firstStep = firstStep
    self.totalSteps = totalSteps
    self.tokensPerStep = tokensPerStep
    self.sequenceLength = sequenceLength
    self.vocabulary = vocabulary
    self.domains = domains
    self.moeLayers = moeLayers
    self.layers = layers
    self.totalParameters = totalParameters
    self.activeParameters = activeParameters
    self.flopsPerToken = flopsPerToken
    self.machine = machine
    self.version = version
    self.tokenizer = tokenizer
    self.sampler = sampler
    self.clusters = clusters
  }
}

/// The shape of one MoE layer.
public struct MoEShape: Sendable, Equatable {
  /// Index of the transformer layer, counted from 0.
  public var layer: Int
  /// Empty, or which sub-layer of the block this is.
  public var part: String
  /// The word of the recipe.
  public var router: String
  /// Number of experts.
  public var experts: Int
  /// Number of virtual devices.
  public var devices: Int
  /// Choices of a token.
  public var k: Int
  /// With a mask: the share of the training text's tokens that may see an expert, by the token's frequency,
  /// (10, experts) row-major, buckets as in `Evaluation.frequencies`; empty without a mask.
  @Exact public var visibility: [Float]

  /// Whether tasks mix the experts by gates of their own, as in MMoE and PLE, instead of tokens choosing some of them.
  public var isMixture: Bool { Recipe.Mixture(rawValue: router).map { $0 != Recipe.Mixture.none } ?? false }

  /// All fields, as they are described above.
  public init(
    layer: Int, part: String = "", router: String, experts: Int, devices: Int, k: Int, visibility: [Float] = []
  ) {
    self.layer = layer
    self.part = part
    self.router = router
    self.experts = experts
    self.devices = devices
    self.k = k
    self.visibility = visibility
  }
}

/// Where a run runs.
public struct Machine: Sendable, Equatable {
  /// The processor's own name.
  public var processor: String
  /// Number of logical processors.
  public var cores: Int
  /// Threads that the run uses.
  public var threads: Int
  /// The OpenBLAS core type in use.
  public var blasCore: String
  /// Rate of a 2048³ sgemm on these threads, measured at start, in GFLOP/s; 0 when not measured.
  @Exact public var sgemmGflops: Double

  /// All fields, as they are described above.
  public init(processor: String, cores: Int, threads: Int, blasCore: String, sgemmGflops: Double) {
    self.processor = processor
    self.cores = cores
    self.threads = threads
    self.blasCore = blasCore
    self.sgemmGflops = sgemmGflops
  }
}
