// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

extension Keys {
  /// `[tasks]`: what a multi-task run learns.
  public enum Tasks {
    static let t = Table("tasks", for: .nlu)
    public static let suite = t.word(
      "suite", Recipe.TaskSuite.wordnet, "where the tasks are from; see `switchyard tasks list`")
    public static let names = t.strings("names", [], "tasks of the suite by name; empty: all of them")
    public static let batchSize = t.integer(
      "batch_size", 16, .from(1, to: 65536), "most examples in one step, all of one task", "examples")
    public static let sequenceLength = t.integer(
      "sequence_length", 64, .from(8, to: 512), "examples are cut to this length", "tokens")
    public static let examples = t.integer(
      "examples", 0, .atLeast(0), "most examples of a task to train on; 0: all", "examples")
    public static let heldOutExamples = t.integer(
      "held_out_examples", 200, .atLeast(0),
      "most examples of a task in an evaluation, or questions of about 4 answers; 0: all", "examples")
    public static let testExamples = t.integer(
      "test_examples", 0, .atLeast(0),
      "most test examples of a task, after the last step, counted alike; 0: as held_out_examples", "examples")
    public static let finalExponent = t.number(
      "final_exponent", 0.2, .from(0, to: 1),
      "tasks are drawn by size^α; α falls from 1 at the first step to this at the last")
    public static let reference = t.numbers(
      "reference", .any, "what each task comes to when it is trained alone, to compare with; empty: not known")
    public static let referenceSteps = t.numbers(
      "reference_steps", .from(0, to: 1_000_000_000),
      "the steps of those figures, rising, each for every task; empty: one for every task, at the end")
    static let all = [
      suite.declaration, names.declaration, batchSize.declaration, sequenceLength.declaration, examples.declaration,
      heldOutExamples.declaration, testExamples.declaration, finalExponent.declaration, reference.declaration,
      referenceSteps.declaration,
    ]
  }
}

extension Recipe {
  /// `tasks.suite`
  public enum TaskSuite: String, RecipeWord {
    case wordnet = "wordnet-13"
    case classic = "classic-13"
  }

  /// Keys of `[tasks]` that do not go together.
  var taskFaults: [RecipeFault] {
    let (steps, figures) = (self[Keys.Tasks.referenceSteps].values, self[Keys.Tasks.reference].values)
    func fault(_ message: String) -> [RecipeFault] {
      [RecipeFault(key: Keys.Tasks.referenceSteps.path, message: message)]
    }
    if figures.isEmpty, !steps.isEmpty { return fault("has steps, but tasks.reference is empty: give both or neither") }
    if let step = steps.first(where: { $0 != $0.rounded() }) { return fault("has \(step), which is no step") }
    return zip(steps, steps.dropFirst()).allSatisfy { $0 < $1 } ? [] : fault("does not rise: sort the steps")
  }
}
