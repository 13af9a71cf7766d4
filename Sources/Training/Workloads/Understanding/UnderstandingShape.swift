internal import Data
public import Experiment
public import Models

/// What is known of an `nlu` recipe's model before tasks are read.
public struct UnderstandingShape: Sendable, Equatable {
  /// Names of the tasks.
  public let tasks: [String]
  /// Layers of bottom, middle and top.
  public let levels: [Int]
  /// Groups at the start; nil where it is for the relevance of the tasks to say.
  public let groups: Int?
  /// Groups that the size is counted with: `groups`, else one for each kind of task.
  public let countedGroups: Int
  /// Width of the encoder.
  public let width: Int
  /// Whether it starts from pretrained weights.
  public let isPretrained: Bool
  /// Parameters, cost and memory.
  public let size: ModelSize

  /// - Throws: `DataError`, `EncoderError` or `TrainingError`, as the run would.
  public init(_ recipe: Recipe) throws {
    let suite = try TaskCatalog.suite(named: recipe[Keys.Tasks.suite].rawValue)
    let names = try suite.checked(recipe[Keys.Tasks.names])
    let kinds = names.compactMap { suite.kind(of: $0) }
    tasks = names
    levels = [Keys.Hierarchy.bottom, Keys.Hierarchy.middle, Keys.Hierarchy.top].map { recipe[$0] }
    groups = try TaskGrouping.count(for: recipe, names: names, kinds: kinds)
    countedGroups = groups ?? Set(kinds).count
    var options = try Self.encoder(recipe, depth: levels.reduce(0, +))
    (width, isPretrained) = (options.options.width, options.isPretrained)
    var mixed: Int?
    if let mixture = EncoderMixture(recipe), mixture.parts <= levels[1] {
      let encoder = EncoderLevels(bottom: levels[0], mid: levels[0] + levels[1], groups: 1, tasks: tasks.count)
      (options.options.levels, options.options.mixture) = (encoder, mixture)
      mixed = mixture.layers(of: encoder).total
    }
    let cost = EncoderCost(options.options, length: recipe[Keys.Tasks.sequenceLength])
    let copies = min(tasks.count, countedGroups + recipe[Keys.Hierarchy.spareGroups])
    let layers = levels[0] + (mixed ?? copies * levels[1]) + tasks.count * levels[2]
    size = ModelSize(
      totalParameters: layers * cost.layerParameters + cost.tableParameters, activeParameters: cost.activeParameters,
      flopsPerToken: cost.flopsPerToken)
  }

  private static func encoder(
    _ recipe: Recipe, depth: Int
  ) throws -> (options: EncoderOptions, isPretrained: Bool) {
    let folder: String? =
      switch recipe[Keys.Encoder.weights] {
      case .random: nil
      case .minilm: try PretrainedModel.minilm.requiredFolder()
      case .auto: PretrainedModel.minilm.folder()
      }
    if let folder {
      let options = try PretrainedModel.minilm.reading { try EncoderWeights(folder: folder).options }
      try EncoderStart.check(recipe, fits: options)
      return (options, true)
    }
    let options = EncoderOptions(
      vocabulary: recipe[Keys.Encoder.vocabulary], positions: recipe[Keys.Tasks.sequenceLength],
      width: recipe[Keys.Encoder.width], inner: recipe[Keys.Encoder.inner], heads: recipe[Keys.Encoder.heads],
      layers: depth)
    return (options, false)
  }
}
