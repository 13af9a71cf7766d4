internal import Experiment
internal import Models
internal import Tensor

extension ViTOptions {
  /// The same transformer as a recipe adapts it: with its corrections and its drop-path.
  func adapted(_ recipe: Recipe) -> ViTOptions {
    var options = self
    switch recipe[Keys.Adaptation.method] {
    case .lora:
      var lora = LoRAOptions(rank: recipe[Keys.Adaptation.loraRank])
      lora.dropout = Float(recipe[Keys.Adaptation.loraDropout])
      options.lora = lora
    case .adapter: options.adapterWidth = recipe[Keys.Adaptation.adapterWidth]
    case .full, .head, .lastBlocks: break
    }
    options.dropPath = Float(recipe[Keys.Adaptation.dropPath])
    return options
  }

  /// The same transformer as a recipe adapts it and lets it merge tokens.
  ///
  /// - Throws: `TrainingError` when the schedule does not fit the transformer, or none saves what is wanted.
  func merging(_ recipe: Recipe) throws -> ViTOptions {
    var options = adapted(recipe)
    options.proportionalAttention = recipe[Keys.Merging.isProportional]
    let (reducer, size) = (recipe[Keys.Merging.reducer], recipe[Keys.Images.size])
    if reducer == .none { return options }
    options.reducer = reducer == .tome ? "none" : reducer.rawValue
    let schedule = try Self.schedule(recipe, blocks: blocks.count)
    let tokens = self.tokens(height: size, width: size)
    if recipe[Keys.Merging.schedule] == .flops {
      let (ratio, highest) = (recipe[Keys.Merging.ratio], FoundSchedule.highestRatio(options, tokens: tokens))
      guard ratio <= highest else {
        // Rounded down, so that what is advised can be had.
        let most = (100 * highest).rounded(.down) / 100
        throw TrainingError(
          "merging.ratio: is \(ratio), but \(tokens) tokens in \(blocks.count) blocks save at most \(most) times; give at"
            + " most \(most), or raise images.size")
      }
    }
    let removed = schedule.removed(options, tokens: tokens)
    guard removed.contains(where: { $0 > 0 }) || recipe[Keys.Merging.ratio] == 1 else {
      throw TrainingError(
        "merging: the schedule removes no token from \(blocks.count) blocks; set merging.reducer = \"none\"")
    }
    options.merge(removed)
    return options
  }

  /// What the recipe asks for and the blocks of this transformer, merged by it, cannot remove; nil where all of it can go.
  func note(on recipe: Recipe) -> String? {
    let size = recipe[Keys.Images.size]
    guard recipe[Keys.Merging.reducer] != .none, let schedule = try? Self.schedule(recipe, blocks: blocks.count)
    else { return nil }
    let wanted = schedule.wanted(self, tokens: tokens(height: size, width: size))
    let removed = blocks.map(\.removed)
    guard wanted != removed else { return nil }
    // Of a list no more is told than it has.
    let count = recipe[Keys.Merging.schedule] == .listed ? recipe[Keys.Merging.removed].values.count : blocks.count
    func words(_ numbers: [Int]) -> String { numbers.prefix(count).map(String.init).joined(separator: " ") }
    return "merging.removed: a block removes at most half of its tokens, so that \(words(wanted)) become"
      + " \(words(removed))"
  }

  private static func schedule(_ recipe: Recipe, blocks: Int) throws -> any MergeSchedule {
    let removed = recipe[Keys.Merging.removed].values.map { Int($0) }
    switch recipe[Keys.Merging.schedule] {
    case .constant: return ConstantSchedule(removed.first ?? 0)
    case .decreasing: return DecreasingSchedule(mean: removed.first ?? 0)
    case .listed:
      guard removed.count <= blocks else {
        throw TrainingError("merging.removed: has \(removed.count) numbers for \(blocks) blocks")
      }
      return ListedSchedule(removed)
    case .flops: return FoundSchedule(ratio: recipe[Keys.Merging.ratio])
    }
  }

  /// What a probe, or a later run, needs to know beside the tensors.
  var specification: String {
    let zeros = blocks.map { _ in "0" }.joined(separator: ",")
    return """
      {"heads":\(heads),"depth":\(blocks.count),"patch":\(patch),"eps":\(epsilon),"merge":[\(zeros)],"prop_attn":true,\
      "lora":null,"gate":"none","gate_eps":\(generatorEpsilon),"pos_grid":[\(positionGrid.height),\(positionGrid.width)],\
      "grads":[]}
      """
  }
}
