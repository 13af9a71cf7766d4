internal import Tensor

/// What PYRA's generators look at: P = LN(M_s + M_t), one row for each pair.
struct PairMatrix {
  private let weight: Parameter
  private let bias: Parameter
  private let epsilon: Float

  init(_ shape: ReducerShape, _ declare: (_ name: String, _ shape: [Int]) -> Parameter) {
    weight = declare("norm.weight", [shape.width])
    bias = declare("norm.bias", [shape.width])
    epsilon = shape.epsilon
  }

  /// Shapes: result (B · r, D).
  func callAsFunction(_ pairs: MergePairs, on tape: Tape) -> Tensor {
    tape.layerNorm(
      tape.add(pairs.sources, pairs.destinations()), weight: tape.parameter(weight), bias: tape.parameter(bias),
      epsilon: epsilon)
  }
}

/// W_r, one weight for each rank of similarity: δ_D = W_rᵀ P, a number for each channel of an image.
struct RankVector {
  private let weights: Parameter

  init(_ shape: ReducerShape, _ declare: (_ name: String, _ shape: [Int]) -> Parameter) {
    weights = declare("wr", [shape.removed])
  }

  /// Shapes: P (B · length, D); result (B, D).
  func channels(_ p: Tensor, length: Int, on tape: Tape) -> Tensor {
    tape.weightedRowSums(p, weights: tape.parameter(weights), length: length)
  }
}

/// W_D, one weight for each channel: δ_r = P W_D, a number for each pair.
struct ChannelVector {
  private let weights: Parameter

  init(_ shape: ReducerShape, _ declare: (_ name: String, _ shape: [Int]) -> Parameter) {
    weights = declare("wd", [shape.width])
  }

  /// Shapes: P (B · r, D); result (B · r, 1).
  func pairs(_ p: Tensor, on tape: Tape) -> Tensor {
    tape.linear(p, weight: tape.parameter(weights).reshaped([1, p.columns]))
  }
}
