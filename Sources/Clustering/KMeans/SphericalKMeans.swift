public import Tensor

/// Spherical k-means: clusters of unit vectors around unit centroids, by the cosine.
///
/// Minimises J = mean of 1 - cos(row, its centroid) by Lloyd's steps: every row goes to the centroid of largest cosine
/// (ties: the lower number), every centroid becomes the mean of its rows scaled to unit length. An empty cluster keeps its
/// centroid. Starts are seeded by k-means++ with the distance 1 - cos. The result does not depend on the number of threads.
/// Source: Dhillon and Modha 2001, "Concept decompositions for large sparse text data using clustering"; Arthur and
/// Vassilvitskii 2007, "k-means++".
public struct SphericalKMeans: Sendable {
  /// K, number of clusters.
  public var clusters: Int
  /// The most steps of one start.
  public var iterations: Int
  /// Starts, of which the best is kept.
  public var restarts: Int
  /// Another seed gives other starts.
  public var seed: UInt64

  /// What one start has come to so far.
  public struct Progress: Sendable {
    /// The start, from 0.
    public var restart: Int
    /// Steps done.
    public var iteration: Int
    /// Rows that changed their cluster in the last step.
    public var moved: Int
    /// Rows that had to be compared with all centroids.
    public var compared: Int
  }

  /// A division of the rows.
  public struct Result: Sendable {
    /// The cluster of each row, 0 ..< K.
    public var labels: [Int32]
    /// The cosine of each row to its centroid.
    public var scores: [Float]
    /// Unit centroids, K × d.
    public var centroids: [Float]
    /// J.
    public var objective: Double
    /// Steps of the start that was kept.
    public var iterations: Int
  }

  /// So many clusters, sought from so many starts.
  public init(clusters: Int, iterations: Int = 300, restarts: Int = 8, seed: UInt64 = 0) {
    (self.clusters, self.iterations, self.restarts, self.seed) = (clusters, iterations, restarts, seed)
  }

  /// Clusters the rows.
  ///
  /// - Parameter progress: is told of every step; false ends the search at the best found so far.
  /// - Throws: `ClusteringError` if there are fewer rows than clusters, or a number below 1.
  public func run(
    _ rows: Embeddings, pool: ThreadPool, progress: ((Progress) -> Bool)? = nil
  ) throws(ClusteringError) -> Result {
    guard clusters >= 1, clusters <= rows.count else {
      throw ClusteringError("\(clusters) clusters of \(rows.count) rows: give 1 to \(rows.count)")
    }
    guard iterations >= 1, restarts >= 1 else {
      throw ClusteringError("\(iterations) iterations, \(restarts) restarts: at least 1 of each is needed")
    }
    var best: Result?
    rows.values.withUnsafeBufferPointer { values in
      let matrix = RowMatrix(values: values.baseAddress!, count: rows.count, width: rows.width)
      for restart in 0..<restarts {
        let seeds = Seeding(matrix, random: CounterRandom(seed: seed, stream: UInt64(restart)), pool: pool)
          .choose(clusters)
        let partition = Partition(matrix, centroids: seeds, clusters: clusters, pool: pool)
        var (iteration, isWanted) = (0, true)
        while iteration < iterations, isWanted {
          let moved = partition.assign()
          iteration += 1
          // Centroids of rows that all stayed would come out the same.
          if moved > 0 { partition.update() }
          isWanted =
            progress?(
              Progress(restart: restart, iteration: iteration, moved: moved, compared: partition.compared)) ?? true
          if moved == 0 { break }
        }
        let result = partition.result(iterations: iteration)
        if best.map({ result.objective < $0.objective }) ?? true { best = result }
        if !isWanted { break }
      }
    }
    guard let best else { throw ClusteringError("no start was made") }
    return best
  }
}

/// Rows of floats, lent for the time of a call.
struct RowMatrix {
  let values: UnsafePointer<Float>
  let count: Int
  let width: Int

  func row(_ index: Int) -> UnsafePointer<Float> { values + index * width }
}
