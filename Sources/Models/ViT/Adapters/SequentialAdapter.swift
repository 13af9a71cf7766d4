internal import Tensor

/// A narrow perceptron after a block's own, with a residual connection around it: m + U · quickGELU(V · m).
///
/// Source: Houlsby et al. 2019, arXiv:1902.00751; placed and activated as in the code of PYRA.
struct SequentialAdapter {
  let down: BiasedLinear
  let up: BiasedLinear

  init(_ parameters: ViTParameters, _ path: String, width: Int, inner: Int) {
    down = BiasedLinear(parameters, "\(path).adapter.down", from: width, to: inner)
    up = BiasedLinear(parameters, "\(path).adapter.up", from: inner, to: width)
  }

  func forward(_ tape: Tape, _ m: Tensor) -> Tensor {
    let hidden = tape.keeping(forAny: [m] + down.parameters(tape)) { down.forward(tape, m) }
    let activated = tape.keeping(forAny: [up.reader(tape)]) { tape.quickGELU(hidden) }
    return tape.add(m, tape.keeping(forAny: []) { up.forward(tape, activated) })
  }

  func parameters(_ tape: Tape) -> [Tensor] { down.parameters(tape) + up.parameters(tape) }
}
