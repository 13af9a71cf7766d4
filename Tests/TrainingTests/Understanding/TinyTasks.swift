import Data
import Experiment
import Models
import Tensor
import Training

/// Tasks of the five kinds on sentences made by a rule, small enough for tests.
enum TinyTasks {
  /// A recipe with a random encoder of 4 layers of width 16, and what `settings` change of it.
  static func recipe(_ settings: String...) throws -> Recipe {
    var recipe = Recipe()
    let base = [
      "run.workload=nlu", "run.name=tiny", "run.seed=5", "run.steps=24", "tasks.batch_size=4",
      "tasks.sequence_length=12", "tasks.held_out_examples=0", "encoder.weights=random", "encoder.width=16",
      "encoder.heads=2", "encoder.inner=24", "encoder.vocabulary=100", "hierarchy.bottom=1", "hierarchy.middle=2",
      "hierarchy.top=1", "hierarchy.spare_groups=1", "schedule.warmup=3", "evaluation.every=0",
      "optimizer.learning_rate=0.002",
    ]
    for setting in base + settings { recipe = try recipe.applying(set: setting) }
    return recipe
  }

  private static let words = ["red", "green", "blue", "small", "large", "old"]

  private static func word(_ number: Int) -> String { words[number * number % 7 % words.count] }

  private static func sentence(_ number: Int) -> String {
    (0..<3 + number % 4).map { word(number + $0 * 3) }.joined(separator: " ")
  }

  /// The tasks `colour`, `size`, `same`, `near`, `answer` and `tag`.
  static func tasks() -> [LanguageTask] {
    func examples(_ count: Int, from first: Int, _ make: (Int) -> TaskExample) -> [TaskExample] {
      (first..<first + count).map(make)
    }
    func task(
      _ name: String, _ kind: TaskKind, _ labels: [String], _ metrics: [TaskMetric], _ count: Int,
      _ make: (Int) -> TaskExample
    ) -> LanguageTask {
      LanguageTask(
        name: name, kind: kind, labels: labels, metrics: metrics, training: examples(count, from: 0, make),
        validation: examples(9, from: 1000, make), test: examples(7, from: 2000, make))
    }
    return [
      task("colour", .classification, ["a", "b", "c"], [.accuracy], 30) {
        TaskExample(.sentence(sentence($0)), .category($0 % 3))
      },
      task("size", .classification, ["a", "b"], [.f1, .accuracy], 12) {
        TaskExample(.sentence(sentence($0)), .category($0 % 2))
      },
      task("same", .pairs, ["no", "yes"], [.accuracy], 20) {
        TaskExample(.pair(sentence($0), sentence($0 + 1)), .category($0 % 2))
      },
      task("near", .similarity, [], [.pearson, .spearman], 16) {
        TaskExample(.pair(sentence($0), sentence($0 + 2)), .score(Double($0 % 5)))
      },
      task("answer", .ranking, [], [.map, .mrr], 18) {
        TaskExample(.pair(sentence($0 / 3), sentence($0)), .answer(question: $0 / 3, isRight: $0 % 3 == 0))
      },
      task("tag", .labelling, ["O", "B-x", "I-x"], [.spanF1], 14) { number in
        let words = sentence(number).split(separator: " ").map(String.init)
        return TaskExample(.words(words), .tags(words.indices.map { ($0 + number) % 3 }))
      },
    ]
  }

  static func data(_ recipe: Recipe, kept: [String: [UInt8]]? = nil) throws -> UnderstandingData {
    try UnderstandingData(tasks(), recipe: recipe, kept: kept)
  }

  static func workload(_ recipe: Recipe, kept: [String: [UInt8]]? = nil) throws -> Understanding {
    try Understanding(recipe: recipe, data: data(recipe, kept: kept), machine: TinyLanguage.machine)
  }
}
