/// A task with its examples encoded.
public struct EncodedTask: Sendable {
  /// The name used in recipes.
  public let name: String
  /// What it asks for.
  public let kind: TaskKind
  /// Names of the classes or tags, by index; empty for numbers.
  public let labels: [String]
  /// The figures by which it is judged, the main one first.
  public let metrics: [TaskMetric]
  /// What is trained on.
  public let training: [EncodedExample]
  /// What choices are made by.
  public let validation: [EncodedExample]
  /// What is reported on.
  public let test: [EncodedExample]
  /// For similarity: the lowest and the highest score. A head predicts a number from 0 to 1 that stands for this range.
  public let scoreRange: ClosedRange<Double>?

  /// Encodes a task, or as much of it as is wanted: a subset that follows from seed, task and part alone, in the order
  /// of the whole. Questions of ranking stay whole: all their answers or none. What is judged counts by questions, as
  /// the figures do, but has no more than `answersEach` answers a question on the average, which bounds the work.
  ///
  /// Labelling is judged on all words of the file: of those beyond the cut nothing is said, so that `length` should hold
  /// nearly all.
  ///
  /// - Parameters:
  ///   - length: the most ids of an example, special ones included; at least 5.
  ///   - mostTraining: the most examples to train on, answers counted one by one; 0 for all.
  ///   - mostHeldOut: the most examples, or questions, of validation; 0 for all.
  ///   - mostTest: the most of test; 0 for all, nil for as many as of validation.
  public init(
    _ task: LanguageTask, tokenizer: WordPieceTokenizer, length: Int, mostTraining: Int = 0, mostHeldOut: Int = 0,
    mostTest: Int? = nil,
    seed: UInt64
  ) {
    (name, kind, labels, metrics) = (task.name, task.kind, task.labels, task.metrics)
    func encoded(
      _ part: String, _ examples: [TaskExample], _ most: Int, answersEach: Int = EncodedTask.answersEach
    ) -> [EncodedExample] {
      let stream = StableHash.hash(Array("\(task.name)\n\(part)".utf8))
      let random = CounterRandom(seed: seed, stream: stream)
      return ExampleSubset.choose(examples, most: most, answersEach: answersEach, random: random)
        .map { EncodedExample($0, tokenizer: tokenizer, length: length) }
    }
    training = encoded("training", task.training, mostTraining, answersEach: 1)
    validation = encoded("validation", task.validation, mostHeldOut)
    test = encoded("test", task.test, mostTest ?? mostHeldOut)
    scoreRange = task.kind == .similarity ? task.scoreRange ?? Self.scoreRange(of: task.training) : nil
  }

  /// Answers a question, on the average, up to which a limit on what is judged counts questions.
  static let answersEach = 4

  private static func scoreRange(of examples: [TaskExample]) -> ClosedRange<Double> {
    let scores = examples.compactMap { if case .score(let score) = $0.target { score } else { nil } }
    guard let lowest = scores.min(), let highest = scores.max(), lowest < highest else { return 0...1 }
    return lowest...highest
  }

  /// A score as a number from 0 to 1, which is what heads learn.
  ///
  /// - Precondition: a task of similarity.
  public func unit(_ score: Double) -> Double {
    guard let scoreRange else { preconditionFailure("\(name) has no scores") }
    return (score - scoreRange.lowerBound) / (scoreRange.upperBound - scoreRange.lowerBound)
  }
}

/// Chooses some of many examples.
enum ExampleSubset {
  /// At most `most` examples or questions (0: all) in their order, questions whole, with `answersEach` times as many
  /// answers in all; at least one question.
  ///
  /// A question that goes beyond that ends the choice: to pass over it for a smaller one would favour small questions.
  static func choose(
    _ examples: [TaskExample], most: Int, answersEach: Int, random: CounterRandom
  ) -> [TaskExample] {
    guard most > 0, examples.count > most else { return examples }
    // What stays together: an example, or all answers to a question in the order of its first.
    var units: [[Int]] = []
    var unitOfQuestion: [Int: Int] = [:]
    for (index, example) in examples.enumerated() {
      guard case .answer(let question, _) = example.target else {
        units.append([index])
        continue
      }
      if let unit = unitOfQuestion[question] {
        units[unit].append(index)
      } else {
        unitOfQuestion[question] = units.count
        units.append([index])
      }
    }
    var chosen: [Int] = []
    for unit in random.permutation(units.count).prefix(most) {
      let members = units[Int(unit)]
      if !chosen.isEmpty, chosen.count + members.count > answersEach * most { break }
      chosen += members
    }
    return chosen.sorted().map { examples[$0] }
  }
}
