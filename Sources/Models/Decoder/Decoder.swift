public import Tensor

/// A decoder-only transformer whose feed-forward layers may be mixtures of experts.
///
/// Per layer: h = x + Attention(RMSNorm(x)), y = h + FFN(RMSNorm(h)), with rotary embedding on queries and keys, no
/// biases, and a last norm before the output projection (the layout of LLaMA, Touvron et al. 2023, arXiv:2302.13971).
public final class Decoder {
  /// The shape that the model was built with; what `updateMoE` changes is not seen here.
  public let options: DecoderOptions
  /// All parameters of the model.
  public let block = ParameterBlock()
  /// One mixture-of-experts layer and its place: a Cartesian block has two of them.
  public struct MoEPlace {
    /// Index of the transformer layer, counted from 0.
    public let index: Int
    /// Empty, or which sub-layer of the block this is.
    public let part: String
    /// The layer as it stands.
    public let layer: MoELayer

    /// What its parameters and buffers are named after: `layers.3.moe.` or `layers.3.moe.a.`.
    public var path: String { "layers.\(index).moe.\(part.isEmpty ? "" : part + ".")" }
  }

  /// All mixture-of-experts layers in the order in which a token passes them.
  public var moeLayers: [MoEPlace] {
    layers.enumerated().flatMap { index, layer -> [MoEPlace] in
      guard case .moe(let block) = layer.feedForward else { return [] }
      return zip(block.parts, block.sublayers).map { MoEPlace(index: index, part: $0, layer: $1.layer) }
    }
  }

  /// Changes every MoE layer in what may change between steps: options and the router's state.
  ///
  /// - Throws: what `change` throws; earlier layers are then changed already.
  public func updateMoE<Failure: Error>(
    _ change: (_ path: String, inout MoELayer) throws(Failure) -> Void
  ) throws(Failure) {
    for index in layers.indices {
      guard case .moe(var block) = layers[index].feedForward else { continue }
      for (number, part) in block.parts.enumerated() {
        let path = MoEPlace(index: index, part: part, layer: block.sublayers[number].layer).path
        try change(path, &block.sublayers[number].layer)
      }
      layers[index].feedForward = .moe(block)
    }
  }

  /// Lets the routers move their own state on after an optimiser step.
  public func finishStep(_ results: [MoEResult]) {
    var rest = results[...]
    for index in layers.indices {
      guard case .moe(var block) = layers[index].feedForward else { continue }
      block.finishStep(rest.prefix(block.parts.count).map(\.statistics))
      rest = rest.dropFirst(block.parts.count)
      layers[index].feedForward = .moe(block)
    }
  }

  private enum FeedForward {
    case dense(norm: Parameter, DenseFeedForward)
    case moe(MoEBlock)
  }

  private struct Layer {
    let attentionNorm: Parameter
    let attentionIn: Parameter  // (3D, D): queries, keys, values
    let attentionOut: Parameter  // (D, D)
    var feedForward: FeedForward
  }

  private let embedding: Parameter  // (V, D)
  private let output: Parameter  // (V, D)
  private let finalNorm: Parameter
  private var layers: [Layer]
  private let rotary: RotaryTable

  /// Declares all parameters; their values are zero until `initialise` or a checkpoint sets them.
  ///
  /// - Throws: when the options of the MoE layers contradict each other.
  public init(_ options: DecoderOptions) throws(MoEError) {
    self.options = options
    let d = options.width
    let block = self.block
    embedding = block.declare("embedding", [options.vocabulary, d])
    layers = []
    var moe = options.moe
    moe?.normEpsilon = Double(options.normEpsilon)
    for index in 0..<options.layers {
      let path = "layers.\(index)"
      let attentionNorm = block.declare("\(path).attention.norm", [d], decays: false)
      let attentionIn = block.declare("\(path).attention.in", [3 * d, d])
      let attentionOut = block.declare("\(path).attention.out", [d, d])
      let feedForward: FeedForward =
        if let moe, options.isMoE(layer: index) {
          .moe(
            try MoEBlock(
              options.moeBlock, moe, width: d, in: block, prefix: "\(path).moe.", norm: "\(path).ffn.norm"))
        } else {
          .dense(
            norm: block.declare("\(path).ffn.norm", [d], decays: false),
            DenseFeedForward(
              block, path: "\(path).ffn", width: d, inner: options.feedForwardWidth, activation: options.activation))
        }
      layers.append(
        Layer(
          attentionNorm: attentionNorm, attentionIn: attentionIn, attentionOut: attentionOut,
          feedForward: feedForward))
    }
    finalNorm = block.declare("norm", [d], decays: false)
    output = options.tiedEmbeddings ? embedding : block.declare("output", [options.vocabulary, d])
    rotary = RotaryTable(length: options.sequenceLength, headWidth: d / options.heads, base: options.rotaryBase)
  }

