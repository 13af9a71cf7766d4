public import Experiment

/// Runs whose recipes are equal but for the seed: what differs among them is chance.
public struct RecipeGroup: Sendable, Equatable {
  /// Places of its runs among all runs, in their order.
  public var members: [Int]

  /// Keys that do not make runs different: they change no figure but the seed, which makes the spread.
  static let incidental: Set<String> = [
    Keys.Run.name.path, Keys.Run.seed.path, Keys.Run.threads.path, Keys.Record.checkpointEvery.path,
    Keys.Record.keep.path,
  ]

  /// Groups in the order of their first runs. A run whose recipe cannot be read is alone.
  public static func all(_ states: [RunState]) -> [RecipeGroup] {
    var groups: [(recipe: Recipe?, group: RecipeGroup)] = []
    for (place, state) in states.enumerated() {
      let recipe = state.recipe.map(neutral)
      if let recipe, let known = groups.firstIndex(where: { $0.recipe == recipe }) {
        groups[known].group.members.append(place)
      } else {
        groups.append((recipe, RecipeGroup(members: [place])))
      }
    }
    return groups.map(\.group)
  }

  private static func neutral(_ recipe: Recipe) -> Recipe {
    var recipe = recipe
    for path in incidental { if let key = RecipeKey.named(path) { recipe[key] = key.standard } }
    return recipe
  }
}

/// The recipe keys in which runs differ, with their values.
public struct RecipeColumns: Sendable, Equatable {
  /// The keys, in the order of a recipe file; names, numbers of threads and what is kept on disk left out.
  public let keys: [RecipeKey]
  /// For each run the values, as many as keys, without quotes; empty for a run whose recipe cannot be read.
  public let values: [[String]]

  /// The differences of these runs; the seed is among them if `withSeeds`.
  ///
  /// - Parameter asWritten: values as recipes have them, for programs. Otherwise what they come to, for people: `all` for
  ///   0 blocks, a dash for what a run does not read; a key that comes to the same in all runs is not among them then.
  public init(_ states: [RunState], withSeeds: Bool = false, asWritten: Bool = false) {
    let recipes = states.map(\.recipe)
    let known = recipes.compactMap(\.self)
    func text(_ key: RecipeKey, _ recipe: Recipe) -> String {
      asWritten ? Self.text(recipe[key]) : RecipeMeaning.text(key, recipe)
    }
    let differing = RecipeKey.all.filter { key in
      let isIncidental = RecipeGroup.incidental.contains(key.path) && !(withSeeds && key.path == Keys.Run.seed.path)
      return !isIncidental && known.dropFirst().contains { $0[key] != known[0][key] }
        && Set(known.map { text(key, $0) }).count > 1
    }
    keys = differing
    values = recipes.map { recipe in recipe.map { recipe in differing.map { text($0, recipe) } } ?? [] }
  }

  /// The keys' headings: their names, with their tables where two have the same name.
  public var titles: [String] {
    keys.map { key in keys.count { $0.name == key.name } > 1 ? key.path : key.name }
  }

  static func text(_ value: RecipeValue) -> String {
    switch value {
    case .string(let word): word.isEmpty ? "\"\"" : word
    case .number(let number): Int(exactly: number).map { "\($0)" } ?? value.toml
    default: value.toml
    }
  }
}
