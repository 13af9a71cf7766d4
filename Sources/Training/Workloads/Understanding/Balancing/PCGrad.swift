internal import Tensor

/// Projecting conflicting gradients: where two tasks pull the shared parameters apart, each gives up what points against
/// the other.
///
/// For each task i, over the others j in random order: if g_i · g_j < 0, g_i ← g_i − (g_i · g_j / ‖g_j‖²) g_j, with g_j
/// as it was at first; the step takes Σ g_i. Source: Yu et al. 2020, "Gradient Surgery for Multi-Task Learning",
/// arXiv:2001.06782, algorithm 1; sum and original g_j as in LibMTL's code.
///
/// Every projected gradient is a combination of the original ones, so that their products with each other (`gram`) are
/// all that the projections need: the long vectors are read twice, however many tasks there are.
package struct PCGrad: Equatable, Sendable {
  /// The step takes Σ factor_i · g_i of the original gradients.
  package let factors: [Double]
  /// How often a gradient pointed against another and was projected, of K · (K − 1) looks.
  package let conflicts: Int

  /// - Parameters:
  ///   - gram: g_i · g_j of the original gradients. Shape (K, K).
  ///   - orders: for each task the others in the order in which they are looked at.
  package init(gram: [Double], orders: [[Int]]) {
    let count = orders.count
    precondition(gram.count == count * count, "PCGrad: \(gram.count) products of \(count) gradients")
    var (factors, conflicts) = (Array(repeating: 0.0, count: count), 0)
    for (task, others) in orders.enumerated() {
      var own = Array(repeating: 0.0, count: count)
      own[task] = 1
      for other in others {
        let product = (0..<count).reduce(0) { $0 + own[$1] * gram[$1 * count + other] }
        let square = gram[other * count + other]
        if product < 0, square > 0 {
          own[other] -= product / square
          conflicts += 1
        }
      }
      for i in 0..<count { factors[i] += own[i] }
    }
    (self.factors, self.conflicts) = (factors, conflicts)
  }

  /// For each of `count` tasks the others, shuffled for this step.
  package static func orders(_ count: Int, seed: UInt64, step: Int) -> [[Int]] {
    // "pcgrad" in letters.
    let random = CounterRandom(seed: seed, stream: 0x7063_6772_6164)
    let position = UInt64(step) * UInt64(count * count)
    return (0..<count).map { task in
      var others = (0..<count).filter { $0 != task }
      // Fisher–Yates from the end.
      for last in stride(from: others.count - 1, to: 0, by: -1) {
        others.swapAt(last, random.integer(below: last + 1, at: position + UInt64(task * count + last)))
      }
      return others
    }
  }
}
