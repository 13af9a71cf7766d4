extension MoEOptions {
  /// Trained values of a layer, and those elements of its matrices that take part in the work for one token.
  public func parameters(width d: Int) -> (total: Int, active: Int) {
    let products = activation.inputProducts + 1
    let expert = products * d * hidden
    let router = RouterCatalog.kind(named: router)?.traits.hasWeight == true ? experts * d : 0
    let sharedExpert = shared == .none ? 0 : products * d * sharedHidden
    let mixing = shared == .coefficient ? 2 * d : 0
    return (
      experts * expert + router + sharedExpert + mixing + (shared == .coefficient ? 2 : 0),
      k * expert + router + sharedExpert + mixing
    )
  }

  /// Floats that a layer keeps from its forward pass to its backward pass, for so many tokens.
  func keptFloats(tokens: Int, width d: Int) -> Int {
    let rows = tokens * k
    // Logits, scores, choices and weights; the rows' pre-activations and outputs; the layer's output.
    let routed = tokens * (2 * experts + 5 * k + d) + rows * (activation.inputProducts * hidden + d)
    return routed + (shared == .none ? 0 : tokens * (activation.inputProducts * sharedHidden + d))
  }

  /// Floats that the backward pass of a layer needs besides, given back at its end: activations and input gradients.
  func backwardFloats(tokens: Int, width d: Int) -> Int { tokens * k * (hidden + d) }
}
