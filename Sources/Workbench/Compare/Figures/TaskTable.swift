public import Experiment

/// The main metric of each task of several runs: rows are tasks, columns runs, those of equal recipes but for the seed
/// together with mean and spread. Higher is better.
public struct TaskTable: Sendable, Equatable {
  /// Runs whose recipes differ in nothing but the seed.
  public struct Column: Sendable, Equatable {
    /// Places of the runs in the comparison.
    public var runs: [Int]
    /// Whether the baseline is among them.
    public var isBaseline: Bool
    /// For each task the values by seed that there are.
    public var values: [Spread]
    /// For each task what can be said against the baseline; nil for the baseline itself, or where one has no value.
    public var changes: [PairedComparison?]
    /// The mean over tasks, by seed.
    public var mean: Spread
    /// The same against the baseline.
    public var meanChange: PairedComparison?

    /// Tasks that are lower than the baseline's by more than the spread.
    public var harmed: Int { changes.count { $0?.verdict == .worse } }
    /// Tasks that are lower than the baseline's, whatever the spread.
    public var lower: Int { changes.count { ($0?.mean ?? 0) < 0 } }
    /// Tasks that are compared with the baseline's.
    public var compared: Int { changes.count { $0 != nil } }
  }

  /// A row's head.
  public struct Task: Sendable, Equatable {
    /// The task's name.
    public var name: String
    /// What its main metric is called.
    public var metric: String
  }

  /// The tasks of all runs, in the order in which they first come.
  public private(set) var tasks: [Task] = []
  /// The columns, in the order of the runs that are shown.
  public private(set) var columns: [Column] = []

  /// Whether no run has a task.
  public var isEmpty: Bool { tasks.isEmpty }

  /// The last figures by task of a comparison, on test data where they were measured there. Hidden runs are left out.
  public init(_ comparison: Comparison) {
    let runs = comparison.runs
    let scores = runs.map { Self.scores($0.state) }
    for run in scores {
      for score in run where !tasks.contains(where: { $0.name == score.task.name }) { tasks.append(score.task) }
    }
    guard !tasks.isEmpty else { return }
    let groups = RecipeGroup.all(runs.map(\.state)).map { group in
      (all: group.members, shown: group.members.filter { !runs[$0].isHidden && !scores[$0].isEmpty })
    }
    func bySeed(_ members: [Int], _ value: ([(task: Task, value: Double)]) -> Double?) -> [Int: Double] {
      var found: [Int: Double] = [:]
      for member in members {
        guard let seed = runs[member].state.header?.seed, let own = value(scores[member]) else { continue }
        found[Int(truncatingIfNeeded: seed)] = own
      }
      return found
    }
    func spread(_ values: [Int: Double]) -> Spread { Spread(values.sorted { $0.key < $1.key }.map(\.value)) }
    func mean(_ scores: [(task: Task, value: Double)]) -> Double? {
      scores.isEmpty ? nil : scores.reduce(0) { $0 + $1.value } / Double(scores.count)
    }
    let base = groups.first { group in comparison.baseline.map { group.all.contains($0) } ?? false }?.shown ?? []
    for group in groups where !group.shown.isEmpty {
      let isBaseline = group.shown == base
      func change(_ own: [Int: Double], _ other: [Int: Double]) -> PairedComparison? {
        if isBaseline { return nil }
        let pairs = PairedComparison(own, against: other, higherIsBetter: true)
        return pairs.count > 0 ? pairs : nil
      }
      var column = Column(
        runs: group.shown, isBaseline: isBaseline, values: [], changes: [], mean: spread(bySeed(group.shown, mean)),
        meanChange: change(bySeed(group.shown, mean), bySeed(base, mean)))
      for task in tasks {
        let value = { (scores: [(task: Task, value: Double)]) in scores.first { $0.task.name == task.name }?.value }
        let own = bySeed(group.shown, value)
        column.values.append(spread(own))
        column.changes.append(change(own, bySeed(base, value)))
      }
      columns.append(column)
    }
  }

  /// What the last evaluation with tasks says.
  private static func scores(_ state: RunState) -> [(task: Task, value: Double)] {
    guard let shapes = state.header?.tasks, let evaluation = state.evaluations.last(where: { !$0.tasks.isEmpty }) else {
      return []
    }
    return evaluation.tasks.compactMap { score in
      guard shapes.indices.contains(score.task), let main = score.metrics.first else { return nil }
      let test = score.metrics.first { $0.name == "test." + main.name }
      return (task: Task(name: shapes[score.task].name, metric: main.name), value: (test ?? main).value)
    }
  }
}
