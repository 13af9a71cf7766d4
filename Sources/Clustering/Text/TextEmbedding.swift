public import Tensor

/// What turns texts into vectors, learnt from some of them: term weights in their leading singular directions ("latent
/// semantic analysis").
///
/// A text without any word that was kept gets the direction of the mean of those learnt from.
/// Source: Deerwester et al. 1990, "Indexing by latent semantic analysis".
public struct TextEmbedding: Sendable {
  /// The vectors of the texts learnt from.
  public let embeddings: Embeddings
  private let terms: TermWeights
  /// Terms × dimensions.
  private let directions: [Float]
  private let mean: [Float]
  private let pool: ThreadPool

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
    var sums = Array(repeating: 0.0, count: width)
    for row in 0..<count { for index in 0..<width { sums[index] += Double(svd.scores[row * width + index]) } }
    mean = sums.map { Float($0) }
    directions = svd.directions
    (self.terms, self.pool) = (terms, pool)
    embeddings = try Self.embeddings(svd.scores, count: count, mean: mean)
  }

  /// The vectors of other texts.
  ///
  /// - Throws: `ClusteringError` if there is none.
  public func embed(_ texts: [ArraySlice<UInt8>]) throws(ClusteringError) -> Embeddings {
    let scores = terms.weights(of: texts).times(directions, columns: mean.count, pool: pool)
    return try Self.embeddings(scores, count: texts.count, mean: mean)
  }

  private static func embeddings(_ scores: [Float], count: Int, mean: [Float]) throws(ClusteringError) -> Embeddings {
    let width = mean.count
    var scores = scores
    for row in 0..<count {
      let squares = (row * width..<(row + 1) * width).reduce(0.0) { $0 + Double(scores[$1]) * Double(scores[$1]) }
      guard squares < 1e-12 else { continue }
      for index in 0..<width { scores[row * width + index] = mean[index] }
    }
    return try Embeddings(scores, count: count, width: width)
  }
}

extension Embeddings {
  /// The documents that `terms` were learnt from, as vectors; see `TextEmbedding`.
  public init(
    _ terms: TermWeights, dimensions: Int, seed: UInt64 = 0, pool: ThreadPool
  ) throws(ClusteringError) {
    self = try TextEmbedding(terms, dimensions: dimensions, seed: seed, pool: pool).embeddings
  }
}
