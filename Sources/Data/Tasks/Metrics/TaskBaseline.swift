/// What a task's figures are without any learning: what a model has to beat.
public enum TaskBaseline {
  /// The task's metrics on its test part, where every example gets the training part's most frequent class, every word
  /// its most frequent tag, and every pair and every answer the same score, which leaves answers to chance.
  public static func scores(of task: LanguageTask) -> [(metric: TaskMetric, value: Double)] {
    let targets = task.test.map(\.target)
    let frequent = mostFrequent(task)
    let predictions: TaskPredictions =
      switch task.kind {
      case .classification, .pairs: .classes(Array(repeating: frequent, count: targets.count))
      case .similarity, .ranking: .numbers(Array(repeating: 0, count: targets.count))
      case .labelling:
        .tags(
          targets.map { target -> [Int] in
            if case .tags(let tags) = target { tags.map { _ in frequent } } else { [] }
          })
      }
    return TaskScores.scores(
      kind: task.kind, labels: task.labels, metrics: task.metrics, predictions: predictions, targets: targets)
  }

  /// What is said without learning, in a few words.
  public static func summary(of kind: TaskKind) -> String {
    switch kind {
    case .classification, .pairs: "the most frequent class everywhere"
    case .similarity: "one score everywhere"
    case .ranking: "answers in a random order"
    case .labelling: "the most frequent tag everywhere"
    }
  }

  private static func mostFrequent(_ task: LanguageTask) -> Int {
    var counts = Array(repeating: 0, count: max(task.labels.count, 1))
    for example in task.training {
      switch example.target {
      case .category(let index): counts[index] += 1
      case .tags(let tags): for tag in tags { counts[tag] += 1 }
      default: continue
      }
    }
    return counts.indices.max { (counts[$0], -$0) < (counts[$1], -$1) } ?? 0
  }
}
