public import Tensor

/// Spherical k-means from given starts, a fixed number of steps: the prototypes of an epoch.
///
/// Source: notes 2.2 b; the published code of PCS calls faiss with 40 steps. Different from it: an empty cluster keeps its
/// centroid (faiss splits a large one), and sums are made in Double in the order of the rows.
/// `Clustering.SphericalKMeans` looks for a good division of texts into many clusters, from many starts; this one follows a
/// published rule.
public struct PrototypeClustering: Sendable, Equatable {
  /// Steps: each assigns all rows and moves all centroids.
  public var iterations: Int
  private static let rowsAtATime = 256
  /// Scores that lie closer than this are looked at again in Double: products of matrices round differently by place.
  private static let margin: Float = 1e-5

  /// So many steps.
  public init(iterations: Int = 40) { self.iterations = iterations }

  /// Distinct rows to start from, as (seed, stream, position) say.
  ///
  /// - Parameters:
  ///   - clusters: from 1 to the number of rows.
  ///   - position: of the draw, such as the number of the epoch, below 2³².
  public static func starts(
    _ rows: FeatureRows, clusters: Int, random: CounterRandom, position: UInt64
  ) -> FeatureRows {
    precondition(clusters >= 1 && clusters <= rows.count, "\(clusters) clusters of \(rows.count) rows")
    // The first places of a shuffle: what stands where is kept only for the places that were touched.
    var moved: [Int: Int] = [:]
    var values: [Float] = []
    for place in 0..<clusters {
      let other = place + random.integer(below: rows.count - place, at: position << 32 | UInt64(place))
      values += rows[moved[other] ?? other]
      moved[other] = moved[place] ?? place
    }
    return FeatureRows(values, width: rows.width)
  }

  /// Divides the rows.
  ///
  /// Of equally near centroids the lower number is taken. The result does not depend on the number of threads.
  /// - Parameters:
  ///   - rows: need not be of unit length.
  ///   - starts: the first centroids, need not be of unit length.
  public func run(_ rows: FeatureRows, starts: FeatureRows, _ pool: ThreadPool) -> Prototypes {
    precondition(rows.width == starts.width, "rows of \(rows.width), starts of \(starts.width)")
    let rows = rows.unit
    var centroids = starts.unit
    var assignments: [Int] = []
    for _ in 0..<iterations {
      let next = Self.assign(rows, to: centroids, pool)
      // The same members have the same centroids: all further steps would end here too.
      if next == assignments { break }
      assignments = next
      Self.move(&centroids, to: rows, assignments)
    }
    assignments = Self.assign(rows, to: centroids, pool)
    return Prototypes(
      centroids: centroids, assignments: assignments,
      concentrations: Prototypes.concentrations(rows, centroids, assignments))
  }

  private static func move(_ centroids: inout FeatureRows, to rows: FeatureRows, _ assignments: [Int]) {
    let d = rows.width
    var (sums, counts) = (
      Array(repeating: 0.0, count: centroids.count * d), Array(repeating: 0, count: centroids.count)
    )
    rows.values.withUnsafeBufferPointer { values in
      sums.withUnsafeMutableBufferPointer { sums in
        for (row, cluster) in assignments.enumerated() {
          counts[cluster] += 1
          for column in 0..<d { sums[cluster * d + column] += Double(values[row * d + column]) }
        }
      }
    }
    for cluster in counts.indices where counts[cluster] > 0 {
      centroids.setUnit(cluster, Array(sums[cluster * d..<(cluster + 1) * d]))
    }
  }

  /// For each row the centroid of largest cosine.
  private static func assign(_ rows: FeatureRows, to centroids: FeatureRows, _ pool: ThreadPool) -> [Int] {
    let (n, d, k) = (rows.count, rows.width, centroids.count)
    var places = Array(repeating: 0, count: n)
    rows.values.withUnsafeBufferPointer { rows in
      centroids.values.withUnsafeBufferPointer { centroids in
        places.withUnsafeMutableBufferPointer { places in
          nonisolated(unsafe) let places = places
          pool.parallel(count: n, grain: rowsAtATime) { range, worker in
            let scores = pool.scratch(worker, count: range.count * k)
            let start = rows.baseAddress! + range.lowerBound * d
            BLAS.multiply(
              transposeB: true, m: range.count, n: k, k: d, start, lda: d, centroids.baseAddress!, ldb: d, scores,
              ldc: k)
            for (place, row) in range.enumerated() {
              places[row] = nearest(scores + place * k, k, start + place * d, centroids.baseAddress!, d)
            }
          }
        }
      }
    }
    return places
  }

  private static func nearest(
    _ scores: UnsafePointer<Float>, _ k: Int, _ row: UnsafePointer<Float>, _ centroids: UnsafePointer<Float>, _ d: Int
  ) -> Int {
    var highest = scores[0]
    for j in 1..<max(k, 1) { highest = max(highest, scores[j]) }
    let close = (0..<k).filter { scores[$0] >= highest - margin }
    if close.count == 1 { return close[0] }
    var best = (place: close[0], score: -Double.infinity)
    for place in close {
      var score = 0.0
      for column in 0..<d { score += Double(row[column]) * Double(centroids[place * d + column]) }
      if score > best.score { best = (place, score) }
    }
    return best.place
  }
}
