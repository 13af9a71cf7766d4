/// How much each task uses each expert of each part: the mean of its gates over sequences.
public struct GateMeans: Sendable {
  private var sums: [[Double]]  // by part, (T, E)
  private var sequences: [Int]  // by task
  private let experts: Int

  /// Nothing seen yet.
  ///
  /// - Parameter experts: of a part.
  public init(parts: Int, tasks: Int, experts: Int) {
    self.experts = experts
    sums = Array(repeating: Array(repeating: 0, count: tasks * experts), count: parts)
    sequences = Array(repeating: 0, count: tasks)
  }

  /// Takes in a batch of one task.
  public mutating func add(_ batch: [MixtureStatistics], task: Int) {
    guard let first = batch.first else { return }
    sequences[task] += first.tokens.count
    for (part, statistics) in batch.enumerated() {
      for (place, gate) in statistics.gates.enumerated() {
        sums[part][task * experts + place % experts] += Double(gate)
      }
    }
  }

  /// Means of a part, (T, E); NaN for tasks that were not seen.
  public func means(part: Int) -> [Float] {
    sums[part].indices.map { place in
      let count = sequences[place / experts]
      return count == 0 ? .nan : Float(sums[part][place] / Double(count))
    }
  }
}
