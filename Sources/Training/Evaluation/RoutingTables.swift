internal import Data
internal import Models

/// What the router of one MoE layer did with held-out text, counted by position, domain, frequency and pair of experts.
///
/// Counts regular choices before capacity.
struct RoutingTables {
  /// Layers with more experts have no table of pairs: it would be larger than all else that is recorded.
  static let mostPairedExperts = 256

  private let experts: Int
  private let buckets: FrequencyBuckets
  /// Regular choices and those of them that were dropped, at each position.
  private var choices: [Int]
  private var dropped: [Int]
  /// (domains, E), (10, E), (E, E)
  private(set) var domains: [Int32]
  private(set) var frequencies: [Int32]
  private(set) var pairs: [Int32]
  /// First choices of the sub-layer before and of this one, (E of that, E); empty for a layer that has none before it.
  private(set) var crossed: [Int32] = []

  init(experts: Int, length: Int, domains: Int, buckets: FrequencyBuckets) {
    self.experts = experts
    self.buckets = buckets
    choices = Array(repeating: 0, count: length)
    dropped = choices
    self.domains = Array(repeating: 0, count: domains * experts)
    frequencies = Array(repeating: 0, count: FrequencyBuckets.count * experts)
    pairs = Array(repeating: 0, count: experts > Self.mostPairedExperts ? 0 : experts * experts)
  }

  /// Counts first choices together with those of the sub-layer before.
  ///
  /// - Parameters:
  ///   - before: first choice of each token in the sub-layer before, −1 for none, and that sub-layer's experts.
  ///   - now: the same in this one.
  mutating func add(before: [Int32], of rows: Int, now: [Int32]) {
    if crossed.isEmpty {
      guard rows <= Self.mostPairedExperts, experts <= Self.mostPairedExperts else { return }
      crossed = Array(repeating: 0, count: rows * experts)
    }
    for (a, b) in zip(before, now) where a >= 0 && b >= 0 { crossed[Int(a) * experts + Int(b)] += 1 }
  }

  /// Share of the regular choices that were dropped at each position; 0 where there was none.
  var dropShares: [Float] { zip(dropped, choices).map { Float($0) / Float(max($1, 1)) } }

  /// - Parameter assignment: of the same tokens as the batch.
  mutating func add(_ assignment: Assignment, _ batch: Batch) {
    let length = batch.sequenceLength
    for sequence in 0..<batch.count {
      let domain = Int(batch.domains[sequence]) * experts
      for t in 0..<length {
        let i = sequence * length + t
        let bucket = Int(buckets.bucket(of: Int(batch.inputs[i]))) * experts
        let row = assignment.choices + i * assignment.width
        let accepted = assignment.accepted + i * assignment.width
        for column in 0..<assignment.regular where row[column] >= 0 {
          let expert = Int(row[column])
          choices[t] += 1
          if accepted[column] == 0 { dropped[t] += 1 }
          domains[domain + expert] += 1
          frequencies[bucket + expert] += 1
          if pairs.isEmpty { continue }
          for other in 0..<assignment.regular where row[other] >= 0 {
            pairs[expert * experts + Int(row[other])] += 1
          }
        }
      }
    }
  }
}
