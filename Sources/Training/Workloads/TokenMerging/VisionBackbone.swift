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

  /// - Parameters:
  ///   - classes: of the head; 0: none.
  ///   - task: what its pictures are tested on; nil where a labelled set of that name has nothing to do with the run.
  ///   - side: the key of the pictures' side.
  /// - Throws: what is wrong with recipe or file, in one line.
  init(_ recipe: Recipe, classes: Int, task: String?, side: Key<Int> = Keys.Images.size) throws {
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
              "vit-s14 is not on this machine, the frozen weights are drawn at random; bring it with: switchyard data"
                + " fetch vit-s14"
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
    let weights = try ViTWeights(path: folder + "/model.safetensors")
    self.weights = weights
    options = try Self.cut(try weights.options(classes: classes), to: recipe[Keys.Vision.blocks])
    normalisation = .imageNet
  }

  private init(drawn recipe: Recipe, _ classes: Int, _ side: Key<Int>) throws {
    let patch = recipe[Keys.Vision.patch]
    let grid = recipe[side] / patch
    let options = ViTOptions(
      width: recipe[Keys.Vision.width], heads: recipe[Keys.Vision.heads], depth: recipe[Keys.Vision.depth],
      patch: patch, inner: recipe[Keys.Vision.inner], classes: classes,
      positionGrid: GridSize(height: grid, width: grid))
    weights = nil
    self.options = try Self.cut(options, to: recipe[Keys.Vision.blocks])
    normalisation = .symmetric
  }

  /// A checkpoint of this program, or a file with a probe's specification, whose pictures are taken to be ImageNet's.
  private init(file: String, _ recipe: Recipe, _ classes: Int, task: String?) throws {
    let contents = try Safetensors(path: file)
    let own: ViTWeights
    if let checkpoint = try VisionCheckpoint(contents, path: file) {
      own = checkpoint.weights
      normalisation = checkpoint.normalisation
      warnings += try Self.warnings(checkpoint, task: task)
    } else {
      own = try ViTWeights(contents, path: file)
      normalisation = .imageNet
    }
    weights = own
    options = try Self.cut(try own.options(classes: classes), to: recipe[Keys.Vision.blocks])
  }

  /// Whether the weights may have seen what they are to be tested on.
  private static func warnings(
    _ checkpoint: VisionCheckpoint, task: String?
  ) throws -> [(rule: String, message: String)] {
    guard let other = checkpoint.task else { return [] }
    guard let task else {
      return [
        (
          "weights-saw-labels",
          "the weights were trained with the labels of \(other): where these are pictures of the target, its accuracy"
            + " is no measure of adaptation"
        )
      ]
    }
    let parts = Set(try ImageTaskCatalog.task(named: task).parts)
    if parts.isDisjoint(with: try ImageTaskCatalog.task(named: other).parts) { return [] }
    return [
      (
        "weights-saw-test",
        "the weights were trained on \(other), which may hold pictures that \(task) is tested on: its accuracy"
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
