/// What the panels look at together: one step, one layer, one expert, one device, one task.
public struct Selection: Sendable, Equatable {
  /// The step under the cursor; nil follows the run.
  public var step: Int?
  /// Place in the list of MoE layers.
  public var layer = 0
  /// The expert under the cursor; nil is none.
  public var expert: Int?
  /// One virtual device, or nil for all.
  public var device: Int?
  /// Place in the list of tasks.
  public var task = 0
  /// Tasks that are marked to leave their groups together.
  public var markedTasks: Set<Int> = []
  /// Whether classes are counted on validation images also where test images were counted.
  public var showsValidation = false

  /// Follows the run in its first layer.
  public init() {}
}
