public import Experiment

/// Where a run puts the one of two that does not go on: a session of its own beside the run's.
public struct BranchPlace {
  /// File name of the branch's session.
  public let name: String
  /// File name of the run's session.
  public let parent: String
  /// The branch's folder of checkpoints; nil writes none.
  public let checkpoints: Checkpoints?
  /// Writes a session of these events.
  public let record: ([Stamped]) throws -> Void

  /// All fields, as they are described above.
  public init(name: String, parent: String, checkpoints: Checkpoints?, record: @escaping ([Stamped]) throws -> Void) {
    (self.name, self.parent, self.checkpoints, self.record) = (name, parent, checkpoints, record)
  }
}
