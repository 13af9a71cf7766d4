/// A task with its data.
public struct LanguageTask: Sendable {
  /// The name used in recipes.
  public let name: String
  /// What it asks for.
  public let kind: TaskKind
  /// Names of the classes or tags, by index; empty for numbers.
  public let labels: [String]
  /// The figures by which it is judged, the main one first.
  public let metrics: [TaskMetric]
  /// What is trained on.
  public let training: [TaskExample]
  /// What choices are made by.
  public let validation: [TaskExample]
  /// What is reported on.
  public let test: [TaskExample]
  /// For similarity: the lowest and the highest score that there may be.
  public let scoreRange: ClosedRange<Double>?

  /// All fields.
  public init(
    name: String, kind: TaskKind, labels: [String], metrics: [TaskMetric], training: [TaskExample],
    validation: [TaskExample], test: [TaskExample], scoreRange: ClosedRange<Double>? = nil
  ) {
    (self.name, self.kind, self.labels, self.metrics) = (name, kind, labels, metrics)
    (self.training, self.validation, self.test) = (training, validation, test)
    self.scoreRange = scoreRange
  }
}

/// Several tasks that belong together.
public protocol TaskSet: Sendable {
  /// The name used in recipes.
  var name: String { get }
  /// The names of the tasks, in the order in which they are listed.
  var taskNames: [String] { get }
  /// Tasks that are read like the others but are none of the suite's own: only a recipe that names them has them.
  var spareNames: [String] { get }
  /// Reads one task.
  ///
  /// - Throws: `DataError` that names the file, and where there is one the line, or the task if it is not known.
  func task(named name: String) throws -> LanguageTask
  /// What a task asks for, without reading it; nil for one that is not known.
  func kind(of name: String) -> TaskKind?
  /// What a task is made of and what it asks for, in a line; empty for one that is not known.
  func summary(of name: String) -> String
}

extension TaskSet {
  /// None.
  public var spareNames: [String] { [] }
  /// Whether there is such a task, a spare one included.
  public func isKnown(_ name: String) -> Bool { taskNames.contains(name) || spareNames.contains(name) }
}

/// Sets examples aside where a task has no validation part of its own.
enum Holdout {
  /// About one in ten goes to `second`, by a hash of its text: the same on every machine and in any order, and two
  /// equal texts stay together.
  static func divide(_ examples: [TaskExample], salt: String = "") -> (first: [TaskExample], second: [TaskExample]) {
    var (first, second): ([TaskExample], [TaskExample]) = ([], [])
    for example in examples {
      if StableHash.hash(Array((salt + example.text).utf8)) % 10 == 0 {
        second.append(example)
      } else {
        first.append(example)
      }
    }
    return (first, second)
  }
}
