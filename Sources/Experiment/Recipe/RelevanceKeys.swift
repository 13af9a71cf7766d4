// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

extension Keys {
  /// `[relevance]`: how it is judged which tasks belong together.
  public enum Relevance {
    static let t = Table("relevance", for: .nlu)
    public static let skills = t.strings(
      "skills", [],
      "what tasks ask for, one an entry: \"sst2: single-sentence sentiment\"; known ones have theirs")
    public static let dataMeasure = t.word(
      "data_measure", Recipe.DataMeasure.descriptors,
      "the view of the data: descriptors of texts and labels, or only which words are how frequent")
    public static let modelMeasure = t.word(
      "model_measure", Recipe.ModelMeasure.gradients,
      "the view of the model: whether gradients agree, or what a step for one does to another's loss")
    public static let probeSteps = t.integer(
      "probe_steps", 200, .from(1, to: 10_000_000),
      "steps that the model of this view is trained, all tasks sharing it",
      "steps")
    public static let checkpoints = t.integer(
      "checkpoints", 3, .from(1, to: 1000), "at how many points of these steps it is looked at, the last at their end")
    public static let probeBatches = t.integer(
      "probe_batches", 8, .from(1, to: 100_000), "batches of each task that are looked at, every time", "batches")
    static let all = [
      skills.declaration, dataMeasure.declaration, modelMeasure.declaration, probeSteps.declaration,
      checkpoints.declaration, probeBatches.declaration,
    ]
  }
}

extension Recipe {
  /// `relevance.data_measure`
  public enum DataMeasure: String, RecipeWord {
    case descriptors
    case unigrams
  }

  /// `relevance.model_measure`
  public enum ModelMeasure: String, RecipeWord {
    case gradients
    case tag
  }

  /// `relevance.skills`, entry by entry; nil for one that is not a task, a colon and at least one word.
  public var skillEntries: [(task: String, skills: [String])?] {
    self[Keys.Relevance.skills].map { entry -> (task: String, skills: [String])? in
      let parts = entry.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { return nil }
      let task = parts[0].split(whereSeparator: \.isWhitespace).joined(separator: " ")
      let skills = parts[1].split { $0.isWhitespace || $0 == "," }.map(String.init)
      return task.isEmpty || skills.isEmpty ? nil : (task, skills)
    }
  }

  var relevanceFaults: [RecipeFault] {
    var faults: [RecipeFault] = []
    let key = Keys.Relevance.skills.path
    var named: Set<String> = []
    for (text, entry) in zip(self[Keys.Relevance.skills], skillEntries) {
      if let entry {
        if !named.insert(entry.task).inserted {
          faults.append(RecipeFault(key: key, message: "names the task \"\(entry.task)\" twice: join the two entries"))
        }
      } else {
        faults.append(
          RecipeFault(
            key: key,
            message: "has the entry \"\(text)\": write the task, a colon and its skills, as in \"mrpc: sentence-pair\"")
        )
      }
    }
    let (steps, checkpoints) = (self[Keys.Relevance.probeSteps], self[Keys.Relevance.checkpoints])
    if checkpoints > steps {
      faults.append(
        RecipeFault(
          key: Keys.Relevance.checkpoints.path,
          message: "is \(checkpoints), more than the \(steps) steps of relevance.probe_steps: give at most as many"))
    }
    return faults
  }
}
