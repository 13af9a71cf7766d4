internal import Data
internal import Models
public import Tensor

extension DomainAdaptation {
  /// All that is carried from step to step, and by what a later run knows that weights and pictures are the same.
  public var buffers: [String: Safetensors.Entry] {
    let model = network.model
    let frozen = model.parameters.frozen
    let specification = Array(model.options.specification.utf8)
    return state.buffers.merging([
      VisionCheckpoint.specification: .init(specification, [specification.count]),
      VisionCheckpoint.normalisation: .init(normalisation.mean + normalisation.deviation, [2, 3]),
      VisionCheckpoint.frozen: .init((frozen.count > 0 ? frozen.hash : 0).hexadecimalBytes, [16]),
      VisionCheckpoint.pictures: .init(data.hash.hexadecimalBytes, [16]),
    ]) { $1 }
  }

  /// Takes the state up; frozen weights and pictures have to be those of the checkpoint.
  ///
  /// - Throws: `TrainingError` naming the tensor that is missing or does not fit; nothing is then changed.
  public func restore(_ buffers: [String: Safetensors.Entry]) throws {
    let own = self.buffers
    for (name, what, advice) in [
      (VisionCheckpoint.frozen, "the frozen weights", "vit.weights has to give the same ones"),
      (
        VisionCheckpoint.pictures, "the pictures of \(data.source.name) and \(data.target.name)",
        "the same ones have to be there"
      ),
    ] {
      guard let kept = buffers[name] else { throw TrainingError("buffer \(name) is missing") }
      guard kept.uint8s == own[name]?.uint8s else {
        throw TrainingError("\(what) are others than those of the run: \(advice)")
      }
    }
    let restored = try AdaptationState(
      buffers,
      AdaptationState.Sizes(
        source: data.source.count, target: data.target.count, labelled: data.labelled.count,
        width: network.heads.width, classes: data.classes.count,
        clusters: settings.prototypes.clusters(classes: data.classes.count)))
    guard !settings.alternates || restored.steps == 0 || restored.source != nil else {
      throw TrainingError("buffer source.bank is missing")
    }
    state = restored
  }
}
