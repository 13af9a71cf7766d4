internal import Tensor

/// A trained factor for every rank and channel, the same for all images: M_s' = M_s + M_s ∘ W.
struct FullGate: TokenReducer {
  static let name = "full"
  private let weights: Parameter  // (r, D)

  init(_ shape: ReducerShape, _ declare: (_ name: String, _ shape: [Int]) -> Parameter) {
    weights = declare("w", [shape.removed, shape.width])
  }

  func reactivate(_ pairs: MergePairs, on tape: Tape) -> Tensor {
    let factors = tape.parameter(weights)
    pairs.report(elements: factors)
    return tape.modulate(pairs.sources, elements: factors, length: pairs.length)
  }
}
