internal import Data
internal import Experiment
internal import Foundation
internal import Models
internal import Tensor

/// The transformer that a recipe adapts: its shape, where its weights come from, and how its pictures are normalised.
struct VisionBackbone {
  /// Without merging and adaptation.
  let options: ViTOptions
  let normalisation: ImageNormalisation
  /// nil: the weights are drawn.
  let weights: ViTWeights?
  /// What the user should know about them.
  private(set) var warnings: [(rule: String, message: String)] = []
  /// What to do about a file of weights that cannot be used.
  private let advice: String

  /// - Parameters:
  ///   - classes: of the head; 0: none.
  ///   - task: what its pictures are tested on; nil where a labelled set of that name has nothing to do with the run.
  ///   - side: the key of the pictures' side.
  /// - Throws: what is wrong with recipe or file, in one line.
  init(_ recipe: Recipe, classes: Int, task: ImageTask?, side: Key<Int> = Keys.Images.size) throws {
    switch recipe[Keys.Vision.weights] {
    case .vitS14:
      try self.init(vitS14: try PretrainedModel.vitS14.requiredFolder(), recipe, classes)
    case .file:
      try self.init(file: recipe[Keys.Vision.file], recipe, classes, task: task)
    case .random:
      try self.init(drawn: recipe, classes, side)
    case .auto:
      if let folder = PretrainedModel.vitS14.folder() {
        try self.init(vitS14: folder, recipe, classes)
      } else {
        try self.init(drawn: recipe, classes, side)
        if recipe[Keys.Adaptation.method] != .full {
          warnings.append(
            (
              "random-weights",
              "vit-s14 is not on this machine, the frozen weights are drawn at random and learn little; bring it with:"
                + " switchyard data fetch vit-s14, or pretrain with: switchyard run recipes/vit-tiny-pretrain.toml, and"
                + " then --set \(side.path)=32 --set vit.weights=file --set vit.file=SESSION.checkpoints/best.safetensors"
            ))
        }
      }
    }
    guard options.width.isMultiple(of: options.heads) else {
      throw TrainingError("\(options.heads) heads do not divide the width \(options.width) of the weights")
    }
    let (size, patch) = (recipe[side], options.patch)
    guard size.isMultiple(of: patch) else {
      throw TrainingError(
        "\(side.path): is \(size), which patches of \(patch) pixels do not divide; give \(max(patch, size / patch * patch))"
      )
    }
  }

  private init(vitS14 folder: String, _ recipe: Recipe, _ classes: Int) throws {
    let advice = "remove that file and bring it again with: switchyard data fetch vit-s14"
    let (weights, options) = try Self.advising(advice) {
      let weights = try ViTWeights(path: folder + "/model.safetensors")
      return (weights, try weights.options(classes: classes))
    }
    (self.weights, self.advice) = (weights, advice)
    self.options = try Self.cut(options, to: recipe[Keys.Vision.blocks])
    normalisation = .imageNet
  }

  private init(drawn recipe: Recipe, _ classes: Int, _ side: Key<Int>) throws {
    let patch = recipe[Keys.Vision.patch]
    let grid = recipe[side] / patch
    let options = ViTOptions(
      width: recipe[Keys.Vision.width], heads: recipe[Keys.Vision.heads], depth: recipe[Keys.Vision.depth],
      patch: patch, inner: recipe[Keys.Vision.inner], classes: classes,
      positionGrid: GridSize(height: grid, width: grid))
    (weights, advice) = (nil, "")
    self.options = try Self.cut(options, to: recipe[Keys.Vision.blocks])
    normalisation = .symmetric
  }

  /// A checkpoint of this program, or a file with a probe's specification, whose pictures are taken to be ImageNet's.
  private init(file: String, _ recipe: Recipe, _ classes: Int, task: ImageTask?) throws {
    let advice = "give a checkpoint of a token-merging run with adaptation.method = \"full\""
    let (checkpoint, own, options) = try Self.advising(advice) {
      let contents = try Safetensors(path: file)
      let checkpoint = try VisionCheckpoint(contents, path: file)
      let own = try checkpoint?.weights ?? ViTWeights(contents, path: file)
      return (checkpoint, own, try own.options(classes: classes))
    }
    (weights, self.advice) = (own, advice)
    normalisation = checkpoint?.normalisation ?? .imageNet
    self.options = try Self.cut(options, to: recipe[Keys.Vision.blocks])
    if let checkpoint { warnings += Self.warnings(checkpoint, task: task) }
  }

  /// Fills the trunk of a model; where the weights are drawn it stays as it is.
  ///
  /// - Throws: what is wrong with the file of weights, and what to do.
  func load(into model: VisionTransformer) throws {
    guard let weights else { return }
    try Self.advising(advice) { try weights.load(into: model) }
  }

  /// Adds to what is wrong with a file of weights what to do about it; `TrainingError`s say that themselves.
  private static func advising<Result>(_ advice: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as TrainingError {
      throw error
    } catch {
      throw TrainingError("\(error); \(advice)")
    }
  }

  /// Whether the weights may have seen what they are to be tested on.
  private static func warnings(
    _ checkpoint: VisionCheckpoint, task: ImageTask?
  ) -> [(rule: String, message: String)] {
    guard let other = checkpoint.task else { return [] }
    guard let task else {
      return [
        (
          "weights-saw-labels",
          "the weights were trained with the labels of \(other.title): where these are pictures of the target, its accuracy"
            + " is no measure of adaptation"
        )
      ]
    }
    if Set(task.parts).isDisjoint(with: other.parts) { return [] }
    return [
      (
        "weights-saw-test",
        "the weights were trained on \(other.title), which may hold pictures that \(task.title) is tested on: its accuracy"
          + " is no measure of transfer"
      )
    ]
  }

  private static func cut(_ options: ViTOptions, to blocks: Int) throws -> ViTOptions {
    guard blocks <= options.blocks.count else {
      throw TrainingError("vit.blocks: is \(blocks), the weights have \(options.blocks.count)")
    }
    var cut = options
    if blocks > 0 { cut.blocks = Array(options.blocks.prefix(blocks)) }
    return cut
  }
}
