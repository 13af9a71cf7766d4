internal import Tensor

/// A linear layer's parameters.
struct BiasedLinear {
  let weight: Parameter  // (F, D)
  let bias: Parameter

  init(_ parameters: ViTParameters, _ path: String, from input: Int, to output: Int) {
    weight = parameters.declare("\(path).weight", [output, input])
    bias = parameters.declare("\(path).bias", [output])
  }

  func forward(_ tape: Tape, _ x: Tensor) -> Tensor {
    tape.linear(x, weight: tape.parameter(weight), bias: tape.parameter(bias))
  }

  /// The layer reads its input for the derivative of this one.
  func reader(_ tape: Tape) -> Tensor { tape.parameter(weight) }

  func parameters(_ tape: Tape) -> [Tensor] { [tape.parameter(weight), tape.parameter(bias)] }
}
