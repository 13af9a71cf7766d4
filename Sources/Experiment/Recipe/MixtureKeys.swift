// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

extension Keys {
  /// `[mixture]`: the middle level as experts that tasks mix.
  public enum Mixture {
    static let t = Table("mixture", for: .nlu)
    public static let kind = t.word(
      "kind", Recipe.Mixture.none,
      "what the middle level is: copies for groups, experts for all tasks, or also experts of each task")
    public static let experts = t.integer("experts", 4, .from(1, to: 64), "experts that all tasks share")
    public static let specific = t.integer("specific", 1, .from(0, to: 16), "for ple: experts of each task's own")
    public static let levels = t.integer(
      "levels", 1, .from(1, to: 16), "for ple: parts into which the middle layers are cut, each with experts and gates")
    public static let gateRate = t.number(
      "gate_rate", 10, .atLeast(0), "factor of the learning rate for the gates of a mixture")
    static let all = [
      kind.declaration, experts.declaration, specific.declaration, levels.declaration, gateRate.declaration,
    ]
  }

  /// `[balancing]`: how the tasks' losses and gradients are put together.
  public enum Balancing {
    static let t = Table("balancing", for: .nlu)
    public static let weighting = t.word(
      "weighting", Recipe.Weighting.classes, "weights of losses: by number of classes, all 1, or learnt (Kendall)")
    public static let gradients = t.word(
      "gradients", Recipe.GradientRule.sum,
      "sum: one task a step; pcgrad: several, each giving up what points against another")
    public static let tasksPerStep = t.integer(
      "tasks_per_step", 4, .from(2, to: 64), "for pcgrad: tasks of a step, which share the batch", "tasks")
    public static let uncertaintyRate = t.number(
      "uncertainty_rate", 100, .atLeast(0), "for uncertainty: factor of the learning rate for the learnt weights")
    static let all = [
      weighting.declaration, gradients.declaration, tasksPerStep.declaration, uncertaintyRate.declaration,
    ]
  }
}

extension Recipe {
  /// `mixture.kind`
  public enum Mixture: String, RecipeWord {
    case none
    case mmoe
    case ple
  }

  /// `balancing.weighting`
  public enum Weighting: String, RecipeWord {
    case classes
    case equal
    case uncertainty
  }

  /// `balancing.gradients`
  public enum GradientRule: String, RecipeWord {
    case sum
    case pcgrad
  }

  /// Keys of `[mixture]` and `[balancing]` that do not go together, or not with the levels.
  var mixtureFaults: [RecipeFault] {
    var faults: [RecipeFault] = []
    func fault<Value>(_ key: Key<Value>, _ message: String) {
      faults.append(RecipeFault(key: key.path, message: message))
    }
    let (kind, middle, levels) = (self[Keys.Mixture.kind], self[Keys.Hierarchy.middle], self[Keys.Mixture.levels])
    if kind != Recipe.Mixture.none {
      if middle == 0 {
        fault(Keys.Mixture.kind, "is \(kind.rawValue), whose experts are made of hierarchy.middle layers; that is 0")
      } else if kind == .mmoe, levels > 1 {
        fault(Keys.Mixture.levels, "is \(levels), which is for mixture.kind = \"ple\"; mmoe has one")
      } else if levels > middle {
        fault(Keys.Mixture.levels, "is \(levels), more than the \(middle) layers of hierarchy.middle")
      }
      if self[Keys.Hierarchy.shareSteps] + self[Keys.Hierarchy.groupSteps] > 0 {
        fault(
          Keys.Mixture.kind,
          "is \(kind.rawValue), which has no copies: make hierarchy.share_steps and hierarchy.group_steps 0")
      }
    }
    let (draws, batch) = (self[Keys.Balancing.tasksPerStep], self[Keys.Tasks.batchSize])
    if self[Keys.Balancing.gradients] == .pcgrad, batch < draws {
      fault(Keys.Balancing.tasksPerStep, "is \(draws), more than the \(batch) examples of tasks.batch_size")
    }
    return faults
  }

  /// The tasks that a step draws.
  public var tasksPerStep: Int {
    self[Keys.Balancing.gradients] == .pcgrad ? self[Keys.Balancing.tasksPerStep] : 1
  }
}
