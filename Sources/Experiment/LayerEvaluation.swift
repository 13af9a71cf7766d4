/// What the router of one MoE layer did with the held-out text.
///
/// Tables are row-major and count regular choices before capacity, unless it says otherwise.
public struct LayerEvaluation: Sendable, Equatable {
  /// Index of the transformer layer, counted from 0.
  public var layer: Int
  /// Empty, or which sub-layer of the block this is (`a`, `b`).
  public var part: String
  /// Number of experts, E.
  public var experts: Int
  /// Share of the regular choices that were dropped, at each position of the sequence, length T.
  @Exact public var dropShares: [Float]
  /// Choices of an expert by the token's domain, (domains, E), in the order of the header's domains.
  public var domainCounts: [Int32]
  /// Choices of an expert by the frequency of the token that is routed, (10, E); buckets as in `Evaluation.frequencies`.
  public var frequencyCounts: [Int32]
  /// Tokens that chose both experts, (E, E), symmetric; on the diagonal tokens that chose the expert at all.
  public var coactivation: [Int32]
  /// On part `b` of a block of two sub-layers: tokens by their first choices in both, (E, E); rows are part a's experts.
  /// Empty elsewhere.
  public var pairCounts: [Int32]
  /// Share of the probe batch's tokens whose first choice is another than at the look before; NaN without one.
  @Exact public var flipsSinceLast: Float
  /// Share of the probe batch's tokens whose first choice is another than at the run's start; NaN without that look.
  @Exact public var flipsSinceStart: Float
  /// By expert, the share of the probe batch's tokens that had it as first choice at the look before and have another
  /// now, of those that had it; length E, or empty without a look before.
  @Exact public var flippedAway: [Float]
  /// Share of the latest training step's rows that each expert computed; length E, or empty without a step.
  @Exact public var rowShares: [Float]
  /// Share of the latest training step's squared gradient, over all experts of the layer, that is each expert's.
  @Exact public var gradientShares: [Float]
  /// The experts that each token of the evaluation's probe text chose, before capacity, (tokens, choices) row-major; −1
  /// where a token made fewer choices. Empty where they were not recorded.
  public var probeChoices: [Int32]

  /// All fields, as they are described above.
  public init(
    layer: Int, part: String = "", experts: Int, dropShares: [Float] = [], domainCounts: [Int32] = [],
    frequencyCounts: [Int32] = [], coactivation: [Int32] = [], pairCounts: [Int32] = [],
    flipsSinceLast: Float = .nan, flipsSinceStart: Float = .nan, flippedAway: [Float] = [], rowShares: [Float] = [],
    gradientShares: [Float] = [], probeChoices: [Int32] = []
  ) {
    self.layer = layer
    self.part = part
    self.experts = experts
    self.dropShares = dropShares
    self.domainCounts = domainCounts
    self.frequencyCounts = frequencyCounts
    self.coactivation = coactivation
    self.pairCounts = pairCounts
    self.flipsSinceLast = flipsSinceLast
    self.flipsSinceStart = flipsSinceStart
    self.flippedAway = flippedAway
    self.rowShares = rowShares
    self.gradientShares = gradientShares
    self.probeChoices = probeChoices
  }
}

extension LayerEvaluation {
  /// Cells of the tables that grow with the number of experts squared, or times something.
  var tableCells: Int {
    domainCounts.count + frequencyCounts.count + coactivation.count + pairCounts.count + probeChoices.count
  }

  /// Lets those tables go; everything else stays.
  mutating func forgetTables() {
    (domainCounts, frequencyCounts, coactivation, pairCounts, probeChoices) = ([], [], [], [], [])
  }
}

extension Evaluation {
  /// Cells of the tables and pictures that a long run cannot keep of all evaluations.
  var tableCells: Int {
    layers.reduce(0) { $0 + $1.tableCells } + clusters.count + matrices.reduce(0) { $0 + $1.values.count }
      + pictures.reduce(0) { $0 + $1.pixels.count }
  }

  /// Lets them go; everything else stays.
  mutating func forgetTables() {
    for layer in layers.indices { layers[layer].forgetTables() }
    (clusters, matrices, pictures) = ([], [], [])
  }
}
