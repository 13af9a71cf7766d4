extension Recipe {
  /// What is trained: `run.workload`.
  public enum Workload: String, RecipeWord {
    case languageModel = "language-model"
  }

  /// `tokenizer.algorithm`
  public enum Tokenizer: String, RecipeWord {
    case byte
  }

  /// `model.activation`
  public enum Activation: String, RecipeWord {
    case geluTanh = "gelu-tanh"
    case swiglu
  }

  /// `moe.router`
  public enum Router: String, RecipeWord {
    case topk
  }

  /// `moe.priority`
  public enum Priority: String, RecipeWord {
    case position
    case score
  }

  /// `schedule.kind`
  public enum Schedule: String, RecipeWord {
    case cosine
    case linear
    case constant
  }
}
