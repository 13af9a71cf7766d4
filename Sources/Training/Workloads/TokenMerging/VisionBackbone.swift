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

  /// - Throws: what is wrong with recipe or file, in one line.
  init(_ recipe: Recipe, classes: Int, task: String) throws {
    switch recipe[Keys.Vision.weights] {
    case .vitS14:
      try self.init(vitS14: try PretrainedModel.vitS14.requiredFolder(), recipe, classes)
    case .file:
      try self.init(file: recipe[Keys.Vision.file], recipe, classes, task: task)
    case .random:
      try self.init(drawn: recipe, classes)
    case .auto:
      if let folder = PretrainedModel.vitS14.folder() {
        try self.init(vitS14: folder, recipe, classes)
      } else {
        try self.init(drawn: recipe, classes)
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
    let (size, patch) = (recipe[Keys.Images.size], options.patch)
    guard size.isMultiple(of: patch) else {
      throw TrainingError(
        "images.size: is \(size), which patches of \(patch) pixels do not divide; give \(max(patch, size / patch * patch))"
      )
    }
  }

  private init(vitS14 folder: String, _ recipe: Recipe, _ classes: Int) throws {
    let weights = try ViTWeights(path: folder + "/model.safetensors")
    self.weights = weights
    options = try Self.cut(try weights.options(classes: classes), to: recipe[Keys.Vision.blocks])
    normalisation = .imageNet
  }

  private init(drawn recipe: Recipe, _ classes: Int) throws {
    let patch = recipe[Keys.Vision.patch]
    let side = recipe[Keys.Images.size] / patch
    let options = ViTOptions(
      width: recipe[Keys.Vision.width], heads: recipe[Keys.Vision.heads], depth: recipe[Keys.Vision.depth],
      patch: patch, inner: recipe[Keys.Vision.inner], classes: classes,
      positionGrid: GridSize(height: side, width: side))
    weights = nil
    self.options = try Self.cut(options, to: recipe[Keys.Vision.blocks])
    normalisation = .symmetric
  }

  /// A checkpoint of this program, or a file with a probe's specification, whose pictures are taken to be ImageNet's.
  private init(file: String, _ recipe: Recipe, _ classes: Int, task: String) throws {
    let contents = try Safetensors(path: file)
    let own: ViTWeights
    if let checkpoint = try VisionCheckpoint(contents, path: file) {
      own = checkpoint.weights
      normalisation = checkpoint.normalisation
      let parts = Set(try ImageTaskCatalog.task(named: task).parts)
      if let other = checkpoint.task, !parts.isDisjoint(with: try ImageTaskCatalog.task(named: other).parts) {
        warnings.append(
          (
            "weights-saw-test",
            "the weights were trained on \(other), which may hold pictures that \(task) is tested on: its accuracy"
              + " is no measure of transfer"
          ))
      }
    } else {
      own = try ViTWeights(contents, path: file)
      normalisation = .imageNet
    }
    weights = own
    options = try Self.cut(try own.options(classes: classes), to: recipe[Keys.Vision.blocks])
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
