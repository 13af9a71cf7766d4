/// Parameters, floating-point operations and memory of a model, known before anything runs.
public struct ModelSize: Sendable, Equatable {
  /// All trained values.
  public var totalParameters: Int
  /// Those that take part in the work for one token. Of an embedding table that is not also the output projection, one
  /// row.
  public var activeParameters: Int
  /// Floating-point operations of training, forward and backward, for one token: 6 for each active element of a matrix,
  /// and 12 · T · D a layer for attention's scores and sums, which are not halved for causality.
  public var flopsPerToken: Double

  /// All fields, as they are described above.
  public init(totalParameters: Int, activeParameters: Int, flopsPerToken: Double) {
    (self.totalParameters, self.activeParameters) = (totalParameters, activeParameters)
    self.flopsPerToken = flopsPerToken
  }

  /// Bytes of weights, gradients and what the optimiser remembers of each weight.
  ///
  /// - Parameter remembered: how many numbers of each; AdamW has two moments.
  public func stateBytes(remembered: Int = 2) -> Int { 4 * (2 + remembered) * totalParameters }
}

extension DecoderOptions {
  /// What the model costs.
  public var size: ModelSize {
    let d = width
    let attention = 4 * d * d
    let dense = (activation.inputProducts + 1) * d * feedForwardWidth
    var total = vocabulary * d * (tiedEmbeddings ? 1 : 2) + d
    var matrices = vocabulary * d
    var norms = (2 * layers + 1) * d
    for layer in 0..<layers {
      total += attention + 2 * d
      matrices += attention
      if let moe, isMoE(layer: layer) {
        let (cost, parts) = (moe.parameters(width: d), moeBlock.parts.count)
        total += parts * cost.total + (parts - 1) * d
        matrices += parts * cost.active
        norms += (parts - 1) * d
      } else {
        total += dense
        matrices += dense
      }
    }
    let flops = 6 * Double(matrices) + 12 * Double(sequenceLength * d * layers)
    return ModelSize(
      totalParameters: total, activeParameters: matrices + norms + (tiedEmbeddings ? 0 : d), flopsPerToken: flops)
  }

  /// About how many bytes of activations one step of so many tokens keeps until its backward pass, and needs besides at
  /// its peak. Counts what the operations ask of the arena; a test holds it against what they really ask.
  public func activationBytes(tokens: Int) -> Int {
    let d = width
    var floats = tokens * (d + 1)  // embedding
    for layer in 0..<layers {
      // Two norms with their scales, queries, keys and values, attention and its log-sums, projection, two sums.
      floats += tokens * (2 * (d + 1) + 3 * d + d + heads + d + 2 * d)
      if let moe, isMoE(layer: layer) {
        let parts = moeBlock.parts.count
        floats += parts * moe.keptFloats(tokens: tokens, width: d) + (parts - 1) * tokens * (2 * d + 1)
      } else {
        floats += tokens * (activation.inputProducts * feedForwardWidth + d)
      }
    }
    // Last norm; the gradients of hidden states and output projection; one chunk of logits.
    floats += tokens * (2 * d + 3) + vocabulary * d + min(tokens * vocabulary, 1 << 22)
    // The backward pass of one layer at a time, and the gradients of activations that exist together.
    let hasDense = (0..<layers).contains { !isMoE(layer: $0) }
    floats += max(moe?.backwardFloats(tokens: tokens, width: d) ?? 0, hasDense ? tokens * feedForwardWidth : 0)
    floats += tokens * 6 * d
    return 4 * floats
  }
}
