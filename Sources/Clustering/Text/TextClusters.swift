public import Tensor

/// Texts in clusters by their words: what to learn from some of them, where all of them belong.
public struct TextClusters: Sendable {
  /// For each text its cluster, 0 ..< K.
  public let labels: [Int32]
  /// For each cluster the words that stand out in the texts learnt from, the first most.
  public let words: [[String]]

  /// Learns from the texts with the indices `learning` and sends every other one to the nearest centroid.
  ///
  /// Embeds by term weights and a truncated SVD, clusters by spherical k-means. The same for the same texts in the same
  /// order, on any number of threads.
  ///
  /// - Parameters:
  ///   - name: what errors call the texts.
  ///   - progress: is told of every step.
  /// - Throws: `ClusteringError` if there are fewer texts to learn from than clusters, or none with a common word.
  public init(
    _ texts: [ArraySlice<UInt8>], learning: [Int], named name: String, dimensions: Int = 128, _ search: SphericalKMeans,
    pool: ThreadPool, progress: (SphericalKMeans.Progress) -> Void = { _ in }
  ) throws(ClusteringError) {
    let known = learning.map { texts[$0] }
    let terms = try TermWeights(known, named: name)
    let embedding = try TextEmbedding(terms, dimensions: dimensions, seed: search.seed, pool: pool)
    let result: SphericalKMeans.Result = try withoutActuallyEscaping(progress) { progress throws(ClusteringError) in
      try search.run(embedding.embeddings, pool: pool) {
        progress($0)
        return true
      }
    }
    words = terms.words(of: result.labels, clusters: search.clusters, count: 6)
    var labels = [Int32](repeating: -1, count: texts.count)
    for (index, label) in zip(learning, result.labels) { labels[index] = label }
    let others = labels.indices.filter { labels[$0] < 0 }
    if !others.isEmpty {
      let nearest = result.nearest(to: try embedding.embed(others.map { texts[$0] }), pool: pool)
      for (index, label) in zip(others, nearest) { labels[index] = label }
    }
    self.labels = labels
  }
}

extension SphericalKMeans.Result {
  /// For each vector the centroid with the largest cosine; of equal ones the lower number. Shapes: rows (n, d).
  public func nearest(to rows: Embeddings, pool: ThreadPool) -> [Int32] {
    let (width, clusters) = (rows.width, centroids.count / rows.width)
    precondition(centroids.count == clusters * width, "\(centroids.count) values for centroids of \(width)")
    var labels = [Int32](repeating: 0, count: rows.count)
    labels.withUnsafeMutableBufferPointer { labels in
      nonisolated(unsafe) let labels = labels
      pool.parallel(count: rows.count, grain: 128) { range, worker in
        let cosines = pool.scratch(worker, count: range.count * clusters)
        rows.values.withUnsafeBufferPointer { values in
          BLAS.multiply(
            transposeB: true, m: range.count, n: clusters, k: width, values.baseAddress! + range.lowerBound * width,
            lda: width, centroids, ldb: width, cosines, ldc: clusters)
        }
        for (place, row) in range.enumerated() {
          var best = Nearest()
          best.take(cosines + place * clusters, count: clusters, from: 0)
          labels[row] = best.index
        }
      }
    }
    return labels
  }
}
