import Data
import Testing

@Suite struct EncodedTaskTests {
  /// Ids: 0 to 3 the special ones, 4 to 8 the letters a to e, 9 `##b`, 10 `##c`.
  private let tokenizer: WordPieceTokenizer

  init() throws {
    let vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "b", "c", "d", "e", "##b", "##c"]
    tokenizer = try WordPieceTokenizer(vocabulary: Array(vocabulary.joined(separator: "\n").utf8), named: "tiny")
  }

  @Test func sentence() {
    let example = EncodedExample(TaskExample(.sentence("A bc"), .category(1)), tokenizer: tokenizer, length: 8)
    #expect(example.ids == [2, 4, 5, 10, 3] && example.types == [0, 0, 0, 0, 0] && example.wordStarts.isEmpty)
    #expect(example.target == .category(1))
    let cut = EncodedExample(TaskExample(.sentence("a b c d e"), .category(0)), tokenizer: tokenizer, length: 5)
    #expect(cut.ids == [2, 4, 5, 6, 3])
  }

  @Test func pair() {
    let example = EncodedExample(TaskExample(.pair("a b", "c"), .score(2)), tokenizer: tokenizer, length: 8)
    #expect(example.ids == [2, 4, 5, 3, 6, 3])
    #expect(example.types == [0, 0, 0, 0, 1, 1])
  }

  /// What BERT does: a piece at a time from the longer text, from the second where both are equal.
  @Test func pairsLosePiecesLongestFirst() {
    for room in 2...9 {
      for one in 1...9 {
        for two in 1...9 {
          var (first, second) = (one, two)
          while first + second > room {
            if first > second { first -= 1 } else { second -= 1 }
          }
          let texts = [one, two].map { Array(repeating: "a", count: $0).joined(separator: " ") }
          let example = EncodedExample(
            TaskExample(.pair(texts[0], texts[1]), .category(0)), tokenizer: tokenizer, length: room + 3)
          #expect(
            example.types == Array(repeating: 0, count: first + 2) + Array(repeating: 1, count: second + 1),
            "\(one) and \(two) in \(room)")
          #expect(example.ids.count == example.types.count)
        }
      }
    }
  }

  @Test func words() {
    let words = TaskExample(.words(["ab", "\u{200B}", "c", "abc"]), .tags([3, 2, 1, 0]))
    let whole = EncodedExample(words, tokenizer: tokenizer, length: 16)
    // A word without any visible letter is one unknown piece.
    #expect(whole.ids == [2, 4, 9, 1, 6, 4, 9, 10, 3])
    #expect(whole.wordStarts == [1, 3, 4, 5] && whole.target == .tags([3, 2, 1, 0]))
    // The last word loses two of its pieces, then itself.
    let cut = EncodedExample(words, tokenizer: tokenizer, length: 7)
    #expect(cut.ids == [2, 4, 9, 1, 6, 4, 3] && cut.wordStarts == [1, 3, 4, 5])
    let more = EncodedExample(words, tokenizer: tokenizer, length: 6)
    #expect(more.ids == [2, 4, 9, 1, 6, 3] && more.wordStarts == [1, 3, 4] && more.target == words.target)
  }

  private func task(_ kind: TaskKind, _ examples: [TaskExample], metrics: [TaskMetric] = []) -> LanguageTask {
    LanguageTask(
      name: "t", kind: kind, labels: ["O", "B-x", "I-x"], metrics: metrics, training: examples, validation: examples,
      test: examples)
  }

  @Test func subsets() {
    let examples = (0..<50).map { TaskExample(.sentence("a"), .category($0)) }
    func subset(_ seed: UInt64, _ most: Int = 7) -> EncodedTask {
      EncodedTask(
        task(.classification, examples), tokenizer: tokenizer, length: 8, mostTraining: most, mostHeldOut: 3,
        seed: seed)
    }
    func classes(_ examples: [EncodedExample]) -> [Int] {
      examples.map { if case .category(let index) = $0.target { index } else { -1 } }
    }
    let (one, same, other) = (subset(1), subset(1), subset(2))
    #expect(one.training.count == 7 && one.validation.count == 3 && one.test.count == 3)
    #expect(one.training == same.training && one.training != other.training)
    #expect(classes(one.training) == classes(one.training).sorted() && Set(classes(one.training)).count == 7)
    #expect(classes(one.validation) != classes(one.test))
    #expect(subset(1, 0).training.count == 50)
  }

  @Test func questionsStayWhole() {
    // Answers of ten questions with two to four answers each, mixed.
    let counts = (0..<10).map { 2 + $0 % 3 }
    let answers = (0..<4).flatMap { round in counts.indices.filter { counts[$0] > round } }
    let examples = answers.map { TaskExample(.pair("a", "b"), .answer(question: $0, isRight: false)) }
    for seed in UInt64(0)..<5 {
      let task = EncodedTask(task(.ranking, examples), tokenizer: tokenizer, length: 8, mostTraining: 12, seed: seed)
      var found: [Int: Int] = [:]
      for example in task.training {
        if case .answer(let question, _) = example.target { found[question, default: 0] += 1 }
      }
      #expect(found.allSatisfy { counts[$0.key] == $0.value } && (8...12).contains(task.training.count))
    }
  }

  /// What is judged counts by questions, up to four answers each; no size of question is favoured.
  @Test func limitsCountQuestions() {
    func judged(_ sizes: [Int], _ most: Int, seed: UInt64 = 0) -> [Int: Int] {
      let examples = sizes.enumerated().flatMap { question, size in
        (0..<size).map { _ in TaskExample(.pair("a", "b"), .answer(question: question, isRight: true)) }
      }
      let task = EncodedTask(task(.ranking, examples), tokenizer: tokenizer, length: 8, mostHeldOut: most, seed: seed)
      var found: [Int: Int] = [:]
      for example in task.validation {
        if case .answer(let question, _) = example.target { found[question, default: 0] += 1 }
      }
      #expect(found.allSatisfy { sizes[$0.key] == $0.value } && TaskScores.count(task.validation) == found.count)
      return found
    }
    #expect(judged(Array(repeating: 3, count: 30), 10).count == 10)
    // Five answers each: four questions make the 20 answers that 5 questions may have.
    #expect(judged(Array(repeating: 5, count: 30), 5).count == 4)
    #expect(judged(Array(repeating: 3, count: 30), 0).count == 30)
    // Every second question is big. One that does not fit ends the choice, so that no row of small ones follows it.
    let sizes = (0..<40).map { $0 % 2 == 0 ? 20 : 1 }
    let choices = (UInt64(0)..<200).map { judged(sizes, 10, seed: $0) }
    #expect(choices.allSatisfy { !$0.isEmpty && $0.count <= 10 && $0.values.reduce(0, +) <= 40 })
    #expect(choices.contains { $0.count < 10 && $0.values.reduce(0, +) < 40 })
  }

  @Test func scoresOfEachKind() {
    func values(
      _ kind: TaskKind, _ metrics: [TaskMetric], _ targets: [TaskExample.Target], _ predictions: TaskPredictions
    ) -> [Double] {
      let examples = targets.map { target in
        if case .tags(let tags) = target {
          TaskExample(.words(tags.map { _ in "a" }), target)
        } else {
          TaskExample(.pair("a", "b"), target)
        }
      }
      let task = EncodedTask(task(kind, examples, metrics: metrics), tokenizer: tokenizer, length: 16, seed: 0)
      let scores = TaskScores.scores(of: task, predictions: predictions, on: task.test)
      #expect(scores.map(\.metric) == metrics)
      return scores.map { ($0.value * 1e6).rounded() / 1e6 }
    }
    #expect(
      values(.pairs, [.accuracy, .f1], [.category(0), .category(1), .category(2)], .classes([0, 1, 1]))
        == [0.666667, 0.555556])
    #expect(
      values(.similarity, [.spearman, .pearson], [.score(1), .score(2), .score(5)], .numbers([0.1, 0.2, 0.5]))
        == [1, 1])
    #expect(
      values(
        .ranking, [.map, .mrr],
        [.answer(question: 0, isRight: true), .answer(question: 0, isRight: false)], .numbers([1, 2])) == [0.5, 0.5])
    #expect(
      values(.labelling, [.spanF1, .accuracy], [.tags([1, 2, 0]), .tags([1])], .tags([[1, 0, 0], [1]]))
        == [0.5, 0.75])
  }

  /// As conlleval counts on the file: a span beyond the cut is not found.
  @Test func wordsBeyondTheCutAreJudged() {
    func scores(_ labels: [String], _ metrics: [TaskMetric]) -> [Double] {
      let example = TaskExample(.words(["a", "b", "c", "d", "e", "a"]), .tags([0, 1, 2, 0, 1, 0]))
      let task = EncodedTask(
        LanguageTask(
          name: "t", kind: .labelling, labels: labels, metrics: metrics, training: [], validation: [], test: [example]),
        tokenizer: tokenizer, length: 6, seed: 0)
      #expect(task.test[0].wordStarts == [1, 2, 3, 4])
      return TaskScores.scores(of: task, predictions: .tags([[0, 1, 2, 0]]), on: task.test)
        .map { ($0.value * 1e6).rounded() / 1e6 }
    }
    #expect(scores(["O", "B-x", "I-x"], [.spanF1, .accuracy]) == [0.666667, 0.833333])
    // Parts of speech know no word outside: both words are wrong.
    #expect(scores(["NOUN", "VERB", "ADJ"], [.accuracy]) == [0.666667])
  }

  @Test func scoreRanges() {
    let examples = [1.0, 3, 2].map { TaskExample(.pair("a", "b"), .score($0)) }
    let plain = EncodedTask(task(.similarity, examples), tokenizer: tokenizer, length: 8, seed: 0)
    #expect(plain.scoreRange == 1...3 && plain.unit(2) == 0.5)
    let stated = LanguageTask(
      name: "t", kind: .similarity, labels: [], metrics: [], training: examples, validation: [], test: [],
      scoreRange: 0...5)
    #expect(EncodedTask(stated, tokenizer: tokenizer, length: 8, seed: 0).scoreRange == 0...5)
    #expect(EncodedTask(task(.classification, []), tokenizer: tokenizer, length: 8, seed: 0).scoreRange == nil)
  }
}
