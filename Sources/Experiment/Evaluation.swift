/// Figures on held-out data.
public struct Evaluation: Sendable, Equatable {
  /// The step after which the evaluation was made.
  public var step: Int
  /// Tokens seen since the run's beginning.
  public var tokens: Int
  /// Mean cross-entropy in nats a token.
  @Exact public var loss: Double
  /// Bits a byte of the held-out text: comparable between tokenizers.
  @Exact public var bitsPerByte: Double
  /// Mean loss by domain, in the order of the header's domains.
  public var domains: [DomainLoss]
  /// Mean loss at each position of the sequence, in nats, length T.
  @Exact public var positions: [Float]
  /// Mean loss of the tokens to be predicted, by how frequent they are in the training text: ten buckets, the most
  /// frequent ids first, each with about a tenth of the training text. Empty where it was not measured.
  public var frequencies: [FrequencyLoss]
  /// What the routers did with the held-out text, by layer; empty for a dense model.
  public var layers: [LayerEvaluation]
  /// Mean loss by cluster of the held-out documents, only of clusters that have any: of a text of its own, in which rare
  /// clusters have more tokens than in the others. Empty where windows are not drawn by clusters.
  public var clusters: [ClusterLoss]
  /// The text of the layers' `probeChoices`; nil where they were not recorded.
  public var probe: ProbeText?
  /// Figures by task; empty for runs of a single task.
  public var tasks: [TaskScore]
  /// Further figures of the whole, such as `accuracy`; which there are is the workload's affair.
  public var figures: [NamedValue]
  /// Tables of numbers; which there are is the workload's affair.
  public var matrices: [NamedMatrix]
  /// Pictures; which there are is the workload's affair.
  public var pictures: [Picture]
  /// Wall-clock seconds that the evaluation took.
  @Exact public var seconds: Double
  /// Hash of the weights that were evaluated; nil where it was not recorded. See `ParameterBlock.hash`.
  public var weightHash: UInt64?

  /// All fields, as they are described above.
  public init(
    step: Int, tokens: Int, loss: Double, bitsPerByte: Double, domains: [DomainLoss] = [], positions: [Float] = [],
    frequencies: [FrequencyLoss] = [], layers: [LayerEvaluation] = [], clusters: [ClusterLoss] = [],
    probe: ProbeText? = nil, tasks: [TaskScore] = [], figures: [NamedValue] = [], matrices: [NamedMatrix] = [],
    pictures: [Picture] = [], seconds: Double = 0, weightHash: UInt64? = nil
  ) {
    (self.tasks, self.figures, self.matrices, self.pictures) = (tasks, figures, matrices, pictures)
    self.weightHash = weightHash
    self.step = step
    self.tokens = tokens
    self.loss = loss
    self.bitsPerByte = bitsPerByte
    self.domains = domains
    self.positions = positions
    self.frequencies = frequencies
    self.layers = layers
    self.clusters = clusters
    self.probe = probe
    self.seconds = seconds
  }
}

/// The held-out loss of one domain.
public struct DomainLoss: Sendable, Equatable {
  /// The domain's name.
  public var domain: String
  /// Mean cross-entropy in nats a token.
  @Exact public var loss: Double
  /// Number of tokens the mean is over.
  public var tokens: Int
  /// Bits a byte of the domain's text: comparable between tokenizers; NaN where it was not measured.
  @Exact public var bitsPerByte: Double

  /// All fields, as they are described above.
  public init(domain: String, loss: Double, tokens: Int, bitsPerByte: Double = .nan) {
    self.domain = domain
    self.loss = loss
    self.tokens = tokens
    self.bitsPerByte = bitsPerByte
  }
}

/// The held-out loss of tokens that are about equally frequent in the training text.
public struct FrequencyLoss: Sendable, Equatable {
  /// Mean cross-entropy in nats a token; NaN where none of these ids occurs.
  @Exact public var loss: Double
  /// Number of held-out tokens that the mean is over.
  public var tokens: Int
  /// Number of token ids in this bucket.
  public var ids: Int

  /// All fields, as they are described above.
  public init(loss: Double, tokens: Int, ids: Int) {
    self.loss = loss
    self.tokens = tokens
    self.ids = ids
  }
}

/// A checkpoint evaluated under other conditions than it was trained in, by `switchyard evaluate`.
public struct ConditionalEvaluation: Sendable, Equatable {
  /// File name of the checkpoint.
  public var checkpoint: String
  /// What was changed, one entry each, such as `moe.capacity_factor=0.5` or `disable-top-expert`; empty: nothing.
  public var conditions: [String]
  /// The figures.
  public var evaluation: Evaluation

  /// The conditions in words, for a line of text.
  public var conditionText: String { conditions.isEmpty ? "as it was trained" : conditions.joined(separator: ", ") }

  /// All fields, as they are described above.
  public init(checkpoint: String, conditions: [String], evaluation: Evaluation) {
    self.checkpoint = checkpoint
    self.conditions = conditions
    self.evaluation = evaluation
  }
}
