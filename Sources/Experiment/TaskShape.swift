/// One of the tasks that a run trains on, known before its first step.
public struct TaskShape: Sendable, Equatable {
  /// The name used in recipes.
  public var name: String
  /// What it asks for, in one word: `classification`, `pairs`, `similarity`, `ranking`, `labelling`.
  public var kind: String
  /// The figure by which it is judged, such as `accuracy`; rises with quality.
  public var metric: String
  /// The group that it is in at the start, counted from 0.
  public var group: Int
  /// Examples that are trained on.
  public var examples: Int

  /// All fields, as they are described above.
  public init(name: String, kind: String, metric: String, group: Int = 0, examples: Int) {
    (self.name, self.kind, self.metric) = (name, kind, metric)
    (self.group, self.examples) = (group, examples)
  }
}

/// Figures of one task on held-out data.
public struct TaskScore: Sendable, Equatable {
  /// Its place in the header's tasks.
  public var task: Int
  /// The group that it was in, counted from 0.
  public var group: Int
  /// Mean loss.
  @Exact public var loss: Double
  /// The figures by which it is judged, the main one first; all rise with quality.
  public var metrics: [NamedValue]
  /// Number of examples that the figures are over, or of questions where answers are ranked.
  public var examples: Int

  /// All fields, as they are described above.
  public init(task: Int, group: Int = 0, loss: Double, metrics: [NamedValue], examples: Int) {
    (self.task, self.group) = (task, group)
    (self.metrics, self.examples) = (metrics, examples)
    self.loss = loss
  }
}
