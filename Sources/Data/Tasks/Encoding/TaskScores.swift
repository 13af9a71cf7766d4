/// What a model says about the examples of a task.
public enum TaskPredictions: Sendable, Equatable {
  /// A class for each example: classification and pairs.
  case classes([Int])
  /// A number for each example: similarity in any rising scale, ranking by how good an answer is.
  case numbers([Double])
  /// A tag for each word of each example, or for as many as were seen, from the first: labelling.
  case tags([[Int]])
}

/// The figures of a task.
public enum TaskScores {
  /// The task's metrics of `predictions`, in the task's order.
  ///
  /// A word without a tag counts as outside of every span, as a file would have it that is handed to conlleval; where
  /// the task has no tag `O`, as wrong.
  ///
  /// - Precondition: a prediction of the task's kind for each of `examples`, and no more tags than words.
  public static func scores(
    of task: EncodedTask, predictions: TaskPredictions, on examples: [EncodedExample]
  ) -> [(metric: TaskMetric, value: Double)] {
    scores(
      kind: task.kind, labels: task.labels, metrics: task.metrics, predictions: predictions,
      targets: examples.map(\.target))
  }

  /// How many things the figures are over: examples, or questions where answers are ranked.
  public static func count(_ examples: [EncodedExample]) -> Int {
    var questions: Set<Int> = []
    let others = examples.count { example in
      guard case .answer(let question, _) = example.target else { return true }
      questions.insert(question)
      return false
    }
    return others + questions.count
  }

  /// The figures from targets alone.
  static func scores(
    kind: TaskKind, labels: [String], metrics: [TaskMetric], predictions: TaskPredictions,
    targets: [TaskExample.Target]
  ) -> [(metric: TaskMetric, value: Double)] {
    let known: [TaskMetric: Double]
    switch predictions {
    case .classes(let classes):
      let truths = targets.compactMap { if case .category(let index) = $0 { index } else { nil } }
      known = classScores(truths, classes, labels.count)
    case .numbers(let numbers) where kind == .ranking:
      let answers = targets.compactMap {
        if case .answer(let question, let isRight) = $0 { (question: question, isRight: isRight) } else { nil }
      }
      let figures = RankingMetrics(
        questions: answers.map(\.question), isRight: answers.map(\.isRight), scores: numbers)
      known = [.map: figures.map, .mrr: figures.mrr]
    case .numbers(let numbers):
      let truths = targets.compactMap { if case .score(let score) = $0 { score } else { nil } }
      known = [
        .pearson: Correlation.pearson(truths, numbers), .spearman: Correlation.spearman(truths, numbers),
      ]
    case .tags(let tags):
      let truths = targets.compactMap { if case .tags(let tags) = $0 { tags } else { nil } }
      known = tagScores(truths, tags, labels)
    }
    return metrics.compactMap { metric in known[metric].map { (metric, $0) } }
  }

  private static func classScores(_ truths: [Int], _ predictions: [Int], _ classes: Int) -> [TaskMetric: Double] {
    let figures = ClassMetrics(truths: truths, predictions: predictions, classes: classes)
    return [.accuracy: figures.accuracy, .f1: figures.f1, .matthews: figures.matthews]
  }

  private static func tagScores(
    _ truths: [[Int]], _ predictions: [[Int]], _ labels: [String]
  ) -> [TaskMetric: Double] {
    precondition(truths.count == predictions.count, "not tags for each example")
    let outside = labels.firstIndex(of: "O")
    let predictions = zip(truths, predictions).map { truth, tags in
      tags + truth[tags.count...].map { outside ?? ($0 + 1) % labels.count }
    }
    func names(_ tags: [[Int]]) -> [[String]] { tags.map { $0.map { labels[$0] } } }
    var known = classScores(Array(truths.joined()), Array(predictions.joined()), labels.count)
    known[.spanF1] = SpanMetrics(truths: names(truths), predictions: names(predictions)).f1
    return known
  }
}
