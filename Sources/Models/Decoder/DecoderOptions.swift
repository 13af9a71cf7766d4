/// The shape of a decoder-only language model.
public struct DecoderOptions: Sendable, Equatable {
  public var vocabulary = 257
  /// Longest sequence, T.
  public var sequenceLength = 128
  public var layers = 4
  /// Model width, D.
  public var width = 256
  public var heads = 4
  /// Inner width of a dense feed-forward layer.
  public var feedForwardWidth = 512
  public var activation = Activation.geluTanh
  /// Whether the output projection is the embedding table.
  public var tiedEmbeddings = false
  public var dropout: Float = 0
  public var rotaryBase = 10_000.0
  public var normEpsilon: Float = 1e-5
  /// Nil for a dense model.
  public var moe: MoEOptions?
  /// Every how many layers one is an MoE layer, counted from `moeFirst`; the others are dense.
  public var moeEvery = 1
  public var moeFirst = 0

  public init() {}

  /// Whether the feed-forward part of this layer is a mixture of experts.
  public func isMoE(layer: Int) -> Bool {
    moe != nil && layer >= moeFirst && (layer - moeFirst) % moeEvery == 0
  }
}
