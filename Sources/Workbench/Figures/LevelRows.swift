internal import Experiment

/// The levels of a hierarchy as a tree: the bottom, the groups, and in each the tasks, with how far each copy has moved.
/// Where tasks mix experts, these stand in place of the groups, and then the tasks, each of which reads several.
public struct LevelRows: Sendable, Equatable {
  /// What a row stands for.
  public enum Level: Sendable, Equatable {
    case bottom
    /// The middle of a group, by its place among those that are shown.
    case group(Int)
    /// An expert of the middle, by its name.
    case expert(String)
    /// The top of a task, by its place in the header.
    case task(Int)
  }

  /// A level's copy.
  public struct Row: Sendable, Equatable {
    /// What it is.
    public var level: Level
    /// Whether it is the last of its siblings.
    public var isLast = false
    /// Whether the group that it is in is the last.
    public var isInLast = false
    /// Distance from the common start over the start's norm, by layer; NaN where the level has no such layer.
    public var layers: [Double] = []

    /// The mean over the layers that the level has; NaN where it is not known.
    public var moved: Double {
      let known = layers.filter(\.isFinite)
      return known.isEmpty ? .nan : known.reduce(0, +) / Double(known.count)
    }
  }

  /// From the bottom up, the tasks below their groups.
  public var rows: [Row] = []
  /// Names of the layers.
  public var layers: [String] = []
  /// The tasks in the order of the rows.
  public var tasks: [Int] {
    rows.compactMap { if case .task(let task) = $0.level { task } else { nil } }
  }

  /// No levels.
  public init() {}

  /// The tree as it is shown; a group that was only just arranged has not moved yet.
  public init(_ shared: Shared) {
    guard let header = shared.run.state.header, !header.tasks.isEmpty else { return }
    let groups = shared.shownGroups
    let recorded = Self.recorded(shared)
    var known: [String: [Double]] = [:]
    if let table = shared.matrix("distance"), table.isWellFormed, !table.columns.isEmpty {
      layers = table.columns
      for (row, name) in table.rows.enumerated() where known[name] == nil {
        known[name] = table.values[row * layers.count..<(row + 1) * layers.count].map(Double.init)
      }
    }
    rows = [Row(level: .bottom, layers: known["bottom"] ?? [])]
    if shared.hasMixture {
      let names = shared.matrix("distance")?.rows.filter { $0.hasPrefix("expert ") } ?? []
      rows += names.map { Row(level: .expert(String($0.dropFirst("expert ".count))), layers: known[$0] ?? []) }
      rows += header.tasks.indices.map { task in
        Row(
          level: .task(task), isLast: task == header.tasks.count - 1,
          layers: known["task \(header.tasks[task].name)"] ?? [])
      }
      return
    }
    for (place, group) in groups.groups.enumerated() {
      let isInLast = place == groups.groups.count - 1
      let number = group.first.flatMap { recorded.label[$0] }
      let isSame = number.map { recorded.members[$0] == group } ?? false
      rows.append(
        Row(
          level: .group(place), isLast: isInLast, isInLast: isInLast,
          layers: isSame ? number.flatMap { known["group \($0)"] } ?? [] : []))
      for task in group {
        rows.append(
          Row(
            level: .task(task), isLast: task == group.last, isInLast: isInLast,
            layers: known["task \(header.tasks[task].name)"] ?? []))
      }
    }
  }

  /// The groups under the numbers that the tables call them by.
  private static func recorded(_ shared: Shared) -> (label: [Int: Int], members: [Int: [Int]]) {
    var label = Dictionary(
      uniqueKeysWithValues: (shared.run.state.header?.tasks ?? []).enumerated().map { ($0, $1.group) })
    for score in shared.evaluations.last(where: { !$0.tasks.isEmpty })?.tasks ?? [] where label[score.task] != nil {
      label[score.task] = score.group
    }
    return (label, Dictionary(grouping: label.keys.sorted()) { label[$0] ?? 0 })
  }
}
