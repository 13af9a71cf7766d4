import Experiment

/// What somebody writes to add trials to a sweep: a number of combinations to draw, or one by its settings.
public enum AddedTrials {
  /// The value that a decision to add carries.
  ///
  /// - Parameter text: `8`, or settings separated by blanks: `moe.k=2 moe.router=mask`.
  /// - Throws: `SweepError` and `RecipeError`, also for a combination that is in the sweep already.
  public static func value(_ text: String, in contents: SweepContents) throws -> String {
    let words = text.split(separator: " ").map(String.init)
    if words.count == 1, let count = Int(words[0]) { return try drawn(count, in: contents) }
    guard !words.isEmpty else { throw SweepError("add", "write settings, such as moe.k=3") }
    return try combination(words, in: contents)
  }

  /// So many more combinations, drawn as the others were.
  public static func drawn(_ count: Int, in contents: SweepContents) throws -> String {
    guard contents.sweep.trials != nil else {
      throw SweepError("--trials", "all combinations of this sweep are in it already: give one by its settings")
    }
    guard (1...100_000).contains(count) else { throw SweepError("--trials", "is \(count): give 1 to 100000") }
    return "\(count)"
  }

  /// One combination.
  public static func combination(_ settings: [String], in contents: SweepContents) throws -> String {
    let recipe = try contents.sweep.recipe.applying(sets: settings)
    // The sweep's axes first, so that its tables have a value for each; then what is set besides.
    let axes = contents.sweep.space.axes.map { Setting($0.key, recipe[$0.key]) }
    let others = recipe.differences(from: contents.sweep.recipe).map { Setting($0.key, $0.value) }
      .filter { other in !axes.contains { $0.key == other.key } }
    let text = SweepStore.text(axes + others)
    if contents.trials.contains(where: { SweepStore.text($0.settings) == text }) {
      throw SweepError("--set", "\((axes + others).label) is in the sweep already")
    }
    return text
  }
}
