internal import Tensor

/// Factors from a narrow perceptron over each pair: M_s' = M_s + M_s ∘ (2 σ(W₂ gelu(W₁ P)) − 1).
struct PerceptronGate: TokenReducer {
  static let name = "mlp"
  private let matrix: PairMatrix
  private let down: Parameter  // (h, D)
  private let up: Parameter  // (D, h)

  init(_ shape: ReducerShape, _ declare: (_ name: String, _ shape: [Int]) -> Parameter) {
    matrix = PairMatrix(shape, declare)
    down = declare("w1", [shape.generatorWidth, shape.width])
    up = declare("w2", [shape.width, shape.generatorWidth])
  }

  func reactivate(_ pairs: MergePairs, on tape: Tape) -> Tensor {
    let hidden = tape.gelu(tape.linear(matrix(pairs, on: tape), weight: tape.parameter(down)), .erf)
    let factors = tape.doubleSigmoid(tape.linear(hidden, weight: tape.parameter(up)), offset: 1)
    pairs.report(elements: factors)
    return tape.modulate(pairs.sources, elements: factors, length: pairs.sources.rows)
  }
}
