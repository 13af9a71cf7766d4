/// The suites of tasks known by name.
public enum TaskCatalog {
  /// In the order in which they are listed.
  public static let suiteNames = ["wordnet-13", "classic-13"]

  /// Opens a suite.
  ///
  /// - Throws: `DataError` if there is none of this name, or if what it is made of is not on this machine, with the
  ///   command that brings it.
  public static func suite(named name: String) throws -> any TaskSet {
    switch name {
    case "wordnet-13": try WordNetTasks()
    case "classic-13": ClassicTasks()
    default:
      throw DataError("unknown suite of tasks '\(name)': there are \(suiteNames.joined(separator: ", "))")
    }
  }

  /// The names of a suite's tasks, without opening it; none of a suite that there is not.
  public static func taskNames(of suite: String) -> [String] {
    switch suite {
    case "wordnet-13": WordNetTasks.names
    case "classic-13": ClassicTasks.names
    default: []
    }
  }
}

extension TaskSet {
  /// The tasks `names`, in this order; all where there are none.
  ///
  /// - Throws: `DataError` as `task(named:)`, and for a name given twice.
  public func tasks(_ names: [String]) throws -> [LanguageTask] {
    for (place, name) in names.enumerated() {
      guard taskNames.contains(name) else {
        throw DataError("unknown task '\(name)' of \(self.name): there are \(taskNames.joined(separator: ", "))")
      }
      if names[..<place].contains(name) { throw DataError("task '\(name)' is named twice") }
    }
    return try (names.isEmpty ? taskNames : names).map(task)
  }
}
