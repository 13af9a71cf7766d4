public import Tensor

/// An ordinary feed-forward layer without biases: the same network as one expert.
public struct DenseFeedForward {
  let up: Parameter  // (D, F)
  let gate: Parameter?  // (D, F), SwiGLU only
  let down: Parameter  // (F, D)

  /// Declares the weights under `path`.
  public init(_ block: ParameterBlock, path: String, width: Int, inner: Int, activation: Activation) {
    up = block.declare("\(path).up", [width, inner])
    gate = activation == .swiglu ? block.declare("\(path).gate", [width, inner]) : nil
    down = block.declare("\(path).down", [inner, width])
  }

  /// Shapes: u (N, D); result (N, D).
  public func forward(_ tape: Tape, _ u: Tensor) -> Tensor {
    tape.feedForward(
      u, up: tape.parameter(up), gate: gate.map { tape.parameter($0) }, down: tape.parameter(down))
  }
}
