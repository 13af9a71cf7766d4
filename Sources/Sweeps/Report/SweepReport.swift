/// What a sweep has come to: plain values for tables and screens.
public struct SweepReport: Sendable, Equatable {
  /// A trial with its figures.
  public struct Row: Sendable, Equatable {
    /// The trial.
    public var trial: SweepTrial
    /// Steps of the whole run.
    public var steps: Int
    /// The objective at the last evaluation; nil before the first.
    public var last: Double?
    /// The lowest objective.
    public var lowest: Double?
    /// Bits a byte at the last evaluation.
    public var bitsPerByte: Double?
    /// The objective at all evaluations.
    public var curve: [Double]
    /// Seconds that its processes took.
    public var seconds: Double
    /// Processes that worked on it.
    public var attempts: Int
  }

  /// A combination with its completed trials, one for each seed.
  public struct Combination: Sendable, Equatable {
    /// Its number.
    public var number: Int
    /// Its values, axis by axis.
    public var settings: [Setting]
    /// Final objectives, by seed.
    public var values: [Double]
    /// Their mean.
    public var mean: Double
    /// Their standard deviation; nil for fewer than two.
    public var spread: Double?
  }

  /// What was asked for.
  public var sweep: Sweep
  /// All trials, by number.
  public var rows: [Row]
  /// Combinations with a completed trial, the best mean first; those with fewer seeds come after those with all.
  public var combinations: [Combination]
  /// How much each axis matters.
  public var importances: [AxisImportance]
  /// Combinations that were left out.
  public var dropped: [Configurations.Dropped]
  /// All decisions, in order.
  public var decisions: [Decision]
  /// Seconds that the sweep was run, and may be run.
  public var spent: Double
  /// Nil for no limit.
  public var budget: Double?
  /// What the rest costs.
  public var estimate: CostEstimate

  /// What a sweep's file tells.
  public init(_ contents: SweepContents) {
    sweep = contents.sweep
    let objective = contents.sweep.objective
    rows = contents.trials.map { trial in
      let points = contents.points[trial.number] ?? []
      let values = points.map { objective.value($0) }
      let own = contents.attempts.filter { $0.trial == trial.number }
      return Row(
        trial: trial, steps: contents.steps(trial), last: values.last,
        lowest: values.filter(\.isFinite).min(), bitsPerByte: points.last?.bitsPerByte, curve: values,
        seconds: own.reduce(0) { $0 + max(0, ($1.ended ?? $1.started) - $1.started) }, attempts: own.count)
    }
    combinations = Self.combinations(rows)
    importances = AxisImportance.all(
      contents.sweep.space.axes,
      values: rows.compactMap { row in
        guard row.trial.state == .completed, let last = row.last, last.isFinite else { return nil }
        return (row.trial.settings, last)
      })
    (dropped, decisions) = (contents.dropped, contents.decisions)
    (spent, budget) = (contents.spent, contents.budget)
    estimate = CostEstimate(contents)
  }

  /// The completed trial with the lowest final objective.
  public var best: Row? {
    rows.filter { $0.trial.state == .completed && $0.last?.isFinite == true }
      .min { ($0.last ?? .infinity) < ($1.last ?? .infinity) }
  }

  private static func combinations(_ rows: [Row]) -> [Combination] {
    var found: [Combination] = []
    for row in rows where row.trial.state == .completed {
      guard let last = row.last, last.isFinite else { continue }
      if let index = found.firstIndex(where: { $0.number == row.trial.configuration }) {
        found[index].values.append(last)
      } else {
        found.append(
          Combination(
            number: row.trial.configuration, settings: row.trial.settings, values: [last], mean: 0, spread: nil))
      }
    }
    for index in found.indices {
      let values = found[index].values
      let mean = values.reduce(0, +) / Double(values.count)
      found[index].mean = mean
      if values.count > 1 {
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        found[index].spread = (squares / Double(values.count - 1)).squareRoot()
      }
    }
    let most = found.map(\.values.count).max() ?? 0
    return found.sorted { one, other in
      let (isWhole, isOtherWhole) = (one.values.count == most, other.values.count == most)
      return isWhole == isOtherWhole ? one.mean < other.mean : isWhole
    }
  }
}
