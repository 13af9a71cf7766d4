internal import Data
internal import Models
public import Tensor

extension TokenMergingAdaptation {
  /// By what a later run knows that weights and pictures are the same, and what a run needs that takes these weights.
  public var buffers: [String: Safetensors.Entry] {
    let frozen = model.parameters.frozen
    let specification = Array(model.options.specification.utf8)
    return [
      VisionCheckpoint.specification: .init(specification, [specification.count]),
      VisionCheckpoint.normalisation: .init(normalisation.mean + normalisation.deviation, [2, 3]),
      VisionCheckpoint.frozen: .init((frozen.count > 0 ? frozen.hash : 0).hexadecimalBytes, [16]),
      VisionCheckpoint.pictures: .init(data.hash.hexadecimalBytes, [16]),
      VisionCheckpoint.best: .init([Float(best)], [1]),
    ]
  }

  /// Takes up the best accuracy; frozen weights and pictures have to be those of the checkpoint.
  public func restore(_ buffers: [String: Safetensors.Entry]) throws {
    let own = self.buffers
    for (name, what, advice) in [
      (VisionCheckpoint.frozen, "the frozen weights", "vit.weights has to give the same ones"),
      (VisionCheckpoint.pictures, "the pictures of \(data.task)", "the same ones have to be there"),
    ] {
      guard let kept = buffers[name] else { throw TrainingError("buffer \(name) is missing") }
      guard kept.uint8s == own[name]?.uint8s else {
        throw TrainingError("\(what) are others than those of the run: \(advice)")
      }
    }
    guard let kept = buffers[VisionCheckpoint.best]?.floats, kept.count == 1 else {
      throw TrainingError("buffer \(VisionCheckpoint.best) is missing")
    }
    best = Double(kept[0])
  }
}
