internal import Data
public import Experiment
internal import Models

/// What a schedule of merging comes to, known from the shape of the transformer alone: no weights are loaded or drawn.
public struct MergeEstimate: Sendable, Equatable {
  /// Tokens of an image at the start, the class token included.
  public let tokens: Int
  /// Tokens that each block removes: no more than it can.
  public let removed: [Int]
  /// Floating-point operations of one image's way forward, adaptation included.
  public let operations: Double
  /// The same without merging.
  public let plainOperations: Double

  /// - Throws: what is wrong with recipe or weights.
  public init(_ recipe: Recipe) throws {
    var recipe = recipe
    let listed = recipe[Keys.Merging.removed].values
    // A schedule that removes nothing is refused for a run, but here it is the one to start from.
    if recipe[Keys.Merging.schedule] == .listed, listed.allSatisfy({ $0 == 0 }) { recipe[Keys.Merging.reducer] = .none }
    let backbone = try VisionBackbone(recipe, classes: 10, task: try recipe.pictureTask)
    let options = try backbone.options.merging(recipe)
    let size = recipe[Keys.Images.size]
    let tokens = options.tokens(height: size, width: size)
    var left = tokens
    removed = options.tokenCounts(from: tokens).map { count in
      defer { left = count }
      return left - count
    }
    self.tokens = tokens
    func operations(_ options: ViTOptions) -> Double {
      Double(options.operations(tokens: tokens)) + 2 * Double(options.adaptationMultiplications(tokens: tokens))
    }
    self.operations = operations(options)
    plainOperations = operations(options.plain)
  }
}
