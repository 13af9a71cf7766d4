public import Experiment

/// Whether losses of two runs mean the same.
public struct Comparability: Sendable, Equatable {
  /// Whether both cut text into the same tokens; otherwise a nat a token is not the same in both.
  public let isSameTokenizer: Bool
  /// Whether both are evaluated on the same text.
  public let isSameText: Bool
  /// Whether they are evaluated on as much of it, in windows of the same length.
  public let isSameAmount: Bool

  /// Of two runs, as their headers and recipes say.
  public init(_ one: RunState, _ other: RunState) {
    func equal(_ keys: [String]) -> Bool {
      guard let recipe = one.recipe, let second = other.recipe else { return true }
      return keys.compactMap(RecipeKey.named).allSatisfy { recipe[$0] == second[$0] }
    }
    let hasProbe = one.probe != nil && one.probe == other.probe
    let facts = (one.header?.tokenizer, other.header?.tokenizer)
    isSameText = equal([Keys.Data.corpora.path, Keys.Data.text.path, Keys.Data.heldOut.path])
    if let first = facts.0, let second = facts.1 {
      isSameTokenizer =
        first.algorithm == second.algorithm && first.vocabulary == second.vocabulary
        && (!isSameText || first.bytesPerToken == second.bytesPerToken)
    } else {
      isSameTokenizer =
        hasProbe || (one.header?.vocabulary == other.header?.vocabulary && equal(Comparability.tokenizerKeys))
    }
    isSameAmount = equal([
      Keys.Evaluation.batches.path, Keys.Data.batchSize.path, Keys.Data.sequenceLength.path,
    ])
  }

  private static let tokenizerKeys = RecipeKey.all.filter { $0.table == "tokenizer" }.map(\.path)

  /// Whether nats a token compare.
  public var comparesNats: Bool { isSameTokenizer && isSameText }
  /// Whether bits a byte compare.
  public var comparesBits: Bool { isSameText }

  /// What to keep in mind; empty when losses compare.
  public var remark: String {
    if !isSameText { return "other held-out text: the losses do not compare" }
    if !isSameTokenizer { return "other tokenizers: compare bits a byte, not nats a token" }
    if !isSameAmount { return "other windows or amounts of held-out text: small differences mean nothing" }
    return ""
  }
}

extension RunState {
  /// The text whose choices are recorded, of the latest evaluation that has any.
  var probe: ProbeText? { evaluations.last { $0.probe != nil }?.probe }
}
