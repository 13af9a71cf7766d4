public import Experiment

/// Features of both domains in two dimensions, as an evaluation drew them: pictures, prototypes, and the pairs that were
/// mixed. Rows whose numbers cannot be placed are passed over.
public struct FeatureMap: Sendable, Equatable {
  /// Which pictures a point is one of.
  public enum Kind: Int, Sendable, CaseIterable {
    /// A source picture whose label is trained on.
    case labelled
    /// Another source picture.
    case unlabelled
    /// A target whose prediction has a low entropy.
    case easy
    /// A target beyond the first threshold.
    case hard
    /// A target beyond the second threshold.
    case outlier

    /// Whether it is of the target domain.
    public var isTarget: Bool { rawValue >= Kind.easy.rawValue }
  }

  /// A picture, or a prototype.
  public struct Point: Sendable, Equatable {
    /// Its place along the first component.
    @Exact public var x: Double
    /// Its place along the second.
    @Exact public var y: Double
    /// Its true class, for display only; of a prototype the class it stands for. Nil where it is not known.
    public var classIndex: Int?
    /// Which pictures it is one of; a prototype's only says its domain.
    public var kind: Kind
  }

  /// Two pictures that were mixed.
  public struct Pair: Sendable, Equatable {
    /// One end.
    public var first: SIMD2<Double>
    /// The other.
    public var second: SIMD2<Double>
    /// Whether both are targets (I-VD) instead of one of each domain (X-VD).
    public var isInside: Bool
  }

  /// The pictures, source first.
  public private(set) var points: [Point] = []
  /// The prototypes of both domains.
  public private(set) var prototypes: [Point] = []
  /// What was mixed.
  public private(set) var pairs: [Pair] = []
  /// Names of the classes; what is not known has its number for a name.
  public private(set) var classes: [String] = []

  /// Rows of a table that are read.
  static let limit = 2000
  /// Classes that are told apart.
  static let classLimit = 1000

  /// The map of an evaluation's tables.
  ///
  /// - Parameter matrix: a table by its name, nil where there is none.
  public init(_ matrix: (String) -> NamedMatrix?) {
    for (name, kinds) in [("map.source", [Kind.labelled, .unlabelled]), ("map.target", [.easy, .hard, .outlier])] {
      guard let rows = Rows(matrix(name), ["x", "y", "class", "kind"]) else { continue }
      points += rows.values.compactMap { row in
        guard let kind = Self.whole(row[3]), kinds.indices.contains(kind) else { return nil }
        return Self.point(row[0], row[1], classIndex: row[2], kinds[kind])
      }
    }
    if let rows = Rows(matrix("map.prototypes"), ["x", "y", "domain", "class"]) {
      prototypes = rows.values.compactMap { row in
        guard let domain = Self.whole(row[2]), domain < 2 else { return nil }
        return Self.point(row[0], row[1], classIndex: row[3], domain == 0 ? .labelled : .easy)
      }
    }
    if let rows = Rows(matrix("map.pairs"), ["x0", "y0", "x1", "y1", "kind"]) {
      pairs = rows.values.compactMap { row in
        guard let kind = Self.whole(row[4]), kind < 2, row.prefix(4).allSatisfy(\.isFinite) else { return nil }
        return Pair(first: SIMD2(row[0], row[1]), second: SIMD2(row[2], row[3]), isInside: kind == 1)
      }
    }
    let names = matrix("confusion")?.rows ?? []
    let most = (points + prototypes).compactMap(\.classIndex).max().map { $0 + 1 } ?? 0
    classes = (0..<most).map { $0 < names.count ? names[$0] : "class \($0)" }
  }

  private static func whole(_ value: Double) -> Int? {
    value.isFinite && value >= 0 && value < 1e6 && value == value.rounded() ? Int(value) : nil
  }

  private static func point(_ x: Double, _ y: Double, classIndex: Double, _ kind: Kind) -> Point? {
    guard x.isFinite, y.isFinite else { return nil }
    return Point(x: x, y: y, classIndex: whole(classIndex).flatMap { $0 < classLimit ? $0 : nil }, kind: kind)
  }

  /// The class of the picture that lies nearest to a place.
  public func classIndex(nearestTo place: SIMD2<Double>) -> Int? {
    points.min { one, other in distance(one, place) < distance(other, place) }?.classIndex
  }

  private func distance(_ point: Point, _ place: SIMD2<Double>) -> Double {
    let gap = SIMD2(point.x, point.y) - place
    return (gap * gap).sum()
  }

  /// The rows of a table as numbers in the order of wanted columns.
  private struct Rows {
    let values: [[Double]]

    /// Nil where the table is missing, torn, or lacks one of the columns.
    init?(_ matrix: NamedMatrix?, _ columns: [String]) {
      guard let matrix, matrix.isWellFormed else { return nil }
      let places = columns.compactMap { matrix.columns.firstIndex(of: $0) }
      guard places.count == columns.count else { return nil }
      values = matrix.rows.indices.prefix(FeatureMap.limit).map { number in
        let row = matrix.row(number)
        return places.map { Double(row[row.startIndex + $0]) }
      }
    }
  }
}
