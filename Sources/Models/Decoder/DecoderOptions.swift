/// The shape of a decoder-only language model.
public struct DecoderOptions: Sendable, Equatable {
  /// Number of token ids, V: rows of the embedding table.
  public var vocabulary = 257
  /// Longest sequence, T.
  public var sequenceLength = 128
  /// Number of transformer layers.
  public var layers = 4
  /// Model width, D.
  public var width = 256
  /// Attention heads a layer; each is `width / heads` wide.
  public var heads = 4
  /// Inner width of a dense feed-forward layer.
  public var feedForwardWidth = 512
  /// The non-linearity of the dense feed-forward layers.
  public var activation = Activation.geluTanh
  /// Whether the output projection is the embedding table.
  public var tiedEmbeddings = false
  /// Probability that an element of a sub-layer's output is dropped in training; 0 switches dropout off.
  public var dropout: Float = 0
  /// Base of the rotary embedding: pair i of K / 2 in a head turns by base^(−2i/K) a position.
  public var rotaryBase = 10_000.0
  /// Added to the mean square in every norm of the decoder.
  public var normEpsilon: Float = 1e-5
  /// Nil for a dense model.
  public var moe: MoEOptions?
  /// What the MoE layers are made of.
  public var moeBlock = MoEBlockKind.sparse
  /// Every how many layers one is an MoE layer, counted from `moeFirst`; the others are dense.
  public var moeEvery = 1
  /// Index of the first MoE layer, counted from 0.
  public var moeFirst = 0

  /// A small dense model over bytes.
  public init() {}

  /// Whether the feed-forward part of this layer is a mixture of experts.
  public func isMoE(layer: Int) -> Bool {
    moe != nil && layer >= moeFirst && (layer - moeFirst) % moeEvery == 0
  }
}
