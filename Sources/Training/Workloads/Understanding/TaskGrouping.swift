internal import Data
internal import Experiment

/// Which tasks share a middle level.
enum TaskGrouping {
  /// The groups that a recipe asks for: those it lists, those of a run that is taken up again, or by its rule.
  ///
  /// - Returns: the tasks of each group, by their places.
  /// - Throws: `TrainingError` for names that are no tasks of the run, and rules that are not known.
  static func groups(of recipe: Recipe, data: UnderstandingData) throws -> [[Int]] {
    let names = data.tasks.map(\.name)
    if let kept = data.keptGroups { return try numbered(kept, among: names, key: "the checkpoint's groups") }
    // Experts take the place of the copies for groups.
    if recipe[Keys.Mixture.kind] != Recipe.Mixture.none { return [Array(names.indices)] }
    if let listed = try listed(in: recipe, among: names) { return listed }
    if recipe[Keys.Hierarchy.middle] == 0, recipe[Keys.Hierarchy.groupSteps] == 0 { return [Array(names.indices)] }
    switch recipe[Keys.Hierarchy.grouping] {
    case .kinds: return byKind(data.tasks)
    case .listed: throw noGroups
    case .data, .manual, .model, .combined, .random, .opposite:
      if let groups = try data.relatedGroups ?? data.related(recipe).relatedGroups { return groups }
      return [Array(names.indices)]
    }
  }

  /// How many groups a recipe makes of its tasks, without reading them; nil where it is for their relevance to say.
  ///
  /// - Throws: `TrainingError` as `groups(of:data:)`.
  static func count(for recipe: Recipe, names: [String], kinds: [TaskKind]) throws(TrainingError) -> Int? {
    if recipe[Keys.Mixture.kind] != Recipe.Mixture.none { return 1 }
    if let listed = try listed(in: recipe, among: names) { return listed.count }
    if recipe[Keys.Hierarchy.middle] == 0, recipe[Keys.Hierarchy.groupSteps] == 0 { return 1 }
    switch recipe[Keys.Hierarchy.grouping] {
    case .kinds: return Set(kinds).count
    case .listed: throw noGroups
    case .data, .manual, .model, .combined, .random, .opposite:
      if names.count < 2 { return 1 }
      let wanted = recipe[Keys.Hierarchy.groupsWanted]
      return wanted > 0 ? min(wanted, names.count) : nil
    }
  }

  private static let noGroups = TrainingError("hierarchy.groups is empty: name the tasks of each group")

  /// Whether the groups of a run from its beginning follow from how much its tasks have to do with each other.
  static func followsFromRelevance(_ recipe: Recipe) -> Bool {
    guard recipe.listedGroups.isEmpty, recipe[Keys.Mixture.kind] == Recipe.Mixture.none,
      recipe[Keys.Hierarchy.middle] > 0 || recipe[Keys.Hierarchy.groupSteps] > 0
    else {
      return false
    }
    return switch recipe[Keys.Hierarchy.grouping] {
    case .listed, .kinds: false
    case .data, .manual, .model, .combined, .random, .opposite: true
    }
  }

  /// The groups that a recipe lists; nil where it lists none.
  ///
  /// - Throws: `TrainingError` naming a task that is unknown or missing.
  static func listed(in recipe: Recipe, among names: [String]) throws(TrainingError) -> [[Int]]? {
    let listed = recipe.listedGroups
    return listed.isEmpty ? nil : try numbered(listed, among: names, key: Keys.Hierarchy.groups.path)
  }

  /// Tasks of a kind, in the order in which the kinds first occur.
  private static func byKind(_ tasks: [EncodedTask]) -> [[Int]] {
    var kinds: [TaskKind] = []
    for task in tasks where !kinds.contains(task.kind) { kinds.append(task.kind) }
    return kinds.map { kind in tasks.indices.filter { tasks[$0].kind == kind } }
  }

  private static func numbered(
    _ groups: [[String]], among names: [String], key: String
  ) throws(TrainingError) -> [[Int]] {
    var result: [[Int]] = []
    for group in groups {
      var members: [Int] = []
      for name in group {
        guard let place = names.firstIndex(of: name) else {
          throw TrainingError("\(key): the run has no task '\(name)'; it has \(names.joined(separator: ", "))")
        }
        members.append(place)
      }
      result.append(members.sorted())
    }
    let all = Set(result.joined())
    if let missing = names.indices.first(where: { !all.contains($0) }) {
      throw TrainingError("\(key): the task \(names[missing]) is in no group")
    }
    return result
  }
}
