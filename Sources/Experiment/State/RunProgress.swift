extension RunState {
  /// The checkpoint with the lowest held-out loss.
  public var bestCheckpoint: Checkpoint? { checkpoints.last { $0.isBest } }

  /// Value of a recipe key at present, as in TOML; nil when key or recipe is unknown.
  public func value(of path: String) -> String? {
    guard let key = RecipeKey.named(path) else { return nil }
    return recipe?[key].toml
  }

  /// Keys that may be changed while running, with their present values as in TOML, in the order of a recipe file.
  public var changeableValues: [(key: RecipeKey, value: String)] {
    guard let recipe else { return [] }
    return recipe.keys.filter(\.changeable).map { ($0, recipe[$0].toml) }
  }

  /// Share of the run that is done, from 0 to 1.
  public var progress: Double {
    guard let total = header?.totalSteps, total > 0 else { return 0 }
    return min(1, max(0, Double(step) / Double(total)))
  }

  /// Seconds that the remaining steps will take at the mean pace of the last 20, evaluations and pauses not counted.
  public var secondsLeft: Double? {
    guard let total = header?.totalSteps, steps.count > 0 else { return nil }
    let recent = steps.seconds.suffix(20)
    return Double(max(0, total - step)) * recent.reduce(0, +) / Double(recent.count)
  }
}
