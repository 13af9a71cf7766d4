internal import Data
internal import Experiment
internal import Models

/// A map of both domains' features: the plane in which they vary most, with prototypes and mixtures on it.
///
/// Classes are the true ones, for the eye only.
struct DomainMap {
  /// Pictures of a domain on the map.
  private static let shown = 120
  /// Of them, labelled ones at most.
  private static let labelled = 60
  /// Pictures of a domain that the plane follows from.
  private static let fitted = 512
  /// Mixtures on the map.
  private static let pairs = 24

  private let source: FeatureRows
  private let target: FeatureRows
  private let plane: PrincipalPlane

  /// Features of all pictures.
  init(source: FeatureRows, target: FeatureRows) {
    (self.source, self.target) = (source, target)
    let rows = [source, target].flatMap { domain in
      Self.spread(domain.count, over: Self.fitted).flatMap { domain[$0] }
    }
    plane = PrincipalPlane(FeatureRows(rows, width: source.width))
  }

  /// So many numbers below `count`, evenly spread; all if there are fewer.
  private static func spread(_ count: Int, over most: Int) -> [Int] {
    count <= most ? Array(0..<count) : (0..<most).map { $0 * count / most }
  }

  private func row(_ features: FeatureRows, _ index: Int, _ values: [Int]) -> [Float] {
    let place = plane.place(features[index])
    return [place.x, place.y] + values.map { Float($0) }
  }

  private func matrix(_ name: String, _ columns: [String], _ rows: [(name: String, values: [Float])]) -> NamedMatrix {
    NamedMatrix(name: name, rows: rows.map(\.name), columns: columns, values: rows.flatMap(\.values))
  }

  /// `map.source`: x, y, class, and 0 for labelled, 1 for the others.
  func sourceMatrix(_ labelled: [Int], _ scoring: DomainScoring) -> NamedMatrix {
    let known = Self.spread(labelled.count, over: Self.labelled).map { labelled[$0] }
    let others = scoring.unlabelled
    let rest = Self.spread(others.count, over: Self.shown - known.count).map { others[$0] }
    return matrix(
      "map.source", ["x", "y", "class", "kind"],
      (known.map { ($0, 0) } + rest.map { ($0, 1) }).map { picture, kind in
        ("\(picture)", row(source, picture, [scoring.sourceClasses[picture], kind]))
      })
  }

  /// `map.target`: x, y, class, and 0 for easy, 1 for hard, 2 for outliers.
  func targetMatrix(_ split: ConfidenceRanking.Split, _ scoring: DomainScoring) -> NamedMatrix {
    var kinds = Array(repeating: 0, count: target.count)
    for picture in split.hard { kinds[picture] = 1 }
    for picture in split.outliers { kinds[picture] = 2 }
    return matrix(
      "map.target", ["x", "y", "class", "kind"],
      Self.spread(target.count, over: Self.shown).map { picture in
        ("\(picture)", row(target, picture, [scoring.targetClasses[picture], kinds[picture]]))
      })
  }

  /// `map.prototypes`: x, y, 0 for the source's and 1 for the target's, and the class that most of the cluster's members
  /// have; of the first clustering, without empty clusters.
  func prototypeMatrix(_ memories: [DomainMemory], _ scoring: DomainScoring, classes: Int) -> NamedMatrix {
    var rows: [(name: String, values: [Float])] = []
    for (domain, memory) in memories.enumerated() {
      guard let prototypes = memory.clusterings.first else { continue }
      let labels = domain == 0 ? scoring.sourceClasses : scoring.targetClasses
      var counts = Array(repeating: Array(repeating: 0, count: classes), count: prototypes.centroids.count)
      for (picture, cluster) in prototypes.assignments.enumerated() { counts[cluster][labels[picture]] += 1 }
      for (cluster, own) in counts.enumerated() where own.contains(where: { $0 > 0 }) {
        let most = own.indices.reduce(0) { own[$1] > own[$0] ? $1 : $0 }
        rows.append(("\(domain).\(cluster)", row(prototypes.centroids, cluster, [domain, most])))
      }
    }
    return matrix("map.prototypes", ["x", "y", "domain", "class"], rows)
  }

  /// `map.pairs`: both places of mixtures, and 0 for X-VD, 1 for I-VD; only mixtures that count.
  func pairMatrix(cross: [PictureMixture], inside: [PictureMixture]) -> NamedMatrix {
    func place(_ picture: DomainPicture) -> [Float] {
      let place = plane.place((picture.side == .source ? source : target)[picture.index])
      return [place.x, place.y]
    }
    let both = [cross, inside].enumerated().flatMap { kind, pairs in
      pairs.prefix(Self.pairs / 2).map { (kind, $0) }
    }
    return matrix(
      "map.pairs", ["x0", "y0", "x1", "y1", "kind"],
      both.enumerated().map { number, pair in
        ("\(number)", place(pair.1.first) + place(pair.1.second) + [Float(pair.0)])
      })
  }
}
