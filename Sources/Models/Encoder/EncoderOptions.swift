/// The shape of a BERT encoder.
public struct EncoderOptions: Sendable, Equatable {
  /// Number of token ids, V.
  public var vocabulary: Int
  /// Longest sequence, Q: rows of the position table.
  public var positions: Int
  /// Number of token types, rows of the type table.
  public var types: Int
  /// Model width, D.
  public var width: Int
  /// Inner width of the feed-forward layers, M.
  public var inner: Int
  /// Attention heads a layer; each is `width / heads` wide.
  public var heads: Int
  /// Depth: the number of layers that a row passes.
  public var layers: Int
  /// Added to the variance in every norm.
  public var epsilon: Float
  /// Which layers exist in several copies; nil: none.
  public var levels: EncoderLevels?
  /// Whether the middle level is one of experts that the tasks mix, in place of copies for groups; nil: copies.
  public var mixture: EncoderMixture?

  /// All sizes; the defaults are those of BERT.
  public init(
    vocabulary: Int, positions: Int = 512, types: Int = 2, width: Int, inner: Int, heads: Int, layers: Int,
    epsilon: Float = 1e-12, levels: EncoderLevels? = nil, mixture: EncoderMixture? = nil
  ) {
    self.vocabulary = vocabulary
    self.positions = positions
    self.types = types
    self.width = width
    self.inner = inner
    self.heads = heads
    self.layers = layers
    self.epsilon = epsilon
    self.levels = levels
    self.mixture = mixture
  }
}

/// How an encoder's depth is divided: layers below `bottom` are shared by all rows, those from there to `mid` exist once
/// for each group, the others once for each task.
public struct EncoderLevels: Sendable, Equatable {
  /// Number of layers at the bottom.
  public var bottom: Int
  /// First layer of the top; `bottom` means that there are no copies for groups, the depth that there are none for
  /// tasks.
  public var mid: Int
  /// Number of groups, G.
  public var groups: Int
  /// Number of tasks, T.
  public var tasks: Int

  /// - Precondition: 0 ≤ bottom ≤ mid, and at least one group and task.
  public init(bottom: Int, mid: Int, groups: Int, tasks: Int) {
    precondition(0 <= bottom && bottom <= mid && groups >= 1 && tasks >= 1, "levels \(bottom), \(mid)")
    self.bottom = bottom
    self.mid = mid
    self.groups = groups
    self.tasks = tasks
  }

  /// How many copies there are of the middle and of the top: none of a level without layers.
  func copies(depth: Int) -> (groups: Int, tasks: Int) { (bottom == mid ? 0 : groups, mid == depth ? 0 : tasks) }
}

/// Which copies the rows of a batch take.
public struct EncoderRoute: Sendable, Equatable {
  /// For each row the group whose copy of the middle it takes.
  public var groups: [Int]
  /// For each row the task whose copy of the top it takes.
  public var tasks: [Int]

  /// One entry a row in both.
  public init(groups: [Int], tasks: [Int]) {
    precondition(groups.count == tasks.count, "\(groups.count) groups and \(tasks.count) tasks")
    self.groups = groups
    self.tasks = tasks
  }

  /// All rows take the same way.
  public init(group: Int, task: Int, rows: Int) {
    groups = Array(repeating: group, count: rows)
    tasks = Array(repeating: task, count: rows)
  }
}
