internal import Foundation

/// From which clusters the windows of a run were drawn.
///
/// The draws of every step are kept, 4 bytes a window, so that a run which is taken up again counts as if the steps that
/// it does anew had never been.
public struct DrawHistory: Sendable, Equatable {
  /// For each cluster of the header how often it was drawn from.
  public private(set) var counts: [Int] = []
  /// The clusters of all windows, step after step.
  private var draws: [Int32] = []
  /// Where the draws of each step end, for as many steps as have any up to then.
  private var ends: [Int] = []

  /// Number of windows drawn.
  public var total: Int { draws.count }

  /// How often each cluster was drawn from in the first steps of `StepHistory`.
  public func counts(steps: Int) -> [Int] {
    guard steps < ends.count else { return counts }
    var counts = Array(repeating: 0, count: counts.count)
    for cluster in draws[..<(steps <= 0 ? 0 : ends[steps - 1])] where counts.indices.contains(Int(cluster)) {
      counts[Int(cluster)] += 1
    }
    return counts
  }

  /// exp of the entropy of the shares of the draws, in clusters: drawing from so many alike would be as mixed. 0 without
  /// draws.
  public var effectiveClusters: Double { Self.effective(counts) }

  /// exp of the entropy of the shares of some counts; 0 when all are 0.
  public static func effective(_ counts: [Int]) -> Double {
    // Of a stranger's numbers the sum may be larger than an Int.
    let total = counts.reduce(0.0) { $0 + Double($1) }
    guard total > 0 else { return 0 }
    return exp(
      counts.reduce(0.0) { sum, count in
        let share = Double(count) / total
        return count > 0 ? sum - share * log(share) : sum
      })
  }

  /// Adds the draws of the step with this index in `StepHistory`.
  mutating func append(_ clusters: [Int32], at index: Int) {
    if clusters.isEmpty { return }
    while ends.count < index { ends.append(draws.count) }
    draws += clusters
    ends.append(draws.count)
    count(clusters[...], by: 1)
  }

  /// Keeps the first steps only, and counts for so many clusters.
  mutating func restart(steps: Int, clusters: Int) {
    if steps < ends.count {
      let kept = steps == 0 ? 0 : ends[steps - 1]
      count(draws[kept...], by: -1)
      draws.removeLast(draws.count - kept)
      ends.removeLast(ends.count - steps)
    }
    guard clusters != counts.count else { return }
    counts = Array(repeating: 0, count: clusters)
    count(draws[...], by: 1)
  }

  private mutating func count(_ clusters: ArraySlice<Int32>, by change: Int) {
    for cluster in clusters where counts.indices.contains(Int(cluster)) { counts[Int(cluster)] += change }
  }
}
