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
  /// The layers that are mixtures of experts, with their index.
  public var moeLayers: [(index: Int, layer: MoELayer)] {
    layers.enumerated().compactMap { index, layer in
      if case .moe(let moe) = layer.feedForward { (index, moe) } else { nil }
    }
  }

  /// Changes the options of every MoE layer that may change between steps.
  public func updateMoE(_ change: (inout MoEOptions) -> Void) {
    for index in layers.indices {
      guard case .moe(var moe) = layers[index].feedForward else { continue }
      change(&moe.options)
      layers[index].feedForward = .moe(moe)
    }
  }

  /// Lets the routers move their own state on after an optimiser step.
  public func finishStep(_ results: [MoEResult]) {
    var rest = results[...]
    for index in layers.indices {
      guard case .moe(var moe) = layers[index].feedForward, let result = rest.popFirst() else { continue }
      moe.finishStep(result.statistics)
      layers[index].feedForward = .moe(moe)
    }
  }

  private enum FeedForward {
    case dense(DenseFeedForward)
    case moe(MoELayer)
  }

  private struct Layer {
    let attentionNorm: Parameter
    let attentionIn: Parameter  // (3D, D): queries, keys, values
    let attentionOut: Parameter  // (D, D)
    let feedForwardNorm: Parameter
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
    for index in 0..<options.layers {
      let path = "layers.\(index)"
      let attentionNorm = block.declare("\(path).attention.norm", [d], decays: false)
      let attentionIn = block.declare("\(path).attention.in", [3 * d, d])
      let attentionOut = block.declare("\(path).attention.out", [d, d])
      let feedForwardNorm = block.declare("\(path).ffn.norm", [d], decays: false)
      let feedForward: FeedForward =
        if let moe = options.moe, options.isMoE(layer: index) {
          .moe(try MoELayer(moe, width: d, in: block, prefix: "\(path).moe."))
        } else {
          .dense(
            DenseFeedForward(
              block, path: "\(path).ffn", width: d, inner: options.feedForwardWidth, activation: options.activation))
        }
      layers.append(
        Layer(
          attentionNorm: attentionNorm, attentionIn: attentionIn, attentionOut: attentionOut,
          feedForwardNorm: feedForwardNorm, feedForward: feedForward))
    }
    finalNorm = block.declare("norm", [d], decays: false)
    output = options.tiedEmbeddings ? embedding : block.declare("output", [options.vocabulary, d])
    rotary = RotaryTable(length: options.sequenceLength, headWidth: d / options.heads, base: options.rotaryBase)
  }

  /// What one forward pass gives.
  public struct Output {
    /// Mean cross-entropy, nats a token.
    public let loss: Tensor
    /// What each MoE layer did, in the order of `moeLayers`.
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
  public func forward(
    _ tape: Tape, inputs: [Int32], targets: [Int32], length: Int, dropout: DropoutKey? = nil,
    losses: UnsafeMutablePointer<Float>? = nil
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
      let u = tape.rmsNorm(h, weight: tape.parameter(layer.feedForwardNorm), epsilon: options.normEpsilon)
      let f: Tensor
      switch layer.feedForward {
      case .dense(let dense):
        f = dense.forward(tape, u)
      case .moe(let moe):
        let result = moe.forward(tape, u, tokenIDs: inputs)
        statistics.append(result)
        f = result.output
      }
      x = tape.add(h, dropped(tape, f, dropout, stream: 2 * index + 1))
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
