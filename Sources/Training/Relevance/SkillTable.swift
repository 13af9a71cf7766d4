public import Experiment

/// Which tasks are alike by what a person says that they ask for.
public enum SkillTable {
  /// The skills of the tasks of both suites.
  ///
  /// Ours: of Fei et al. 2022 only the abstract is known, which speaks of a "manual design".
  public static let known: [String: [String]] = [
    "sst2": ["single-sentence", "sentiment"],
    "cola": ["single-sentence", "grammar"],
    "trec": ["single-sentence", "question", "topic"],
    "subj": ["single-sentence", "sentiment", "topic"],
    "mrpc": ["sentence-pair", "similarity"],
    "sick-e": ["sentence-pair", "inference"],
    "rte": ["sentence-pair", "inference", "entity"],
    "sick-r": ["sentence-pair", "similarity"],
    "stsb": ["sentence-pair", "similarity"],
    "trecqa": ["sentence-pair", "question", "entity"],
    "snips": ["token-level", "entity", "topic"],
    "atis": ["token-level", "entity", "question"],
    "wnut17": ["token-level", "entity"],
    "ud-atis": ["token-level", "grammar", "question"],
    "noun-topic": ["single-sentence", "topic", "noun"],
    "verb-topic": ["single-sentence", "topic", "verb"],
    "field": ["single-sentence", "topic"],
    "verb-object": ["single-sentence", "grammar", "verb"],
    "hypernym": ["sentence-pair", "inference", "hierarchy", "noun"],
    "antonym": ["sentence-pair", "inference", "adjective"],
    "part": ["sentence-pair", "inference", "noun"],
    "noun-similarity": ["sentence-pair", "similarity", "hierarchy", "noun"],
    "verb-similarity": ["sentence-pair", "similarity", "hierarchy", "verb"],
    "sense": ["sentence-pair", "ranking", "usage"],
    "definition": ["sentence-pair", "ranking"],
    "genus": ["token-level", "hierarchy", "noun"],
    "example-word": ["token-level", "usage", "grammar"],
  ]

  /// The skills of each task: the recipe's where it names them, else the known ones.
  ///
  /// - Throws: `TrainingError` naming a task that has none, or one in the recipe that is not trained.
  public static func skills(_ recipe: Recipe, tasks: [String]) throws -> [[String]] {
    let key = Keys.Relevance.skills.path
    var own: [String: [String]] = [:]
    for case let entry? in recipe.skillEntries {
      guard tasks.contains(entry.task) || known[entry.task] != nil else {
        throw TrainingError(
          "\(key): there is no task \"\(entry.task)\" in this recipe; there are \(tasks.joined(separator: ", "))")
      }
      own[entry.task] = entry.skills
    }
    return try tasks.map { task in
      guard let skills = own[task] ?? known[task] else {
        throw TrainingError(
          "\(key): the task \"\(task)\" has no skills: add \"\(task): \" with words such as single-sentence,"
            + " sentence-pair, token-level, topic")
      }
      return skills
    }
  }

  /// Skills of both tasks over skills of either (Jaccard), (tasks, tasks).
  public static func similarities(_ skills: [[String]]) -> [Float] {
    let sets = skills.map { Set($0) }
    return TaskDescriptors.symmetric(sets.count) { i, j in
      let either = sets[i].union(sets[j]).count
      return either > 0 ? Double(sets[i].intersection(sets[j]).count) / Double(either) : 0
    }
  }
}
