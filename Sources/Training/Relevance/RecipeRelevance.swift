public import Data
public import Experiment
public import Tensor

/// The relevance of a recipe's tasks and the groups that follow from it.
public struct RecipeRelevance {
  private let recipe: Recipe
  private let tasks: [EncodedTask]
  private let cache: RelevanceCache
  private let pool: ThreadPool
  private let progress: (String) -> Void
  /// Makes the model that all tasks share, at its beginning.
  private let makeProbe: () throws -> any TaskProbe

  /// - Parameters:
  ///   - tasks: those of the recipe, in its order.
  ///   - probe: makes a model whose encoder all tasks share, as it is before its first step; called only if one is needed.
  public init(
    _ recipe: Recipe, tasks: [EncodedTask], cache: RelevanceCache = .standard, pool: ThreadPool,
    progress: @escaping (String) -> Void, probe: @escaping () throws -> any TaskProbe
  ) {
    (self.recipe, self.tasks, self.cache, self.pool) = (recipe, tasks, cache, pool)
    self.progress = progress
    makeProbe = probe
  }

  /// Of a recipe's own tasks and encoder.
  public init(
    _ recipe: Recipe, data: UnderstandingData, cache: RelevanceCache = .standard, pool: ThreadPool,
    progress: @escaping (String) -> Void
  ) {
    self.init(recipe, tasks: data.tasks, cache: cache, pool: pool, progress: progress) {
      try UnderstandingProbe(recipe, data: data, pool: pool)
    }
  }

  /// The kind of each task, in one word.
  public var kinds: [String] { tasks.map(\.kind.rawValue) }

  /// The groups of a run by `hierarchy.grouping`, and what was looked at to find them.
  ///
  /// - Throws: `TrainingError` naming the key at fault, also for a rule by which groups do not follow from relevance.
  public func groups() throws -> (groups: [[Int]], relevance: TaskRelevance) {
    let rule = recipe[Keys.Hierarchy.grouping]
    switch rule {
    case .listed, .kinds:
      throw TrainingError(
        "\(Keys.Hierarchy.grouping.path): groups of \"\(rule.rawValue)\" do not follow from relevance")
    case .data: return try chosen(.data, needs: [])
    case .manual: return try chosen(.manual, needs: [.manual])
    case .model: return try chosen(.model, needs: [.model])
    case .combined: return try chosen(.combined, needs: [.manual, .model])
    case .random:
      let (groups, relevance) = try chosen(.combined, needs: [.manual, .model])
      let drawn = GroupControls.random(
        sizes: groups.map(\.count), seed: UInt64(recipe[Keys.Run.seed]), draw: recipe[Keys.Hierarchy.draw])
      return (drawn, relevance)
    case .opposite:
      let (groups, relevance) = try chosen(.combined, needs: [.manual, .model])
      let similarities = relevance[.combined]?.similarities ?? []
      return (GroupControls.opposite(similarities, count: tasks.count, groups: groups.count), relevance)
    }
  }

  /// The views that cost little: of the data, and of the skills unless a task has none.
  public func quick() throws -> TaskRelevance { try relevance(needs: []) }

  /// What all three sides say.
  ///
  /// - Throws: `TrainingError` naming a task without skills, or what is wrong with the model.
  public func all() throws -> TaskRelevance { try relevance(needs: [.manual, .model]) }

  /// A further measure of the model, beside the one that the recipe names.
  public func check(_ measure: ModelRelevance.Measure) throws -> ModelRelevance { try model(measure) }

  private func chosen(
    _ subject: TaskRelevance.Subject, needs: Set<TaskRelevance.Subject>
  ) throws -> (groups: [[Int]], relevance: TaskRelevance) {
    let relevance = try relevance(needs: needs)
    return (relevance[subject]?.groups ?? [], relevance)
  }

