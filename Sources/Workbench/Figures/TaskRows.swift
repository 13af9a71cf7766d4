public import Experiment

/// The tasks of a run beside each other: how well each is done, and what it had of the training.
public struct TaskRows: Sendable, Equatable {
  /// One task.
  public struct Row: Sendable, Equatable {
    /// Its place in the header.
    public var index: Int
    /// What the header says of it.
    public var shape: TaskShape
    /// Its place among the groups that are shown.
    public var group: Int
    /// Its main figure at the latest evaluation; NaN before the first.
    public var now = Double.nan
    /// The best that it ever was; NaN before the first evaluation.
    public var best = Double.nan
    /// The step of that.
    public var bestStep = 0
    /// Examples that the figure is over; 0 before the first evaluation.
    public var evaluated = 0
    /// The figure of a model that was trained on this task alone; NaN where it is not known.
    public var single = Double.nan
    /// Whether that is after as many steps as the latest evaluation, and not at the end.
    public var isSingleOfStep = false
    /// Its mean held-out loss at the latest evaluation; NaN before the first.
    public var heldOut = Double.nan
    /// Steps that were of it.
    public var steps = 0
    /// Its share of all steps that were of one task; 0 before the first.
    public var share = 0.0
    /// Its latest training losses, the oldest first.
    public var losses: [Double] = []

    /// The figure less that of the task alone; NaN where one of the two is not known.
    ///
    /// What the tasks came to alone is kept in single precision: differences below that are none.
    public var change: Double { abs(now - single) < 1e-6 ? 0 : now - single }
    /// One standard error of that difference, as it follows from the number of examples; NaN where it is not known.
    public var error: Double {
      let errors = [now, single].map { FigureError.standardError(of: shape.metric, $0, examples: evaluated) }
      return (errors[0] * errors[0] + errors[1] * errors[1]).squareRoot()
    }
    /// Whether it is done worse than alone.
    public var isLower: Bool { change < 0 }
    /// Whether the other tasks did it harm: it is done worse than alone by more than a standard error.
    public var isHarmed: Bool { change < -error }
  }

  /// What rows can be sorted by.
  public enum Order: String, Sendable, CaseIterable {
    /// As the header has them.
    case name = "header"
    /// Group after group.
    case group
    /// The lowest figure first.
    case score
    /// The most harmed first.
    case change
    /// Those with the most steps first.
    case share
  }

  /// In the order of the header.
  public var rows: [Row] = []

  /// Steps that are looked through for losses.
  static let window = 1 << 16
  /// Losses of a task that are kept.
  static let lossLimit = 64

  /// No tasks.
  public init() {}

  /// The tasks as they are at the step that is shown.
  public init(_ shared: Shared) {
    let state = shared.run.state
    guard let header = state.header, !header.tasks.isEmpty else { return }
    let groups = shared.shownGroups
    rows = header.tasks.enumerated().map { index, shape in
      Row(index: index, shape: shape, group: groups.group(of: index) ?? 0)
    }
    for evaluation in shared.evaluations {
      for score in evaluation.tasks where rows.indices.contains(score.task) {
        let value = score.metrics.first?.value ?? .nan
        rows[score.task].now = value
        rows[score.task].heldOut = score.loss
        rows[score.task].evaluated = score.examples
        if value.isFinite, !(rows[score.task].best >= value) {
          (rows[score.task].best, rows[score.task].bestStep) = (value, evaluation.step)
        }
      }
    }
    let alone = SingleFigures(shared)
    let step = shared.evaluations.last { !$0.tasks.isEmpty }?.step
    for index in rows.indices {
      (rows[index].single, rows[index].isSingleOfStep) = alone.figure(of: rows[index].shape.name, at: step)
    }
    countSteps(shared)
  }

  private mutating func countSteps(_ shared: Shared) {
    let history = shared.run.state.tasks
    let steps = (shared.index ?? -1) + 1
    let counts = shared.isInspecting ? history.counts(steps: steps) : history.counts
    let total = Double(max(1, counts.reduce(0, +)))
    for index in rows.indices where index < counts.count {
      rows[index].steps = counts[index]
      rows[index].share = Double(counts[index]) / total
    }
    let losses = shared.run.state.steps.loss
    var place = min(steps, history.task.count, losses.count) - 1
    let first = max(0, place - Self.window)
    var open = rows.count
    while place >= first, open > 0 {
      let task = Int(history.task[place])
      if rows.indices.contains(task), rows[task].losses.count < Self.lossLimit {
        rows[task].losses.append(losses[place])
        if rows[task].losses.count == Self.lossLimit { open -= 1 }
      }
      place -= 1
    }
    for index in rows.indices { rows[index].losses.reverse() }
  }

  /// The mean of the main figures, as the latest evaluation says it or of the tasks that have one; NaN without any.
  public func score(_ evaluation: Evaluation?) -> Double {
    if let said = evaluation?.figures.first(where: { $0.name == "score" }) { return said.value }
    let known = rows.map(\.now).filter(\.isFinite)
    return known.isEmpty ? .nan : known.reduce(0, +) / Double(known.count)
  }

  /// The rows in some order; equal ones as in the header, those without the figure last.
  public func sorted(by order: Order) -> [Row] {
    func key(_ row: Row) -> Double {
      let value: Double =
        switch order {
        case .name: Double(row.index)
        case .group: Double(row.group)
        case .score: row.now
        case .change: row.change
        case .share: -Double(row.steps)
        }
      return value.isNaN ? .infinity : value
    }
    return rows.sorted { (key($0), $0.index) < (key($1), $1.index) }
  }
}

extension Shared {
  /// The latest table of this name that is not after the step that is shown.
  func matrix(_ name: String) -> NamedMatrix? {
    for evaluation in evaluations.reversed() {
      if let found = evaluation.matrices.first(where: { $0.name == name }) { return found }
    }
    return nil
  }

  /// The place of the chosen task; nil where the run has none.
  public var task: Int? {
    let count = run.state.header?.tasks.count ?? 0
    return count > 0 ? min(max(0, selection.task), count - 1) : nil
  }

  /// Chooses the task that is so many places on in an order of tasks.
  public mutating func moveTask(by count: Int, in order: [Int]) {
    guard let place = order.firstIndex(of: selection.task) else { return selection.task = order.first ?? 0 }
    selection.task = order[min(max(0, place + count), order.count - 1)]
  }
}
