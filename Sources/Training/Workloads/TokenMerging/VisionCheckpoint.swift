internal import Data
internal import Experiment
internal import Foundation
internal import Models
internal import Tensor

/// What a checkpoint of a run that adapts a vision transformer says beside its trained tensors.
///
/// Buffers: `vit.spec` (the bytes of a probe's specification), `images.normalisation` (2, 3), `vit.frozen` and
/// `images.hash` (hashes, 16 hexadecimal digits), `images.best` (highest test accuracy).
struct VisionCheckpoint {
  static let specification = "vit.spec"
  static let normalisation = "images.normalisation"
  static let frozen = "vit.frozen"
  static let pictures = "images.hash"
  static let best = "images.best"

  let weights: ViTWeights
  let normalisation: ImageNormalisation
  /// What the weights were trained on; nil where the recipe cannot be read.
  let task: ImageTask?

  /// - Returns: nil where the file is no checkpoint.
  /// - Throws: `TrainingError` for a checkpoint that does not hold a whole transformer.
  init?(_ file: Safetensors, path: String) throws {
    guard let format = file.metadata["format"], format.hasPrefix("switchyard-checkpoint") else { return nil }
    guard let bytes = file["buffer." + Self.specification]?.uint8s,
      let numbers = file["buffer." + Self.normalisation]?.floats, numbers.count == 6,
      numbers[3...].allSatisfy({ $0 > 0 })
    else {
      throw TrainingError(
        "\(path): is no checkpoint of a vision transformer; give one of a token-merging or a domain-adaptation run")
    }
    guard file["patch.weight"] != nil else {
      throw TrainingError(
        "\(path): holds only what was trained beside frozen weights; give one of a run with adaptation.method = \"full\""
      )
    }
    var own = Safetensors(metadata: ["spec": String(decoding: bytes, as: UTF8.self)])
    for (name, entry) in file.entries where !name.hasPrefix("buffer.") && !name.hasPrefix("optimizer.") {
      own[name] = entry
    }
    weights = try ViTWeights(own, path: path)
    normalisation = ImageNormalisation(mean: Array(numbers[..<3]), deviation: Array(numbers[3...]))
    let recipe = file.metadata["recipe"].flatMap { try? Recipe(toml: $0, file: path) }
    if let recipe, recipe[Keys.Run.workload] == .tokenMerging { task = try? recipe.pictureTask } else { task = nil }
  }
}

extension UInt64 {
  /// 16 hexadecimal digits, as bytes.
  var hexadecimalBytes: [UInt8] {
    let digits = String(self, radix: 16)
    return Array((String(repeating: "0", count: 16 - digits.count) + digits).utf8)
  }
}
