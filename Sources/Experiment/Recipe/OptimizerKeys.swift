// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

extension Recipe {
  /// `optimizer.kind`
  public enum Optimizer: String, RecipeWord {
    case adamw
    case sgd
  }

  /// `schedule.kind`
  public enum Schedule: String, RecipeWord {
    case cosine
    case linear
    case constant
    case inverse
  }
}

extension Keys {
  /// `[optimizer]`: how weights follow their gradients.
  public enum Optimizer {
    static let t = Table("optimizer")
    public static let kind = t.word("kind", Recipe.Optimizer.adamw, "sgd: gradient descent with Nesterov's momentum")
    public static let learningRate = t.number(
      "learning_rate", 1e-3, .atLeast(0), "the schedule's highest learning rate", changeable: true)
    public static let beta1 = t.number(
      "beta1", 0.9, .from(0, below: 1), "for adamw: decay of the gradient's running mean")
    public static let beta2 = t.number(
      "beta2", 0.95, .from(0, below: 1), "for adamw: decay of the squared gradient's running mean")
    public static let epsilon = t.number(
      "epsilon", 1e-8, .above(0), "for adamw: added to the root of the second moment")
    public static let momentum = t.number(
      "momentum", 0.9, .from(0, below: 1), "for sgd: share of the last steps' direction that stays")
    public static let weightDecay = t.number(
      "weight_decay", 0.1, .atLeast(0), "decay of matrices; decoupled for adamw, added to the gradient for sgd")
    public static let clip = t.number("clip", 1, .atLeast(0), "largest global norm of the gradient; 0: no clipping")
    static let all = [
      kind.declaration, learningRate.declaration, beta1.declaration, beta2.declaration, epsilon.declaration,
      momentum.declaration, weightDecay.declaration, clip.declaration,
    ]
  }

  /// `[schedule]`: the learning rate over the run.
  public enum Schedule {
    static let t = Table("schedule")
    public static let kind = t.word("kind", Recipe.Schedule.cosine, "how the learning rate falls after the warm-up")
    public static let warmup = t.integer("warmup", 20, .atLeast(0), "length of the linear rise at the start", "steps")
    public static let finalRatio = t.number(
      "final_ratio", 0.1, .from(0, to: 1), "learning rate at the end over the highest")
    public static let gamma = t.number(
      "gamma", 1e-4, .atLeast(0), "for inverse: the rate falls as (1 + gamma * steps after the warm-up)^-power")
    public static let power = t.number("power", 0.75, .atLeast(0), "for inverse: how fast the rate falls")
    static let all = [
      kind.declaration, warmup.declaration, finalRatio.declaration, gamma.declaration, power.declaration,
    ]
  }
}
