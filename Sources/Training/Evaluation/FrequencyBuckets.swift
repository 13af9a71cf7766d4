/// Token ids by how frequent they are in the training text: ten buckets, the most frequent first, each with about a tenth
/// of the text.
///
/// Ids are taken from the most frequent on (equal ones by the lower id); the bucket of an id is where the middle of its
/// stretch of the text falls. One id with more than a tenth of the text thus leaves a bucket empty. Ids that never occur
/// are in the last bucket.
package struct FrequencyBuckets {
  /// Number of buckets.
  package static let count = 10

  private let buckets: [UInt8]

  /// - Parameter counts: how often each token id occurs in the training text.
  package init(_ counts: [Int]) {
    var buckets = [UInt8](repeating: UInt8(Self.count - 1), count: counts.count)
    let total = counts.reduce(0, +)
    var before = 0
    for id in counts.indices.sorted(by: { (-counts[$0], $0) < (-counts[$1], $1) }) where counts[id] > 0 {
      // floor(10 · (before + count / 2) / total) in whole numbers.
      buckets[id] = UInt8(min(Self.count - 1, Self.count * (2 * before + counts[id]) / (2 * total)))
      before += counts[id]
    }
    self.buckets = buckets
  }

  /// The bucket of an id; of ids beyond the tokenizer's the last.
  package func bucket(of id: Int) -> UInt8 { id < buckets.count ? buckets[id] : UInt8(Self.count - 1) }

  /// Number of ids in each bucket.
  package var sizes: [Int] {
    buckets.reduce(into: Array(repeating: 0, count: Self.count)) { $0[Int($1)] += 1 }
  }
}
