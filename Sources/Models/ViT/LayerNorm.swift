internal import Tensor

/// A norm's parameters.
struct LayerNorm {
  let weight: Parameter
  let bias: Parameter
  let epsilon: Float

  init(_ parameters: ViTParameters, _ path: String, width: Int, epsilon: Float) {
    weight = parameters.declare("\(path).weight", [width])
    bias = parameters.declare("\(path).bias", [width])
    self.epsilon = epsilon
  }

  func forward(_ tape: Tape, _ x: Tensor) -> Tensor {
    tape.layerNorm(x, weight: tape.parameter(weight), bias: tape.parameter(bias), epsilon: epsilon)
  }

  /// Besides what x needs itself: if one of these needs a gradient, the norm reads x for it.
  func parameters(_ tape: Tape) -> [Tensor] { [tape.parameter(weight), tape.parameter(bias)] }
}
