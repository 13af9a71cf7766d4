internal import Tensor

/// One transformer layer with its norms after the residual sums, as in BERT (Devlin et al. 2019, arXiv:1810.04805).
///
/// x ← LN(x + Attention(x)), then x ← LN(x + W₂ gelu(W₁ x + b₁) + b₂), with the normal distribution itself in gelu.
struct EncoderLayer {
  /// (3D, D): queries, keys, values
  let attentionIn: Affine
  /// (D, D)
  let attentionOut: Affine
  let attentionNorm: Norm
  /// (M, D)
  let up: Affine
  /// (D, M)
  let down: Affine
  let feedForwardNorm: Norm
  /// `layers.i.`, in all copies.
  private let place: String

  /// Weight and bias of a linear map.
  struct Affine {
    let weight: Parameter
    let bias: Parameter

    init(_ block: ParameterBlock, _ path: String, _ outputs: Int, _ inputs: Int) {
      weight = block.declare(path + ".weight", [outputs, inputs])
      bias = block.declare(path + ".bias", [outputs], decays: false)
    }

    func callAsFunction(_ tape: Tape, _ x: Tensor) -> Tensor {
      tape.linear(x, weight: tape.parameter(weight), bias: tape.parameter(bias))
    }
  }

  /// Weight and bias of a norm.
  struct Norm {
    let weight: Parameter
    let bias: Parameter
    let epsilon: Float

    init(_ block: ParameterBlock, _ path: String, _ width: Int, epsilon: Float) {
      weight = block.declare(path + ".weight", [width], decays: false)
      bias = block.declare(path + ".bias", [width], decays: false)
      self.epsilon = epsilon
    }

    func callAsFunction(_ tape: Tape, _ x: Tensor) -> Tensor {
      tape.layerNorm(x, weight: tape.parameter(weight), bias: tape.parameter(bias), epsilon: epsilon)
    }
  }

  init(_ block: ParameterBlock, path: String, _ options: EncoderOptions) {
    let d = options.width
    place = EncoderNames.plain(path)
    attentionIn = Affine(block, path + "attn.qkv", 3 * d, d)
    attentionOut = Affine(block, path + "attn.out", d, d)
    attentionNorm = Norm(block, path + "attn.norm", d, epsilon: options.epsilon)
    up = Affine(block, path + "ffn.in", options.inner, d)
    down = Affine(block, path + "ffn.out", d, options.inner)
    feedForwardNorm = Norm(block, path + "ffn.norm", d, epsilon: options.epsilon)
  }

  /// Shapes: x (ΣT, D), keyBias (ΣT) or nil; result (ΣT, D).
  ///
  /// - Parameter lengths: T of each sequence.
  /// - Parameter noise: drops elements of both branches before they are added, as in training; nil drops nothing.
  func forward(
    _ tape: Tape, _ x: Tensor, heads: Int, lengths: [Int], keyBias: Tensor?, noise: EncoderNoise? = nil
  ) -> Tensor {
    func dropped(_ branch: Tensor, _ part: String) -> Tensor {
      noise?.dropped(tape, branch, place: place + part) ?? branch
    }
    tape.clock.enter("attention")
    let attended = tape.attention(
      qkv: attentionIn(tape, x), heads: heads, lengths: lengths, causal: false, rotary: nil, keyBias: keyBias)
    let h = attentionNorm(tape, tape.add(dropped(attentionOut(tape, attended), "attn"), x))
    tape.clock.enter("ffn")
    return feedForwardNorm(tape, tape.add(dropped(down(tape, tape.gelu(up(tape, h), .erf)), "ffn"), h))
  }
}
