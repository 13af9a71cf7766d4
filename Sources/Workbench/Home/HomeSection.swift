/// A part of home: what is listed there.
public enum HomeSection: String, Sendable, CaseIterable {
  /// Recorded runs and those under way.
  case sessions
  /// Recipe files, from which runs start.
  case recipes
  /// Folders that compare members over seeds.
  case studies
  /// Searches over recipes.
  case sweeps

  var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
  var number: Int { (HomeSection.allCases.firstIndex(of: self) ?? 0) + 1 }

  /// What stands in an empty list: what to do about it.
  var emptyLines: [String] {
    switch self {
    case .sessions:
      [
        "No session yet. A session is the record of a run: losses, router and every token's fate.",
        "", "2 lists recipes: Enter opens one as a form, r trains it.",
        "Or from the shell: switchyard run recipes/first-light.toml",
      ]
    case .recipes:
      [
        "No recipe found. A recipe is a TOML file in the folder recipes.", "",
        "switchyard describe --keys lists its keys.",
      ]
    case .studies:
      [
        "No study found. A study is a folder in recipes/studies with study.toml: a recipe and members that differ from it."
      ]
    case .sweeps:
      [
        "No sweep yet. A sweep tries values of a recipe's keys.", "",
        "2 lists recipes: Enter opens one as a form, in which keys can be made axes.",
        "Or from the shell: switchyard sweep recipes/small.toml --vary moe.k=1,2",
      ]
    }
  }
}
