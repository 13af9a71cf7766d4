public import Tensor

/// The shape of a vision transformer.
public struct ViTOptions: Sendable, Equatable {
  /// One block's sizes.
  public struct Block: Sendable, Equatable {
    /// Inner width of the perceptron, M.
    public var inner: Int
    /// Whether both branches are scaled channel by channel before they are added.
    public var hasLayerScale: Bool
    /// Tokens to remove, r; fewer where fewer can go.
    public var removed: Int
    /// Inner width of the generator `mlp`.
    public var generatorWidth: Int

    /// A block that merges nothing.
    public init(inner: Int, hasLayerScale: Bool = false, removed: Int = 0, generatorWidth: Int = 4) {
      self.inner = inner
      self.hasLayerScale = hasLayerScale
      self.removed = removed
      self.generatorWidth = generatorWidth
    }
  }

  /// Model width, D.
  public var width: Int
  /// Attention heads; each is `width / heads` wide.
  public var heads: Int
  /// Pixels along a patch's side, P.
  public var patch: Int
  /// Channels of an image, C.
  public var channels = 3
  /// Classes that the head tells apart, K; 0: no head.
  public var classes: Int
  /// Added to the variance in every norm of the trunk.
  public var epsilon: Float = 1e-6
  /// The grid for which the table of positions was made; others are interpolated.
  public var positionGrid: GridSize
  /// From the first to the last.
  public var blocks: [Block]
  /// Whether a token that stands for n counts n times as a key.
  public var proportionalAttention = true
  /// The trained correction of queries, keys and values, or nil.
  public var lora: LoRAOptions?
  /// Inner width of the adapter after every perceptron, or nil.
  public var adapterWidth: Int?
  /// What happens to source tokens before they merge.
  public var reducer = ToMe.name
  /// Probability that the last block's branches are dropped for an image in training; it rises in even steps from 0 in
  /// the first. Source: Huang et al. 2016, arXiv:1603.09382, with the linear rule.
  public var dropPath: Float = 0
  /// Added to the variance in the generator's norm.
  public var generatorEpsilon: Float = 1e-5

  /// A transformer whose blocks are all alike and merge nothing.
  public init(
    width: Int, heads: Int, depth: Int, patch: Int, inner: Int, classes: Int, positionGrid: GridSize,
    hasLayerScale: Bool = false
  ) {
    self.width = width
    self.heads = heads
    self.patch = patch
    self.classes = classes
    self.positionGrid = positionGrid
    blocks = Array(repeating: Block(inner: inner, hasLayerScale: hasLayerScale), count: depth)
  }

  /// Probability that one block's branches are dropped.
  func dropPath(block: Int) -> Float {
    blocks.count > 1 ? dropPath * Float(block) / Float(blocks.count - 1) : 0
  }

  /// Sets how many tokens each block removes.
  ///
  /// - Precondition: one number for each block.
  public mutating func merge(_ removed: [Int]) {
    precondition(removed.count == blocks.count, "\(removed.count) numbers for \(blocks.count) blocks")
    for (index, count) in removed.enumerated() { blocks[index].removed = count }
  }

  /// Tokens after each block for so many at the start.
  public func tokenCounts(from start: Int) -> [Int] {
    var count = start
    return blocks.map { block in
      count -= MergePlan.removable(block.removed, of: count)
      return count
    }
  }
}

/// A correction of low rank to the joint projection of queries, keys and values.
public struct LoRAOptions: Sendable, Equatable {
  /// Inner width of the correction.
  public var rank: Int
  /// The factor before it.
  public var scale: Float
  /// Probability that an element of what the correction reads is dropped in training.
  public var dropout: Float = 0

  /// A correction without dropout.
  public init(rank: Int, scale: Float = 1) {
    self.rank = rank
    self.scale = scale
  }
}
