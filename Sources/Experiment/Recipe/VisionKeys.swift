// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

extension Recipe {
  /// `vit.weights`
  public enum VisionWeights: String, RecipeWord {
    case auto
    case vitS14 = "vit-s14"
    case file
    case random
  }

  /// `adaptation.method`
  public enum AdaptationMethod: String, RecipeWord {
    case full
    case head
    case lastBlocks = "last-blocks"
    case lora
    case adapter
  }

  /// `adaptation.lora_init`
  public enum LoRAStart: String, RecipeWord {
    case zero
    case released
  }
}

extension Keys {
  /// `[vit]`: the vision transformer before it is adapted.
  public enum Vision {
    static let t = Table("vit", for: .tokenMerging, .domainAdaptation)
    public static let weights = t.word(
      "weights", Recipe.VisionWeights.auto, "where they come from; auto: vit-s14 where it has been fetched, else random"
    )
    public static let file = t.string(
      "file", "", "for weights = file: a checkpoint of a run with adaptation.method full, or a safetensors file")
    public static let blocks = t.integer(
      "blocks", 0, .from(0, to: 256), "use the first so many blocks only; 0: all", "blocks")
    public static let width = t.integer("width", 192, .from(2, to: 16384), "of drawn weights: width of the model")
    public static let depth = t.integer("depth", 12, .from(1, to: 256), "of drawn weights: number of blocks", "blocks")
    public static let heads = t.integer(
      "heads", 3, .from(1, to: 256), "of drawn weights: attention heads; must divide the width")
    public static let patch = t.integer(
      "patch", 14, .from(1, to: 1024), "of drawn weights: a patch's side; must divide the pictures' side", "pixels")
    public static let inner = t.integer(
      "inner", 768, .from(1, to: 262_144), "of drawn weights: inner width of the perceptrons")
    static let all = [
      weights.declaration, file.declaration, blocks.declaration, width.declaration, depth.declaration,
      heads.declaration, patch.declaration, inner.declaration,
    ]
  }

  /// `[adaptation]`: what of the transformer is trained.
  public enum Adaptation {
    static let t = Table("adaptation", for: .tokenMerging, .domainAdaptation)
    public static let method = t.word(
      "method", Recipe.AdaptationMethod.lora, "what is trained beside the head: everything, nothing, or what is added")
    public static let lastBlocks = t.integer(
      "last_blocks", 2, .from(1, to: 256), "for last-blocks: how many of them are trained, with the norm after them",
      "blocks")
    public static let loraRank = t.integer(
      "lora_rank", 8, .from(1, to: 4096), "for lora: inner width of the correction of queries, keys and values")
    public static let loraDropout = t.number(
      "lora_dropout", 0.1, .from(0, below: 1), "for lora: share of what the correction reads that training drops")
    public static let loraStart = t.word(
      "lora_init", Recipe.LoRAStart.zero,
      "zero: B and the adapter's upper half; released: all drawn, as PYRA's code does")
    public static let adapterWidth = t.integer(
      "adapter_width", 8, .from(1, to: 16384), "for adapter: inner width after each perceptron")
    public static let dropPath = t.number(
      "drop_path", 0.1, .from(0, below: 1), "share of pictures that skip a branch of the last block in training")
    static let all = [
      method.declaration, lastBlocks.declaration, loraRank.declaration, loraDropout.declaration, loraStart.declaration,
      adapterWidth.declaration, dropPath.declaration,
    ]
  }
}
