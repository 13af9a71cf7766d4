internal import Experiment
internal import Models

extension Recipe {
  /// Which parameters of a transformer are trained, by name.
  ///
  /// - Throws: `TrainingError` when more blocks are to be trained than there are.
  func trains(_ options: ViTOptions) throws(TrainingError) -> (String) -> Bool {
    switch self[Keys.Adaptation.method] {
    case .full: return { _ in true }
    case .head, .lora, .adapter: return ViTParameters.isAdaptation
    case .lastBlocks:
      let (wanted, depth) = (self[Keys.Adaptation.lastBlocks], options.blocks.count)
      guard wanted <= depth else {
        throw TrainingError("adaptation.last_blocks: is \(wanted), the transformer has \(depth)")
      }
      let prefixes = (depth - wanted..<depth).map { "blocks.\($0)." } + ["norm."]
      return { name in ViTParameters.isAdaptation(name) || prefixes.contains { name.hasPrefix($0) } }
    }
  }
}

/// How much of the work of a way forward a step of training is.
struct TrainedPasses {
  /// In ways forward, that one included.
  ///
  /// Backward as much again for what flows to the inputs, and once more where all weights have gradients; with a trained
  /// head alone nothing flows back, and with the last blocks trained nothing flows beyond them, unless a block before
  /// them trains factors of its own.
  let count: Double

  init(_ recipe: Recipe, _ options: ViTOptions) {
    let depth = Double(max(options.blocks.count, 1))
    // Those of the last block have no influence on the class token, so that nothing flows to them.
    let first = recipe[Keys.Merging.reducer].isTrained ? options.blocks.dropLast().firstIndex { $0.removed > 0 } : nil
    let factors = first.map { Double(options.blocks.count - $0) / depth } ?? 0
    switch recipe[Keys.Adaptation.method] {
    case .full: count = 3
    case .head: count = 1 + factors
    case .lora, .adapter: count = 2
    case .lastBlocks:
      let trained = Double(recipe[Keys.Adaptation.lastBlocks]) / depth
      count = 1 + max(trained, factors) + trained
    }
  }
}
