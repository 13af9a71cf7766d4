import Experiment

/// How much an axis of a sweep matters: the share of the variance of the final objective over all completed trials that
/// the axis's main effect explains (η², the correlation ratio; on a full grid the first-order term of a functional analysis
/// of variance, as in Hutter et al. 2014, taken over the grid itself and not over a model of it).
///
/// What the shares of all axes lack to 1 is interactions and seeds. With few trials an axis without any effect still gets
/// about (values − 1) / (trials − 1).
public struct AxisImportance: Sendable, Equatable {
  /// A value of the axis and what came of it.
  public struct Level: Sendable, Equatable {
    /// The value, or the range of values, in words.
    public var label: String
    /// Mean of the final objective.
    public var mean: Double
    /// Number of trials.
    public var count: Int
  }

  /// Path of the key.
  public var key: String
  /// Between 0 and 1; nil where too few trials have ended to say.
  public var share: Double?
  /// What chance alone would give.
  public var chance: Double?
  /// Its values in the order of the axis; an axis with more than six numbers is cut into four ranges of equally many
  /// trials.
  public var levels: [Level]

  static func all(_ axes: [Axis], values: [(settings: [Setting], value: Double)]) -> [AxisImportance] {
    axes.map { axis in
      let own = values.compactMap { item in
        item.settings.first { $0.key == axis.key }.map { (setting: $0, value: item.value) }
      }
      return AxisImportance(axis, own)
    }
  }

  private init(_ axis: Axis, _ values: [(setting: Setting, value: Double)]) {
    key = axis.key.path
    levels = Self.groups(axis, values).map { label, group in
      Level(label: label, mean: group.reduce(0, +) / Double(group.count), count: group.count)
    }
    let count = Double(values.count)
    let mean = values.reduce(0) { $0 + $1.value } / count
    let total = values.reduce(0) { $0 + ($1.value - mean) * ($1.value - mean) }
    guard levels.count > 1, values.count > levels.count, total > 0 else { return }
    let between = levels.reduce(0) { $0 + Double($1.count) * ($1.mean - mean) * ($1.mean - mean) }
    share = min(1, between / total)
    chance = Double(levels.count - 1) / (count - 1)
  }

  private static func groups(
    _ axis: Axis, _ values: [(setting: Setting, value: Double)]
  ) -> [(label: String, values: [Double])] {
    var groups: [(label: String, number: Double?, values: [Double])] = []
    for (setting, value) in values {
      let label = setting.word
      if let index = groups.firstIndex(where: { $0.label == label }) {
        groups[index].values.append(value)
      } else {
        groups.append((label, number(setting), [value]))
      }
    }
    let numbers = groups.compactMap(\.number)
    if numbers.count == groups.count {
      groups.sort { ($0.number ?? 0) < ($1.number ?? 0) }
      if groups.count > 6 { return quartiles(groups) }
    } else if let list = axis.list {
      let order = list.map { Setting(axis.key, $0).word }
      groups.sort { order.firstIndex(of: $0.label) ?? order.count < order.firstIndex(of: $1.label) ?? order.count }
    }
    return groups.map { ($0.label, $0.values) }
  }

  private static func quartiles(
    _ groups: [(label: String, number: Double?, values: [Double])]
  ) -> [(label: String, values: [Double])] {
    (0..<4).map { quarter in
      let part = groups[quarter * groups.count / 4..<(quarter + 1) * groups.count / 4]
      return ("\(part.first?.label ?? "") to \(part.last?.label ?? "")", part.flatMap(\.values))
    }
  }

  private static func number(_ setting: Setting) -> Double? {
    switch setting.value {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }
}
