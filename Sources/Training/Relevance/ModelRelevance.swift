public import Experiment
public import Tensor

/// Which tasks are alike by what a model makes of them: a measure, and what it found.
public struct ModelRelevance: Sendable, Equatable {
  /// By what it was measured.
  public enum Measure: String, Sendable, CaseIterable {
    case gradients
    case tag
    case transfer

    /// In a few words.
    public var title: String {
      switch self {
      case .gradients: "cosine of the gradients of the shared layers"
      case .tag: "loss after a step for another task (TAG)"
      case .transfer: "loss after having learnt another task first"
      }
    }
  }

  /// By what it was measured.
  public let measure: Measure
  /// As measured, by task stepped for or learnt first (rows) and task looked at (columns). Shape (tasks, tasks).
  public let values: [Double]

  /// Number of tasks.
  private var count: Int { Int(Double(values.count).squareRoot().rounded()) }

  /// - Precondition: as many values as the square of a number of tasks.
  public init(_ measure: Measure, _ values: [Double]) {
    self.measure = measure
    self.values = values
    precondition(count * count == values.count, "\(values.count) values between tasks")
  }

  /// Trains and looks.
  ///
  /// - Parameter plan: for transfer each task is trained for an equal share of its steps.
  public init(
    _ measure: Measure, _ probe: any TaskProbe, _ plan: ProbePlan, pool: ThreadPool, progress: (String) -> Void
  ) {
    let values =
      switch measure {
      case .gradients: GradientAffinity.cosines(probe, plan, pool: pool, progress: progress)
      case .tag: LookaheadAffinity.ratios(probe, plan, progress: progress)
      case .transfer: TransferGain.gains(probe, steps: max(1, plan.steps / probe.taskCount), progress: progress)
      }
    self.init(measure, values)
  }

  /// 0 to 1, symmetric, ones on the diagonal: (1 + cosine) / 2 of gradients; what has no scale of its own is made
  /// symmetric and scaled to its lowest and highest entry.
  public var similarities: [Float] {
    let count = count
    guard measure == .gradients else { return TaskRelevance.scaled(values, count: count) }
    return TaskDescriptors.symmetric(count) { i, j in (1 + values[i * count + j]) / 2 }
  }
}

extension Recipe.ModelMeasure {
  /// The measure that the word stands for.
  public var measure: ModelRelevance.Measure {
    switch self {
    case .gradients: .gradients
    case .tag: .tag
    }
  }
}

extension ProbePlan {
  /// What a recipe's `[relevance]` asks for.
  public init(_ recipe: Recipe) {
    self.init(
      steps: recipe[Keys.Relevance.probeSteps], checkpoints: recipe[Keys.Relevance.checkpoints],
      batches: recipe[Keys.Relevance.probeBatches])
  }
}
