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

  /// The names of a suite's spare tasks; see `TaskSet.spareNames`.
  public static func spareNames(of suite: String) -> [String] {
    suite == "classic-13" ? [ClassicTasks.spare] : []
  }

  /// The suite that has a task, also as a spare one; nil for a task that there is not.
  public static func suiteName(of task: String) -> String? {
    suiteNames.first { (taskNames(of: $0) + spareNames(of: $0)).contains(task) }
  }
}

extension TaskSet {
  /// The tasks `names`, in this order; all where there are none.
  ///
  /// - Throws: `DataError` as `task(named:)`, and for a name given twice.
  public func tasks(_ names: [String]) throws -> [LanguageTask] { try checked(names).map(task) }

  /// The names themselves, or those of all tasks where there are none; nothing is read.
  ///
  /// - Throws: `DataError` for a name that is not known or given twice; it names the recipe's key.
  public func checked(_ names: [String]) throws(DataError) -> [String] {
    for (place, name) in names.enumerated() {
      guard isKnown(name) else {
        if let other = TaskCatalog.suiteName(of: name) {
          throw DataError("tasks.names: '\(name)' is a task of \(other), not of \(self.name): see tasks.suite")
        }
        let known = (taskNames + spareNames).joined(separator: ", ")
        throw DataError("tasks.names: unknown task '\(name)' of \(self.name): there are \(known)")
      }
      if names[..<place].contains(name) {
        throw DataError("tasks.names: task '\(name)' is named twice: name it once")
      }
    }
    return names.isEmpty ? taskNames : names
  }
}
