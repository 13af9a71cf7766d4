public import Data
public import Experiment
internal import Models
internal import Tensor

/// The tasks of a run, encoded, and the order in which they are trained on.
public struct UnderstandingData: Sendable {
  /// The tasks in the order of the header.
  public let tasks: [EncodedTask]
  /// Makes ids of texts.
  public let tokenizer: WordPieceTokenizer
  /// Which examples are trained on, draw by draw: one a step, or several.
  public let sampler: TaskSampler
  /// What the user should know, one line each.
  public let notes: [String]
  /// What the tasks have to do with each other, as far as it was looked at; nil for a run that is taken up again.
  public private(set) var relevance: TaskRelevance?
  /// The groups that follow from it, where the recipe asks for such.
  private(set) var relatedGroups: [[Int]]?
  /// Where the encoder's weights come from.
  let start: EncoderStart
  private let steps: Int
  /// The groups of a run that is taken up again, by name, as they were at its beginning.
  let keptGroups: [[String]]?
  /// Files that the run follows from beside recipe and tasks, for checkpoints.
  let files: [String: [UInt8]]

  private static let vocabularyFile = "vocabulary"
  static let groupsFile = "groups"

  /// Reads the tasks that a recipe names.
  ///
  /// - Parameters:
  ///   - kept: the files of a checkpoint from which a run goes on; nil for a new run.
  ///   - progress: is told one line for each thing that takes time.
  /// - Throws: `DataError`, `EncoderError` or `TrainingError` when tasks or weights are missing or damaged.
  public static func load(
    _ recipe: Recipe, kept: [String: [UInt8]]? = nil, progress: (String) -> Void = { _ in }
  ) throws -> UnderstandingData {
    progress("reading the tasks of \(recipe[Keys.Tasks.suite].rawValue)")
    let suite = try TaskCatalog.suite(named: recipe[Keys.Tasks.suite].rawValue)
    let data = try UnderstandingData(
      suite.tasks(recipe[Keys.Tasks.names]), recipe: recipe, kept: kept, progress: progress)
    return kept == nil ? try data.related(recipe, progress: progress) : data
  }

  /// The same with what the tasks have to do with each other: all that the groups of the recipe follow from, else what
  /// costs little.
  ///
  /// - Throws: `TrainingError` naming the key at fault.
  public func related(
    _ recipe: Recipe, cache: RelevanceCache = .standard, progress: (String) -> Void = { _ in }
  ) throws -> UnderstandingData {
    if tasks.count < 2 { return self }
    var data = self
    try withoutActuallyEscaping(progress) { progress in
      let source = RecipeRelevance(
        recipe, data: self, cache: cache, pool: ThreadPool(threads: recipe[Keys.Run.threads]), progress: progress)
      if TaskGrouping.followsFromRelevance(recipe) {
        let (groups, relevance) = try source.groups()
        (data.relatedGroups, data.relevance) = (groups, relevance)
      } else {
        data.relevance = try source.quick()
      }
    }
    return data
  }

  /// The data of tasks already read; see `load`.
  public init(
    _ tasks: [LanguageTask], recipe: Recipe, kept: [String: [UInt8]]? = nil, progress: (String) -> Void = { _ in }
  ) throws {
    for task in tasks {
      for (part, examples) in [
        ("train on", task.training), ("validate with", task.validation), ("test with", task.test),
      ]
      where examples.isEmpty {
        throw TrainingError("task \(task.name): there is nothing to \(part)")
      }
    }
    let start = try EncoderStart(recipe, vocabulary: kept.map { $0[Self.vocabularyFile] }) {
      progress("learning a vocabulary")
      return try WordPieceVocabulary.learn(from: tasks, size: recipe[Keys.Encoder.vocabulary]).file
    }
    let tokenizer = start.tokenizer
    progress("encoding \(tasks.count) tasks")
    let seed = UInt64(recipe[Keys.Run.seed])
    let length = recipe[Keys.Tasks.sequenceLength]
    let encoded = tasks.map {
      EncodedTask(
        $0, tokenizer: tokenizer, length: length, mostTraining: recipe[Keys.Tasks.examples],
        mostHeldOut: recipe[Keys.Tasks.heldOutExamples],
        mostTest: recipe[Keys.Tasks.testExamples] == 0 ? nil : recipe[Keys.Tasks.testExamples], seed: seed)
    }
    sampler = TaskSampler(
      lengths: encoded.map { $0.training.map(\.ids.count) },
      batchSize: recipe[Keys.Tasks.batchSize] / recipe.tasksPerStep,
      steps: recipe[Keys.Run.steps] * recipe.tasksPerStep, finalExponent: recipe[Keys.Tasks.finalExponent], seed: seed)
    (self.tasks, self.tokenizer, self.start, notes) = (encoded, tokenizer, start, start.notes)
    steps = recipe[Keys.Run.steps]
    keptGroups = kept?[Self.groupsFile].map {
      String(decoding: $0, as: UTF8.self).split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    }
    files = start.vocabulary.map { [Self.vocabularyFile: $0] } ?? [:]
  }

  /// The batch of a step, the first where there are several.
  public func batch(at step: Int) -> TaskBatch { batches(at: step)[0] }

  /// The batches of a step: one, or as many smaller ones as tasks are drawn for a step, of which some may be the same.
  public func batches(at step: Int) -> [TaskBatch] {
    let count = sampler.steps / steps
    return (step * count..<(step + 1) * count).map { draw in
      let (task, examples) = sampler.batch(at: draw)
      return batch(of: task, tasks[task].training, examples)
    }
  }

  /// Some examples of one of a task's parts.
  ///
  /// - Precondition: there is at least one.
  public func batch(of task: Int, _ part: [EncodedExample], _ numbers: [Int]) -> TaskBatch {
    TaskBatch(numbers.map { part[$0] }, of: tasks[task], number: task, padding: tokenizer.padding)
  }
}