  /// What one forward pass gives.
  public struct Output {
    /// Mean cross-entropy, nats a token.
    public let loss: Tensor
    /// What each MoE layer or sub-layer did, in the order of `moeLayers`.
    public let moe: [MoEResult]
  }

  /// Names one training step to the parts of the model that draw random numbers.
  public struct DropoutKey {
    /// The run's seed.
    public var seed: UInt64
    /// Number of the step, counted from 0.
    public var step: Int

    /// The same seed and step draw the same noise.
    public init(seed: UInt64, step: Int) {
      self.seed = seed
      self.step = step
    }
  }

  /// Shapes: inputs and targets (B·T), sequences of `length` one after another.
  /// - Parameters:
  ///   - dropout: nil switches dropout off, as in evaluation.
  ///   - losses: receives the loss of every token, length B·T, when given.
  ///   - interventions: for each of `moeLayers`, what is changed of its router's choices; empty: nothing.
  public func forward(
    _ tape: Tape, inputs: [Int32], targets: [Int32], length: Int, dropout: DropoutKey? = nil,
    losses: UnsafeMutablePointer<Float>? = nil, interventions: [RoutingIntervention] = []
  ) -> Output {
    var statistics: [MoEResult] = []
    tape.clock.enter("embedding")
    var x = tape.embedding(inputs, table: tape.parameter(embedding))
    for (index, layer) in layers.enumerated() {
      tape.clock.enter("attention")
      let a = tape.rmsNorm(x, weight: tape.parameter(layer.attentionNorm), epsilon: options.normEpsilon)
      let qkv = tape.linear(a, weight: tape.parameter(layer.attentionIn))
      let attended = tape.attention(qkv: qkv, heads: options.heads, length: length, causal: true, rotary: rotary)
      let attention = tape.linear(attended, weight: tape.parameter(layer.attentionOut))
      let h = tape.add(x, dropped(tape, attention, dropout, stream: 2 * index))
      tape.clock.enter("ffn")
      switch layer.feedForward {
      case .dense(let norm, let dense):
        let u = tape.rmsNorm(h, weight: tape.parameter(norm), epsilon: options.normEpsilon)
        x = tape.add(h, dropped(tape, dense.forward(tape, u), dropout, stream: 2 * index + 1))
      case .moe(let block):
        let own = interventions.dropFirst(statistics.count).prefix(block.parts.count)
        let results = block.forward(tape, h, tokenIDs: inputs, interventions: own) { [self] output, part in
          // The second sub-layer's stream lies beyond those of all layers.
          dropped(tape, output, dropout, stream: part == 0 ? 2 * index + 1 : 2 * layers.count + index)
        }
        statistics += results
        x = results[results.count - 1].output
      }
    }
    tape.clock.enter("output")
    let hidden = tape.rmsNorm(x, weight: tape.parameter(finalNorm), epsilon: options.normEpsilon)
    let loss = tape.crossEntropy(hidden, weight: tape.parameter(output), targets: targets, losses: losses)
    return Output(loss: loss, moe: statistics)
  }

  private func dropped(_ tape: Tape, _ x: Tensor, _ key: DropoutKey?, stream: Int) -> Tensor {
    guard let key, options.dropout > 0 else { return x }
    let positions = UInt64((x.count + 3) / 4)
    return tape.dropout(
      x, rate: options.dropout, seed: key.seed, stream: UInt64(stream), position: UInt64(key.step) * positions)
  }
}
