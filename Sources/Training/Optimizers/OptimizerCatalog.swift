public import Experiment

/// What a recipe's `optimizer.kind` stands for.
public enum OptimizerCatalog {
  /// The optimiser of a recipe at its beginning, over the workload's block in its groups.
  public static func optimizer(of workload: any Workload, _ recipe: Recipe) -> any Optimizer {
    switch recipe[Keys.Optimizer.kind] {
    case .adamw: AdamW(workload, recipe)
    case .sgd: NesterovSGD(workload, recipe)
    }
  }
}

extension AdamW {
  /// With the numbers of a recipe.
  public convenience init(_ workload: any Workload, _ recipe: Recipe) {
    self.init(workload.block, options: Options(recipe), groups: workload.parameterGroups)
  }
}

extension AdamW.Options {
  /// The numbers of a recipe, brought within what a Float can tell from its bounds.
  public init(_ recipe: Recipe) {
    self.init(
      beta1: Float(recipe[Keys.Optimizer.beta1]), beta2: Float(recipe[Keys.Optimizer.beta2]),
      epsilon: max(Float(recipe[Keys.Optimizer.epsilon]), .leastNormalMagnitude),
      weightDecay: Float(recipe[Keys.Optimizer.weightDecay]),
      clip: recipe[Keys.Optimizer.clip])
  }
}

extension NesterovSGD {
  /// With the numbers of a recipe.
  public convenience init(_ workload: any Workload, _ recipe: Recipe) {
    self.init(workload.block, options: Options(recipe), groups: workload.parameterGroups)
  }
}

extension NesterovSGD.Options {
  /// The numbers of a recipe, brought within what a Float can tell from its bounds.
  public init(_ recipe: Recipe) {
    self.init(
      momentum: min(Float(recipe[Keys.Optimizer.momentum]), Float(1).nextDown),
      weightDecay: Float(recipe[Keys.Optimizer.weightDecay]),
      clip: recipe[Keys.Optimizer.clip])
  }
}
