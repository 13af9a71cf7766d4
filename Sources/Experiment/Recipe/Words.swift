extension Recipe {
  /// What is trained: `run.workload`.
  public enum Workload: String, RecipeWord {
    case languageModel = "language-model"
    case nlu
    case tokenMerging = "token-merging"
    case domainAdaptation = "domain-adaptation"
  }

  /// `tokenizer.algorithm`
  public enum Tokenizer: String, RecipeWord {
    case byte
    case bpe
    case scaffoldBPE = "scaffold-bpe"
  }

  /// `sampler.method`
  public enum Sampler: String, RecipeWord {
    case mixture
    case random
    case uniform
    case temperature
    case clusterClip = "clusterclip"
  }

  /// `model.activation`
  public enum Activation: String, RecipeWord {
    case geluTanh = "gelu-tanh"
    case swiglu
  }

  /// `moe.router`
  public enum Router: String, RecipeWord {
    case topk
    case mask
    case hash
    case expertChoice = "expert-choice"
    case biasBalanced = "bias-balanced"
    case topP = "top-p"

    /// Whether tokens choose by score and queue, so that dropped ones may be rectified.
    public var rectifies: Bool { self != .hash && self != .expertChoice }
  }

  /// `moe.block`
  public enum Block: String, RecipeWord {
    case sparse
    case cartesian
  }

  /// `moe.scores`
  public enum Scores: String, RecipeWord {
    case softmax
    case sigmoid
  }

  /// `moe.fill_priority`
  public enum FillPriority: String, RecipeWord {
    case extraScore = "kplus1-score"
    case firstScore = "top1-score"
  }

  /// `moe.shared_expert`
  public enum SharedExpert: String, RecipeWord {
    case none
    case add
    case coefficient
  }

  /// `moe.table_draw`
  public enum TableDraw: String, RecipeWord {
    case uniform
    case balanced
  }

  /// `moe.priority`
  public enum Priority: String, RecipeWord {
    case position
    case score
  }

  /// `alerts.signal`
  public enum AlertSignal: String, RecipeWord {
    case none
    case bell
    case notification
    case both
  }
}
