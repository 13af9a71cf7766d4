import Experiment

/// A condition under which a trained model is evaluated: what `switchyard evaluate` is asked for, and how the session
/// records it.
struct EvaluationCondition: Sendable, Equatable {
  /// As in `ConditionalEvaluation.conditions`: values are written as in a recipe file, `1.0` and not `1`.
  let word: String
  /// Arguments of `switchyard evaluate`.
  let arguments: [String]

  static let expectation = "write disable-top-expert, or a recipe key as in moe.capacity_factor=0.5"

  /// Nil for a word that means no condition.
  init?(_ word: String) {
    if word == "disable-top-expert" {
      self.word = word
      arguments = ["--disable-top-expert"]
      return
    }
    // Rectification goes with a capacity only. Whether the key goes with the member's recipe, `evaluate` will say.
    var usual = Recipe()
    usual[Keys.MoE.capacityFactor] = 1
    guard let equals = word.firstIndex(of: "="), let key = RecipeKey.named(String(word[..<equals])),
      let recipe = try? usual.applying(set: word)
    else { return nil }
    self.word = "\(key.path)=\(recipe[key].toml)"
    arguments = ["--set", self.word]
  }
}
