internal import Experiment

/// A division of a run's tasks into groups.
public struct TaskGroups: Sendable, Equatable {
  /// The tasks of each group, rising; every task stands in one of them, and no group is empty.
  public private(set) var groups: [[Int]]

  /// From the group of each task, whatever the groups' numbers are; they keep their order.
  public init(labels: [Int]) {
    groups = Set(labels).sorted().map { label in labels.indices.filter { labels[$0] == label } }
  }

  /// From the names of each group's tasks, with blanks between them, as `hierarchy.groups` has them.
  ///
  /// Nil where a name is not that of a task, stands twice or is missing.
  public init?(_ lists: [String], names: [String]) {
    let places = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var labels = Array(repeating: -1, count: names.count)
    for (group, list) in lists.enumerated() {
      for name in list.split(separator: " ") {
        guard let place = places[String(name)], labels[place] < 0 else { return nil }
        labels[place] = group
      }
    }
    guard !labels.isEmpty, !labels.contains(-1) else { return nil }
    self.init(labels: labels)
  }

  /// Where a task is; nil for one that there is not.
  public func group(of task: Int) -> Int? { groups.firstIndex { $0.contains(task) } }

  /// Moves a task to a group that is so many places on, round and round. A group that it leaves empty is gone.
  public mutating func move(_ task: Int, by count: Int) {
    guard let own = group(of: task), groups.count > 1 else { return }
    let target = ((own + count) % groups.count + groups.count) % groups.count
    guard target != own else { return }
    groups[own].removeAll { $0 == task }
    groups[target] = (groups[target] + [task]).sorted()
    groups.removeAll(where: \.isEmpty)
  }

  /// Some tasks leave their groups into a new one, the last.
  public mutating func split(_ tasks: Set<Int>) {
    let leaving = groups.joined().filter(tasks.contains).sorted()
    guard !leaving.isEmpty, !groups.contains(leaving) else { return }
    groups = groups.map { $0.filter { !tasks.contains($0) } }.filter { !$0.isEmpty } + [leaving]
  }

  /// The tasks that left their group for another: each group here counts as the one of the other division with which it
  /// has most members in common, those with most in common first.
  public func moved(from other: TaskGroups) -> [Int] {
    var common: [(here: Int, there: Int, count: Int)] = []
    for (here, group) in groups.enumerated() {
      for (there, old) in other.groups.enumerated() {
        let count = Set(group).intersection(old).count
        if count > 0 { common.append((here, there, count)) }
      }
    }
    common.sort { ($1.count, $0.here, $0.there) < ($0.count, $1.here, $1.there) }
    var heir: [Int: Int] = [:]
    for pair in common where heir[pair.here] == nil && !heir.values.contains(pair.there) {
      heir[pair.here] = pair.there
    }
    return groups.enumerated().flatMap { here, group in
      group.filter { heir[here] == nil || other.group(of: $0) != heir[here] }
    }.sorted()
  }

  /// The value of `hierarchy.groups`, as in TOML.
  public func value(names: [String]) -> String {
    RecipeValue.strings(groups.map { $0.map { $0 < names.count ? names[$0] : "" }.joined(separator: " ") }).toml
  }
}

extension Shared {
  /// The recipe key of the groups.
  static let groupsKey = "hierarchy.groups"

  /// The groups of the tasks at the step that is shown: those that are named in the recipe, else those of the latest
  /// evaluation, else those that the run began with.
  public var taskGroups: TaskGroups {
    guard let header = run.state.header, !header.tasks.isEmpty else { return TaskGroups(labels: []) }
    if !isInspecting, let key = RecipeKey.named(Self.groupsKey), let value = run.state.recipe?[key],
      case .strings(let lists) = value, let named = TaskGroups(lists, names: header.tasks.map(\.name))
    {
      return named
    }
    var labels = header.tasks.map(\.group)
    for score in evaluations.last(where: { !$0.tasks.isEmpty })?.tasks ?? [] where labels.indices.contains(score.task) {
      labels[score.task] = score.group
    }
    return TaskGroups(labels: labels)
  }

  /// Whether the middle level is one of experts that tasks mix, so that there are no groups.
  public var hasMixture: Bool { run.state.header?.moeLayers.contains { $0.isMixture } ?? false }
  /// Whether groups can be arranged by hand and given to the run.
  public var canRegroup: Bool { isSteerable && !hasMixture }

  /// The groups as they are being arranged by hand, or as they are.
  public var shownGroups: TaskGroups { regrouping ?? taskGroups }
}
