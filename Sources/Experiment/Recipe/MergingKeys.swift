// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

extension Recipe {
  /// `merging.reducer`
  public enum Reducer: String, RecipeWord {
    case none
    case tome
    case pyra
    case rank = "wr"
    case activatedRank = "wr_act"
    case channel = "wd"
    case activatedChannel = "wd_act"
    case product = "both"
    case full
    case perceptron = "mlp"

    /// Whether it trains factors of its own.
    public var isTrained: Bool { self != .none && self != .tome }
  }

  /// `merging.schedule`
  public enum MergeSchedule: String, RecipeWord {
    case constant
    case decreasing
    case listed
    case flops
  }
}

extension Keys {
  /// `[merging]`: how many tokens each block merges, and what happens to the sources before.
  public enum Merging {
    static let t = Table("merging", for: .tokenMerging)
    public static let reducer = t.word(
      "reducer", Recipe.Reducer.pyra, "none merges nothing, tome as they are, the others with trained factors")
    public static let schedule = t.word(
      "schedule", Recipe.MergeSchedule.flops, "how many tokens each block removes; flops finds it for merging.ratio")
    public static let removed = t.numbers(
      "removed", .from(0, to: 65536),
      "for constant and decreasing: tokens a block; for listed: one number a block, 0 beyond the list")
    public static let ratio = t.number(
      "ratio", 1.7, .from(1, to: 100), "for flops: multiplications of the plain model over those of the merging one")
    public static let learningRate = t.number(
      "pyra_learning_rate", 0, .atLeast(0), "highest learning rate of the trained factors; 0: that of the run")
    public static let isProportional = t.boolean(
      "proportional_attention", true, "whether a token that stands for n counts n times as a key")
    static let all = [
      reducer.declaration, schedule.declaration, removed.declaration, ratio.declaration, learningRate.declaration,
      isProportional.declaration,
    ]
  }
}
