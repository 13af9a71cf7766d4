public import Experiment

/// Whether losses of two runs mean the same: in nats a token or a picture, or of runs on tasks the mean of scaled losses.
public struct Comparability: Sendable, Equatable {
  /// Whether both cut text into the same tokens; otherwise a nat a token is not the same in both.
  public let isSameTokenizer: Bool
  /// Whether both are evaluated on the same text, tasks, pictures or domains.
  public let isSameText: Bool
  /// Whether they are evaluated on as much of it, in windows of the same length.
  public let isSameAmount: Bool
  /// What the first one is about: of text alone the tokens are a part of what its loss means.
  private let subject: RunSubject

  /// Of two runs, as their headers and recipes say.
  public init(_ one: RunState, _ other: RunState) {
    func equal(_ keys: [String]) -> Bool {
      guard let recipe = one.recipe, let second = other.recipe else { return true }
      return keys.compactMap(RecipeKey.named).allSatisfy { recipe[$0] == second[$0] }
    }
    let subjects = [one, other].map { RunSubject($0).intersection(Self.parting) }
    subject = subjects[0]
    guard subjects[0] == subjects[1], subject == .text else {
      let tasks = [one, other].map { $0.header?.tasks.map(\.name) ?? [] }
      let (content, amount) = Self.keys(subject)
      isSameTokenizer = true
      isSameText = subjects[0] == subjects[1] && tasks[0] == tasks[1] && equal(content)
      isSameAmount = equal(amount)
      return
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

  private static let parting: RunSubject = [.text, .tasks, .pictures, .adaptation]

  /// The keys that say on what a run is evaluated, and on how much of it.
  private static func keys(_ subject: RunSubject) -> (content: [String], amount: [String]) {
    switch subject {
    case .tasks: ([Keys.Tasks.suite.path], [Keys.Tasks.heldOutExamples.path, Keys.Tasks.sequenceLength.path])
    case .pictures: ([Keys.Images.task.path, Keys.Images.path.path], [Keys.Images.validation.path])
    default: ([Keys.Domains.source.path, Keys.Domains.target.path], [Keys.Domains.examples.path])
    }
  }

  private var words: (content: String, amount: String) {
    switch subject {
    case .text: ("held-out text", "windows or amounts of held-out text")
    case .tasks: ("tasks", "lengths or numbers of held-out examples")
    case .pictures: ("pictures", "numbers of pictures to validate on")
    default: ("domains", "numbers of pictures")
    }
  }

  private static let tokenizerKeys = RecipeKey.all.filter { $0.table == "tokenizer" }.map(\.path)

  /// Whether nats a token compare.
  public var comparesNats: Bool { isSameTokenizer && isSameText }
  /// Whether bits a byte compare.
  public var comparesBits: Bool { isSameText }

  /// What to keep in mind; empty when losses compare.
  public var remark: String {
    if !isSameText { return "other \(words.content): the losses do not compare" }
    if !isSameTokenizer { return "other tokenizers: compare bits a byte, not nats a token" }
    return isSameAmount ? "" : "other \(words.amount): small differences mean nothing"
  }
}

extension RunState {
  /// The text whose choices are recorded, of the latest evaluation that has any.
  var probe: ProbeText? { evaluations.last { $0.probe != nil }?.probe }
}
