internal import Foundation

/// A division of a domain's features, with the directions of its clusters.
public struct Prototypes: Sendable, Equatable {
  /// Unit vectors, one for each cluster; that of an empty cluster is the one it had last.
  public var centroids: FeatureRows
  /// The cluster of each picture.
  public var assignments: [Int]
  /// φ: how widely each cluster is spread, its temperature in the contrast; `noConcentration` for an empty one.
  public var concentrations: [Float]

  /// φ of a cluster without members. Source: the published code of PCS.
  public static let noConcentration: Float = -1
  /// The least φ, and that of a cluster of one. Source: the published code of PCS.
  public static let leastConcentration = 0.05

  /// Clusters without members. They take no part in the contrast within the domain.
  public var empty: [Int] { concentrations.indices.filter { concentrations[$0] < 0 } }

  /// Clusters with their φ.
  public init(centroids: FeatureRows, assignments: [Int], concentrations: [Float]) {
    (self.centroids, self.assignments, self.concentrations) = (centroids, assignments, concentrations)
  }

  /// φ_c = max(0.05, Σ_{v in c} ‖v − c‖ / (n_c ln(n_c + 10))). Source: notes 2.2 b.
  public static func concentrations(_ rows: FeatureRows, _ centroids: FeatureRows, _ assignments: [Int]) -> [Float] {
    var (sums, counts) = (Array(repeating: 0.0, count: centroids.count), Array(repeating: 0, count: centroids.count))
    for (row, cluster) in assignments.enumerated() {
      let squares = zip(rows[row], centroids[cluster]).reduce(0.0) {
        let difference = Double($1.0) - Double($1.1)
        return $0 + difference * difference
      }
      sums[cluster] += squares.squareRoot()
      counts[cluster] += 1
    }
    return zip(sums, counts).map { sum, count in
      switch count {
      case 0: noConcentration
      case 1: Float(leastConcentration)
      default: Float(max(leastConcentration, sum / (Double(count) * log(Double(count + 10)))))
      }
    }
  }
}
