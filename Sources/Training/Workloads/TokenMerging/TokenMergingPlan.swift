internal import Data
public import Experiment
internal import Models
internal import Tensor

/// What a token-merging recipe makes, known without reading its pictures: sizes, tokens and work.
public struct TokenMergingPlan: Sendable, Equatable {
  /// All parameters.
  public let totalParameters: Int
  /// Those that are trained.
  public let trainedParameters: Int
  /// Tokens of an image at the start, the class token included.
  public let tokens: Int
  /// Tokens that each block removes.
  public let removed: [Int]
  /// Tokens of an image after each block.
  public let tokensAfter: [Int]
  /// Multiplications with addition of one image's way forward, without what adaptation adds.
  public let multiplications: Int
  /// The same without merging.
  public let plainMultiplications: Int
  /// Tokens in one step of training, before any merge.
  public let tokensPerStep: Int
  /// Floating-point operations of a step of training.
  public let operationsPerStep: Double
  /// Where the frozen weights come from, or what is wrong with that; what the schedule asks for and cannot have.
  public let notes: [String]

  /// How often the work of the merging model goes into that of the plain one.
  public var saving: Double { Double(plainMultiplications) / Double(max(multiplications, 1)) }

  /// The trained parameters where others are frozen, else nil.
  var partlyTrained: Int? { trainedParameters < totalParameters ? trainedParameters : nil }

  /// Floating-point operations of training for one of the step's tokens.
  public var operationsPerToken: Double { operationsPerStep / Double(max(tokensPerStep, 1)) }

  /// - Parameter classes: of the head; its share is small.
  /// - Throws: what is wrong with recipe or weights.
  public init(_ recipe: Recipe, classes: Int = 10) throws {
    let backbone = try VisionBackbone(recipe, classes: classes, task: try recipe.pictureTask)
    let options = try backbone.options.merging(recipe)
    let model = VisionTransformer(options, trains: try recipe.trains(options))
    self.init(
      options, model, TrainedPasses(recipe, options), size: recipe[Keys.Images.size],
      batch: recipe[Keys.Images.batchSize],
      notes: backbone.warnings.map(\.message) + [options.note(on: recipe)].compactMap { $0 })
  }

  init(
    _ options: ViTOptions, _ model: VisionTransformer, _ passes: TrainedPasses, size: Int, batch: Int,
    notes: [String] = []
  ) {
    trainedParameters = model.parameters.trained.parameterCount
    totalParameters = trainedParameters + model.parameters.frozen.parameterCount
    tokens = options.tokens(height: size, width: size)
    removed = options.blocks.map(\.removed)
    tokensAfter = options.tokenCounts(from: tokens)
    multiplications = options.multiplications(tokens: tokens)
    plainMultiplications = options.plain.multiplications(tokens: tokens)
    let image =
      2 * passes.count * Double(multiplications) + 6 * Double(options.adaptationMultiplications(tokens: tokens))
    tokensPerStep = batch * tokens
    operationsPerStep = Double(batch) * image
    self.notes = notes
  }
}
