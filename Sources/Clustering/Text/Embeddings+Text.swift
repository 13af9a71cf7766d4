public import Tensor

extension Embeddings {
  /// Documents in the leading singular directions of their term weights ("latent semantic analysis"), unit length.
  ///
  /// A document without any word that was kept gets the direction of the mean of all documents.
  /// Source: Deerwester et al. 1990, "Indexing by latent semantic analysis".
  ///
  /// - Parameters:
  ///   - dimensions: d; fewer come out where the matrix has a lower rank.
  ///   - seed: of the random subspace that the search starts from.
  /// - Throws: `ClusteringError` if there are no directions at all.
  public init(
    _ terms: TermWeights, dimensions: Int, seed: UInt64 = 0, pool: ThreadPool
  ) throws(ClusteringError) {
    guard dimensions >= 1 else { throw ClusteringError("\(dimensions) dimensions: give at least 1") }
    let svd = TruncatedSVD(terms.matrix, dimensions: dimensions, seed: seed, pool: pool)
    let (count, width) = (terms.matrix.count, svd.dimensions)
    var scores = svd.scores
    var mean = Array(repeating: 0.0, count: width)
    for row in 0..<count { for index in 0..<width { mean[index] += Double(scores[row * width + index]) } }
    for row in 0..<count {
      let squares = (row * width..<(row + 1) * width).reduce(0.0) { $0 + Double(scores[$1]) * Double(scores[$1]) }
      guard squares < 1e-12 else { continue }
      for index in 0..<width { scores[row * width + index] = Float(mean[index]) }
    }
    try self.init(scores, count: count, width: width)
  }
}
