internal import Tensor

extension MoELayer {
  /// The first choice of every token, before capacity, −1 for none, (N): where experts choose tokens, the one with the
  /// largest score of those that took the token.
  ///
  /// - Parameter result: of this layer's latest forward pass.
  public func firstChoices(_ result: MoEResult) -> [Int32] {
    let assignment = result.assignment
    let isOrdered = type(of: router).traits.queues
    return (0..<assignment.tokens).map { i in
      let row = assignment.choices + i * assignment.width
      var first = row[0]
      if isOrdered { return first }
      let scores = result.scores.data + i * assignment.experts
      for column in 1..<assignment.width where row[column] >= 0 && scores[Int(row[column])] > scores[Int(first)] {
        first = row[column]
      }
      return first
    }
  }
}