  private func relevance(needs: Set<TaskRelevance.Subject>) throws -> TaskRelevance {
    let names = tasks.map(\.name)
    var measured: [(subject: TaskRelevance.Subject, measure: String, similarities: [Float])] = []
    let descriptors = TaskDescriptors(tasks.map(TaskText.init))
    switch recipe[Keys.Relevance.dataMeasure] {
    case .descriptors: measured.append((.data, "cosine of words and figures", descriptors.similarities))
    case .unigrams: measured.append((.data, "overlap of word frequencies", descriptors.unigramSimilarities))
    }
    if needs.contains(.manual) || (try? SkillTable.skills(recipe, tasks: names)) != nil {
      let skills = try SkillTable.skills(recipe, tasks: names)
      measured.append((.manual, "skills in common", SkillTable.similarities(skills)))
    }
    if needs.contains(.model) {
      let found = try model(recipe[Keys.Relevance.modelMeasure].measure)
      measured.append((.model, found.measure.title, found.similarities))
    }
    return TaskRelevance(tasks: names, measured: measured, groupsWanted: recipe[Keys.Hierarchy.groupsWanted])
  }

  private func model(_ measure: ModelRelevance.Measure) throws -> ModelRelevance {
    let probe = try makeProbe()
    precondition(probe.taskCount == tasks.count, "a model of \(probe.taskCount) tasks for \(tasks.count)")
    return cache.relevance(
      measure, conditions: conditions(probe), tasks: tasks.count, progress: progress
    ) {
      ModelRelevance(measure, probe, ProbePlan(recipe), pool: pool, progress: progress)
    }
  }

  /// All that the measures of a model depend on.
  private func conditions(_ probe: any TaskProbe) -> [String] {
    let tables = ["tasks", "encoder", "optimizer", "schedule"]
    let keys: [RecipeKey] =
      recipe.keys.filter { tables.contains($0.table) }
      + [
        Keys.Run.seed.declaration, Keys.Run.steps.declaration, Keys.Relevance.probeSteps.declaration,
        Keys.Relevance.checkpoints.declaration, Keys.Relevance.probeBatches.declaration,
        Keys.Hierarchy.bottom.declaration, Keys.Hierarchy.middle.declaration, Keys.Hierarchy.top.declaration,
      ]
    return keys.map { "\($0.path) = \(recipe[$0].toml)" }
      + tasks.map { "\($0.name) \($0.kind.rawValue) \($0.labels.count) \(String($0.fingerprint, radix: 16))" }
      + ["weights \(String(probe.block.hash, radix: 16))", "core \(BLAS.coreName)"]
  }
}

extension TaskText {
  /// The training texts of a task as they are encoded, without the encoder's marks.
  public init(_ task: EncodedTask) {
    self.init(
      name: task.name, labels: task.labels.count,
      examples: task.training.map { example in
        let cut = example.types.firstIndex(of: 1) ?? example.ids.count
        let first = example.ids[min(1, cut)..<max(cut - 1, min(1, cut))]
        return cut == example.ids.count ? Example(first) : Example(first, example.ids[cut..<example.ids.count - 1])
      })
  }
}

extension EncodedTask {
  /// Follows from all examples that are trained and chosen by.
  var fingerprint: UInt64 {
    var bytes: [UInt8] = []
    func add(_ number: UInt64) { withUnsafeBytes(of: number.littleEndian) { bytes += $0 } }
    for part in [training, validation] {
      add(UInt64(part.count))
      for example in part {
        add(UInt64(example.ids.count))
        for (id, type) in zip(example.ids, example.types) {
          add(UInt64(UInt32(bitPattern: id)) | UInt64(UInt32(bitPattern: type)) << 32)
        }
        for start in example.wordStarts { add(UInt64(UInt32(bitPattern: start))) }
        switch example.target {
        case .category(let index): add(UInt64(index))
        case .score(let score): add(score.bitPattern)
        case .answer(let question, let isRight): add(UInt64(question) << 1 | (isRight ? 1 : 0))
        case .tags(let tags): for tag in tags { add(UInt64(tag)) }
        }
      }
    }
    return StableHash.hash(bytes)
  }
}
