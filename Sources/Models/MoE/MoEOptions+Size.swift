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

  /// Floats that a layer keeps from its forward pass to its backward pass, for so many tokens, and what its backward
  /// pass needs besides.
  func activationFloats(tokens: Int, width d: Int) -> Int {
    let rows = tokens * k
    // Logits, scores, choices and weights; the rows' pre-activations and outputs; the layer's output.
    let kept = tokens * (2 * experts + 3 * k + d) + rows * (activation.inputProducts * hidden + d)
    let sharedKept = shared == .none ? 0 : tokens * (activation.inputProducts * sharedHidden + d)
    return kept + sharedKept
  }
}
