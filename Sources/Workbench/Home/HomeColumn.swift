internal import TerminalUI

/// A column of a list.
struct HomeColumn: Sendable, Equatable {
  /// Its name in `HomeRow.values` and in what is remembered.
  let name: String
  let title: String
  var alignment = Alignment.right
  var minimum = 4
  var maximum: Int?
  /// Larger numbers stay longer when the screen is narrow.
  let priority: Int
  /// Whether it is shown until the user says otherwise.
  var isShown = true
  /// Whether it is shown only where a row has a value for it.
  var needsValues = false

  /// The columns of a section, from the left. The first is the name, which is always shown.
  static func all(of section: HomeSection) -> [HomeColumn] {
    switch section {
    case .sessions: sessions
    case .recipes: recipes
    case .studies: studies
    case .sweeps: sweeps
    }
  }

  private static func name(_ title: String) -> HomeColumn {
    HomeColumn(name: "name", title: title, alignment: .left, minimum: 24, maximum: 44, priority: 100)
  }

  private static let sessions: [HomeColumn] = [
    name("session"),
    HomeColumn(name: "state", title: "state", alignment: .left, minimum: 11, priority: 95),
    HomeColumn(name: "step", title: "step", priority: 70),
    HomeColumn(name: "train", title: "train", priority: 60),
    HomeColumn(name: "held-out", title: "held-out", priority: 85),
    HomeColumn(name: "best", title: "best", priority: 50),
    HomeColumn(name: "bits", title: "bits/byte", priority: 90),
    HomeColumn(name: "score", title: "score", priority: 88, needsValues: true),
    HomeColumn(name: "router", title: "router", alignment: .left, minimum: 6, priority: 65),
    HomeColumn(name: "experts", title: "experts", priority: 40),
    HomeColumn(name: "k", title: "k", priority: 41),
    HomeColumn(name: "parameters", title: "params", priority: 35),
    HomeColumn(name: "active", title: "active", priority: 30),
    HomeColumn(name: "tokens", title: "tokens", priority: 25),
    HomeColumn(name: "took", title: "took", priority: 45),
    HomeColumn(name: "started", title: "started", alignment: .left, minimum: 16, priority: 75),
    HomeColumn(name: "seed", title: "seed", priority: 20),
    HomeColumn(name: "size", title: "size", priority: 15),
    HomeColumn(name: "note", title: "note", alignment: .left, minimum: 8, maximum: 60, priority: 10),
  ]

  private static let recipes: [HomeColumn] = [
    name("recipe"),
    HomeColumn(name: "router", title: "router", alignment: .left, minimum: 6, priority: 90),
    HomeColumn(name: "experts", title: "experts", priority: 80),
    HomeColumn(name: "k", title: "k", priority: 81),
    HomeColumn(name: "layers", title: "layers", priority: 60),
    HomeColumn(name: "width", title: "width", priority: 61),
    HomeColumn(name: "steps", title: "steps", priority: 70),
    HomeColumn(name: "tokens", title: "tokens", priority: 65),
    HomeColumn(name: "data", title: "data", alignment: .left, minimum: 10, maximum: 40, priority: 50),
    HomeColumn(name: "changed", title: "keys set", priority: 40),
    HomeColumn(name: "file", title: "file", alignment: .left, minimum: 12, maximum: 60, priority: 20),
  ]

  private static let studies: [HomeColumn] = [
    name("study"),
    HomeColumn(name: "state", title: "state", alignment: .left, minimum: 8, priority: 90),
    HomeColumn(name: "members", title: "members", priority: 80),
    HomeColumn(name: "seeds", title: "seeds", priority: 70),
    HomeColumn(name: "trials", title: "trials", priority: 75),
    HomeColumn(name: "done", title: "done", priority: 76),
    HomeColumn(name: "title", title: "about", alignment: .left, minimum: 16, maximum: 90, priority: 60),
  ]

  private static let sweeps: [HomeColumn] = [
    name("sweep"),
    HomeColumn(name: "state", title: "state", alignment: .left, minimum: 8, priority: 95),
    HomeColumn(name: "done", title: "done", priority: 90),
    HomeColumn(name: "trials", title: "trials", priority: 85),
    HomeColumn(name: "best", title: "best", priority: 80),
    HomeColumn(name: "method", title: "method", alignment: .left, minimum: 4, priority: 70),
    HomeColumn(name: "started", title: "started", alignment: .left, minimum: 16, priority: 60),
    HomeColumn(name: "axes", title: "axes", alignment: .left, minimum: 10, maximum: 80, priority: 50),
  ]

  /// The order in which a section is shown until the user says otherwise.
  static func standardSort(of section: HomeSection) -> (column: String, isDescending: Bool) {
    switch section {
    case .sessions, .sweeps: ("started", true)
    case .recipes, .studies: ("name", false)
    }
  }
}
