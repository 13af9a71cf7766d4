/// A condition under which a trained model is evaluated: what `switchyard evaluate` is asked for, and how the session
/// records it.
struct EvaluationCondition: Sendable, Equatable {
  /// As in `ConditionalEvaluation.conditions`.
  let word: String
  /// Arguments of `switchyard evaluate`.
  let arguments: [String]

  static let expectation = "write disable-top-expert, moe.capacity_factor=X or moe.router=WORD"

  /// Nil for a word that means no condition.
  init?(_ word: String) {
    self.word = word
    if word == "disable-top-expert" {
      arguments = ["--disable-top-expert"]
      return
    }
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    switch parts[0] {
    case "moe.capacity_factor" where Double(parts[1]) != nil: arguments = ["--capacity-factor", parts[1]]
    case "moe.router": arguments = ["--router", parts[1]]
    default: return nil
    }
  }
}
