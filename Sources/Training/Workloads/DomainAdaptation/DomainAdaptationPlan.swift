internal import Data
public import Experiment
internal import Models
internal import Tensor

/// What a domain-adaptation recipe makes, known without reading its pictures: sizes, pictures and work.
public struct DomainAdaptationPlan: Sendable, Equatable {
  /// All parameters.
  public let totalParameters: Int
  /// Those that are trained.
  public let trainedParameters: Int
  /// Names of the domains' classes; empty where they were not asked for.
  public let classes: [String]
  /// Tokens of a picture, the class token included.
  public let tokens: Int
  /// Pictures in a step of training; the mean over both, where source and target steps take turns.
  public let picturesPerStep: Double
  /// Tokens in a step of training, likewise.
  public let tokensPerStep: Int
  /// Floating-point operations of a step of training, likewise, with the step's share of the epoch's pass.
  public let operationsPerStep: Double
  /// Whether what the frozen blocks make of the pictures is worked out once and kept.
  public let keepsTrunk: Bool
  /// Where the frozen weights come from, or what is wrong with that.
  public let notes: [String]

  /// The trained parameters where others are frozen, else nil.
  var partlyTrained: Int? { trainedParameters < totalParameters ? trainedParameters : nil }

  /// Floating-point operations of training for one of the step's tokens.
  public var operationsPerToken: Double { operationsPerStep / Double(max(tokensPerStep, 1)) }

  /// How many pictures there are.
  struct Counts {
    let source: Int
    let target: Int
    let labelled: Int
  }

  /// Takes both domains to be of one size, and to be gone through once in an epoch.
  ///
  /// - Throws: what is wrong with recipe, domains or weights.
  public init(_ recipe: Recipe) throws {
    let pair = try DomainCatalog.pair(source: recipe[Keys.Domains.source], target: recipe[Keys.Domains.target])
    let backbone = try VisionBackbone(recipe, classes: 0, task: nil, side: Keys.Domains.size)
    let options = backbone.options.adapted(recipe)
    let heads = DomainHeads(recipe, classes: pair.source.family.classes.count)
    let network = DomainNetwork(options, heads, seed: 0, trains: try recipe.trains(options))
    self.init(
      recipe, options, network.model, heads, counts: nil, classes: pair.source.family.classes,
      notes: backbone.warnings.map(\.message))
  }

  /// - Parameter counts: nil where the pictures have not been read.
  init(
    _ recipe: Recipe, _ options: ViTOptions, _ model: VisionTransformer, _ heads: DomainHeads, counts: Counts?,
    classes: [String] = [], notes: [String] = []
  ) {
    let settings = DomainSettings(recipe)
    let size = recipe[Keys.Domains.size]
    trainedParameters = model.parameters.trained.parameterCount
    totalParameters = trainedParameters + model.parameters.frozen.parameterCount
    (self.classes, self.notes) = (classes, notes)
    tokens = options.tokens(height: size, width: size)
    let labelled = min(settings.labelledBatch, counts?.labelled ?? recipe[Keys.Domains.shots] * heads.classes)
    let batch = settings.batchSize
    let mixtures = [settings.mixesAcross, settings.mixesInside].count(where: { $0 }) * settings.dispersal.batchSize
    let pictures: Double =
      switch settings.method {
      case .pcs: Double(labelled + 2 * batch + mixtures) / 2
      case .dann, .cdan, .mmd: Double(labelled + 2 * batch)
      case .mme: Double(labelled + batch)
      case .sourceOnly: Double(labelled)
      }
    picturesPerStep = pictures
    tokensPerStep = Int((pictures * Double(tokens)).rounded())
    // Two operations a multiplication. A picture goes through the transformer forward and as far back as anything is
    // trained; through the heads forward, and back to weights and features.
    let forward = Double(options.multiplications(tokens: tokens))
    let adaptation = Double(options.adaptationMultiplications(tokens: tokens))
    let head = Double(heads.multiplications(from: options.width))
    let pass = 2 * TrainedPasses(recipe, options).count * forward + 6 * adaptation + 6 * head
    // What is kept of the frozen blocks is no work, but for mixtures, of which every one is new.
    keepsTrunk = TrunkTokens.isKept(
      frozenBlocks: model.frozenBlocks, pictures: (counts?.source ?? 0) + (counts?.target ?? 0), tokens: tokens,
      width: options.width)
    let frozen = keepsTrunk ? 2 * forward * Double(model.frozenBlocks) / Double(max(options.blocks.count, 1)) : 0
    let unmixed = pictures - (settings.alternates ? Double(mixtures) / 2 : 0)
    let passes = pictures * pass - (settings.readsTrunk(options) ? unmixed * frozen : 0)
    // What the discriminator makes of a batch of each domain.
    let discriminator = 6 * Double(2 * batch * heads.discriminatorMultiplications)
    guard settings.alternates else {
      operationsPerStep = passes + discriminator
      return
    }
    // Likeness to the prototypes of both domains, forward and back to the features: prototypes are constants.
    let clusters = settings.prototypes.clusters(classes: heads.classes).reduce(0, +)
    let prototypes = 4 * Double(2 * clusters * batch * heads.width)
    // At each epoch's beginning all pictures go forward once. K-means is left out: it ends when nothing moves.
    let own = settings.prototypes.epochLength
    let share: Double
    if let counts {
      let length = own > 0 ? own : max(1, max(counts.source, counts.target) / batch)
      share = Double(counts.source + counts.target) / Double(2 * length)
    } else {
      share = Double(batch)
    }
    operationsPerStep = passes + prototypes + share * (2 * (forward + adaptation + head) - frozen)
  }
}
