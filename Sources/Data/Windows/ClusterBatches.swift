/// A batch of held-out text with the cluster of every token to be predicted.
public struct ClusterBatch: Sendable, Equatable {
  /// The windows; their addresses are left out.
  public let batch: Batch
  /// For each target the cluster of its document, an index into `LanguageData.clusters`.
  public let clusters: [Int32]
}

extension LanguageData {
  /// Held-out text in which rare clusters have more than their share, for losses by cluster; empty where windows are not
  /// drawn by clusters.
  ///
  /// Every cluster gives the beginning of its held-out text, all of it or as many tokens as each other cluster that does
  /// not give all, so that there are about `tokens` tokens together and at least one of each cluster. The texts lie
  /// behind one another, those with the fewest tokens first, and are cut into windows as they lie: a window may hold
  /// several clusters, and each target counts for its own. The same for every seed and for every sampler over the same
  /// clusters. Documents of clusters that are never trained on are not among it.
  public func heldOutBatchesByCluster(tokens: Int) -> [ClusterBatch] {
    let sizes = heldOutMembers.map { $0.reduce(0) { $0 + heldOut.documents[Int($1)].range.count } }
    let limit = Self.limit(sizes, total: tokens)
    var (text, clusters, first): ([Int32], [Int32], [Int32]) = ([], [], [])
    for cluster in sizes.indices.sorted(by: { (sizes[$0], $0) < (sizes[$1], $1) }) {
      var left = limit
      for document in heldOutMembers[cluster] where left > 0 {
        let piece = heldOut.tokens(of: Int(document)).prefix(left)
        left -= piece.count
        text += piece
        clusters += Array(repeating: Int32(cluster), count: piece.count)
        first += Array(repeating: document, count: piece.count)
      }
    }
    let windows = max(0, text.count - 1) / sequenceLength
    return stride(from: 0, to: windows, by: batchSize).map { start in
      let range = start * sequenceLength..<min(start + batchSize, windows) * sequenceLength
      let documents = stride(from: range.lowerBound, to: range.upperBound, by: sequenceLength).map {
        heldOut.documents[Int(first[$0])]
      }
      return ClusterBatch(
        batch: Batch(
          inputs: Array(text[range]), targets: Array(text[range.lowerBound + 1...range.upperBound]),
          documents: documents, sequenceLength: sequenceLength),
        clusters: Array(clusters[range.lowerBound + 1...range.upperBound]))
    }
  }

  /// The largest number, 1 at least, such that so much of each size, or all of it, makes `total` at most.
  static func limit(_ sizes: [Int], total: Int) -> Int {
    var left = total
    let ascending = sizes.sorted()
    for (index, size) in ascending.enumerated() {
      let share = left / (ascending.count - index)
      if share < size { return max(1, share) }
      left -= size
    }
    return max(1, ascending.last ?? 1)
  }
}
