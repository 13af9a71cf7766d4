public import Experiment

extension MergeCost {
  /// How fast the model is without merging, and how that is known.
  public enum PlainSpeed: Sendable, Equatable {
    /// Images a second, as last measured with this model at this size, on this machine with as many threads.
    case measured(Double)
    /// GFLOP/s of products of matrices, measured on this machine with as many threads: no model is faster.
    case products(Double)
  }
}

/// What the speed of a transformer without merging follows from.
public struct SpeedConditions: Sendable, Hashable {
  private let weights: Recipe.VisionWeights
  private let file: String
  /// Of drawn weights; those that are read have their own.
  private let sizes: [Int]
  private let blocks: Int
  private let side: Int
  private let processor: String
  private let threads: Int
  private let hasPretrained: Bool

  /// - Parameters:
  ///   - processor: the processor's own name.
  ///   - threads: that are really used.
  ///   - hasPretrained: whether vit-s14 is here, which `auto` then stands for.
  public init(_ recipe: Recipe, processor: String, threads: Int, hasPretrained: Bool) {
    let wanted = recipe[Keys.Vision.weights]
    let weights = wanted == .auto ? (hasPretrained ? .vitS14 : .random) : wanted
    let drawn = [Keys.Vision.width, Keys.Vision.depth, Keys.Vision.heads, Keys.Vision.patch, Keys.Vision.inner]
    self.weights = weights
    file = recipe[Keys.Vision.file]
    sizes = weights == .random ? drawn.map { recipe[$0] } : []
    (blocks, side) = (recipe[Keys.Vision.blocks], recipe[Keys.Images.size])
    (self.processor, self.threads, self.hasPretrained) = (processor, threads, hasPretrained)
  }

  /// What recorded runs tell of it: what one has measured under the same conditions, else the rate of products on this
  /// machine; nil where none tells even that.
  ///
  /// - Parameters:
  ///   - plainGflops: of an image without merging.
  ///   - runs: headers and last evaluations, the latest run first.
  public func speed(
    plainGflops: Double, among runs: some Sequence<(header: Header, evaluation: Evaluation?)>
  ) -> MergeCost.PlainSpeed? {
    var products: Double?
    for run in runs where run.header.machine.processor == processor && run.header.machine.threads == threads {
      if let rate = measured(run.header, run.evaluation, plainGflops) { return .measured(rate) }
      let sgemm = run.header.machine.sgemmGflops
      if products == nil, sgemm.isFinite, sgemm > 0 { products = sgemm }
    }
    return products.map { .products($0) }
  }

  /// Images a second, where the run has measured just this.
  private func measured(_ header: Header, _ evaluation: Evaluation?, _ plainGflops: Double) -> Double? {
    guard header.workload == Recipe.Workload.tokenMerging.rawValue,
      let recipe = try? Recipe(toml: header.recipe, file: header.name),
      SpeedConditions(recipe, processor: processor, threads: threads, hasPretrained: hasPretrained) == self,
      let evaluation, let rate = evaluation.figure("plain_images_per_second"), rate.isFinite, rate > 0
    else { return nil }
    // Older runs measured one batch, once: where the process stood still meanwhile the figure is nonsense.
    let products = header.machine.sgemmGflops
    if products > 0, !(0.05...1.2).contains(rate * plainGflops / products) { return nil }
    if let merging = evaluation.figure("images_per_second"), let work = evaluation.figure("gflops_per_image"),
      rate * plainGflops < merging * work / 4
    {
      return nil
    }
    return rate
  }
}
