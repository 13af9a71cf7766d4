internal import Tensor

/// How sure a router is of its choices: means over the tokens of one forward pass.
struct RoutingMeasures {
  /// Mean sum of the scores of a token's regular choices.
  var chosenMass: Float
  /// Mean score of the last regular choice less the best score among the experts not chosen; NaN where no token leaves
  /// an expert that it could have chosen, or where choices are not made by score.
  var margin: Float
}

extension Tape {
  /// One pass over the scores, in pieces of fixed size whose sums are added in order: the same bits on any number of
  /// threads.
  ///
  /// - Parameter isChosenByScore: whether a token's choices are its best by score, so that a margin has a meaning.
  func routingMeasures(_ routing: Routing, _ assignment: Assignment, isChosenByScore: Bool) -> RoutingMeasures {
    let (n, e) = (assignment.tokens, assignment.experts)
    let grain = 1024
    let pieces = (n + grain - 1) / grain
    let sums = arena.allocate(MeasureSums.self, count: pieces)
    pool.parallel(count: n, grain: grain) { tokens, worker in
      let rest = pool.scratch(worker, count: e)
      var sum = MeasureSums()
      for i in tokens { sum.add(i, routing, assignment, isChosenByScore: isChosenByScore, rest: rest) }
      sums[tokens.lowerBound / grain] = sum
    }
    var total = MeasureSums()
    for piece in 0..<pieces {
      total.mass += sums[piece].mass
      total.margin += sums[piece].margin
      total.compared += sums[piece].compared
    }
    return RoutingMeasures(
      chosenMass: Float(total.mass / Double(n)),
      margin: total.compared == 0 ? .nan : Float(total.margin / Double(total.compared)))
  }
}

/// Sums over the tokens of a piece.
private struct MeasureSums {
  var mass = 0.0
  var margin = 0.0
  /// Tokens that have a margin.
  var compared = 0

  @inline(__always)
  mutating func add(
    _ i: Int, _ routing: Routing, _ assignment: Assignment, isChosenByScore: Bool, rest: UnsafeMutablePointer<Float>
  ) {
    let e = assignment.experts
    let (g, row) = (routing.scores.data + i * e, routing.choices + i * routing.width)
    if isChosenByScore { rest.update(from: g, count: e) }
    var (chosen, last): (Float, Float) = (0, 0)
    var count = 0
    // Choices stand before the −1 of a row.
    while count < assignment.regular, row[count] >= 0 {
      let expert = Int(row[count])
      last = g[expert]
      chosen += last
      // Scores are at least 0.
      if isChosenByScore { rest[expert] = -1 }
      count += 1
    }
    mass += Double(chosen)
    guard isChosenByScore, count > 0, count < e else { return }
    var best = rest[0]
    for j in 1..<e where rest[j] > best { best = rest[j] }
    // Hidden experts have score 0, but so may a visible one that is far behind.
    if best == 0, let selection = routing.selection {
      let values = selection + i * e
      guard (0..<e).contains(where: { rest[$0] == 0 && values[$0] > -.infinity }) else { return }
    }
    margin += Double(last - best)
    compared += 1
  }
}
