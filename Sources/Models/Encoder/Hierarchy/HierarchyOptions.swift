/// How an encoder's depth is divided among what is shared by all tasks, by a group, and by none.
///
/// Source: Fei et al. 2022, "Coarse-to-Fine", COLING, whose abstract names the three levels; that they are stretches of one
/// encoder's layers, all copies starting from its weights, is our reading.
public struct HierarchyOptions: Sendable, Equatable {
  /// Layers that all tasks share.
  public var bottom: Int
  /// Layers of which each group has a copy.
  public var middle: Int
  /// Layers of which each task has a copy.
  public var top: Int
  /// Number of tasks.
  public var tasks: Int
  /// Copies of the middle: the groups at the start and those kept free for groups that are split off.
  public var copies: Int
  /// The step before which groups get copies of their own; 0: from the start.
  public var groupsFrom: Int
  /// The step before which tasks get copies of their own; 0: from the start.
  public var tasksFrom: Int

  /// - Precondition: no number is negative, and there are tasks and copies.
  public init(
    bottom: Int, middle: Int, top: Int, tasks: Int, copies: Int, groupsFrom: Int = 0, tasksFrom: Int = 0
  ) {
    precondition(bottom >= 0 && middle >= 0 && top >= 0 && tasks > 0 && copies > 0, "levels \(bottom)/\(middle)/\(top)")
    (self.bottom, self.middle, self.top) = (bottom, middle, top)
    (self.tasks, self.copies) = (tasks, copies)
    (self.groupsFrom, self.tasksFrom) = (groupsFrom, max(groupsFrom, tasksFrom))
  }

  /// The number of layers that a task passes.
  public var depth: Int { bottom + middle + top }

  /// The same as an encoder takes it.
  var levels: EncoderLevels { EncoderLevels(bottom: bottom, mid: bottom + middle, groups: copies, tasks: tasks) }
}
