public import Experiment

/// What a run is about. Which panels and views it has a use for follows from this.
public struct RunSubject: OptionSet, Hashable, Sendable {
  /// A bit for each subject.
  public let rawValue: Int

  /// Some subjects.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Windows of text, whose next token is predicted.
  public static let text = RunSubject(rawValue: 1)
  /// Several tasks with figures of their own.
  public static let tasks = RunSubject(rawValue: 2)
  /// Pictures, of which tokens are merged.
  public static let pictures = RunSubject(rawValue: 4)
  /// Layers whose experts have ledgers.
  public static let ledgers = RunSubject(rawValue: 8)
  /// Experts that are known by how much each task uses them.
  public static let taskExperts = RunSubject(rawValue: 16)
  /// Pictures of a domain without labels, for which a model is adapted.
  public static let adaptation = RunSubject(rawValue: 32)
  /// Whatever a run is about.
  public static let any: RunSubject = [.text, .tasks, .pictures, .ledgers, .taskExperts, .adaptation]

  /// Nothing known yet counts as text.
  public init(_ run: RunState) {
    guard let header = run.header else {
      self = .text
      return
    }
    if header.workload == Recipe.Workload.domainAdaptation.rawValue {
      // Its tasks are the steps of the two domains: they share nothing but their names with tasks.
      self = .adaptation
    } else if !header.tasks.isEmpty {
      self = .tasks
    } else {
      self = header.workload == Recipe.Workload.tokenMerging.rawValue ? .pictures : .text
    }
    if !header.moeLayers.isEmpty { insert(.ledgers) }
    if run.evaluations.last?.matrices.contains(where: { $0.name.hasPrefix("experts") }) == true { insert(.taskExperts) }
  }
}

extension Shared {
  /// What the run is about.
  public var subject: RunSubject { RunSubject(run.state) }
}
