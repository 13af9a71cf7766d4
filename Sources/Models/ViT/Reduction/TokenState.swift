/// What the tokens of a batch stand for: how many patches each, and which.
public struct TokenState {
  /// Images, B.
  public let images: Int
  /// Tokens of an image at the start, N₀.
  public let start: Int
  /// Tokens of an image now, N.
  public private(set) var count: Int
  /// (B, N): start tokens in each; they sum to N₀.
  public private(set) var sizes: [Float]
  /// (B, N₀): the present token that contains each start token.
  public private(set) var owners: [Int32]
  /// What each block that removed tokens did, by the block's index.
  public private(set) var plans: [Int: MergePlan] = [:]

  /// Every token stands for itself.
  public init(images: Int, tokens: Int) {
    self.images = images
    start = tokens
    count = tokens
    sizes = Array(repeating: 1, count: images * tokens)
    owners = (0..<images * tokens).map { Int32($0 % tokens) }
  }

  /// Whether anything has been merged so far.
  public var isMerged: Bool { count < start }

  /// - Parameter sizes: those after.
  mutating func apply(_ plan: MergePlan, sizes: [Float], block: Int) {
    for image in 0..<images {
      for token in image * start..<(image + 1) * start {
        owners[token] = plan.newPositions[image * plan.tokens + Int(owners[token])]
      }
    }
    self.sizes = sizes
    count = plan.tokensAfter
    plans[block] = plan
  }
}
