public import Experiment

/// Pairs of pictures that were mixed, with what they became: `pair.K.first`, `pair.K.second`, `pair.K.mixed`, and row K of
/// the table `mixed`.
public struct MixedPairs: Sendable, Equatable {
  /// Which of the two methods mixes.
  public enum Method: Int, Sendable {
    /// A confident target with its nearest labelled source picture.
    case across
    /// A hard target with an easy one, or with a labelled source picture.
    case inside
  }

  /// A part of a soft label.
  public struct Label: Sendable, Equatable {
    /// The class.
    public var classIndex: Int
    /// Its share, 0 to 1.
    public var share: Double
  }

  /// One pair.
  public struct Pair: Sendable, Equatable {
    /// K.
    public var number: Int
    /// Nil where the table does not say it.
    public var method: Method?
    /// The first picture's share of the mixed one; nil where it is not known.
    public var share: Double?
    /// The class of the first picture, of a target the one that is predicted; nil where it is not known.
    public var firstClass: Int?
    /// The same of the second.
    public var secondClass: Int?
    /// The first picture; nil if it is missing or torn.
    public var first: Picture?
    /// The second, likewise.
    public var second: Picture?
    /// What is mixed of them, likewise.
    public var mixed: Picture?

    /// The soft label, the larger part first; equal classes are one part. Empty where it is not known.
    public var soft: [Label] {
      guard let share, let firstClass, let secondClass else { return [] }
      guard firstClass != secondClass else { return [Label(classIndex: firstClass, share: 1)] }
      let parts = [
        Label(classIndex: firstClass, share: share), Label(classIndex: secondClass, share: 1 - share),
      ]
      return share >= 0.5 ? parts : parts.reversed()
    }
  }

  /// By K, rising.
  public private(set) var pairs: [Pair] = []

  /// Pairs that are told apart.
  static let limit = 100

  /// The pairs of an evaluation.
  public init(_ matrix: NamedMatrix?, _ pictures: [Picture]) {
    var found: [Int: Pair] = [:]
    for picture in pictures where picture.isWellFormed && picture.height > 0 {
      let parts = picture.name.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 3, parts[0] == "pair", let number = Int(parts[1]), (0..<Self.limit).contains(number) else {
        continue
      }
      switch parts[2] {
      case "first": found[number, default: Pair(number: number)].first = picture
      case "second": found[number, default: Pair(number: number)].second = picture
      case "mixed": found[number, default: Pair(number: number)].mixed = picture
      default: continue
      }
    }
    let known = matrix.flatMap { $0.isWellFormed ? $0 : nil }
    pairs = found.values.sorted { $0.number < $1.number }.map { pair in
      guard let known, pair.number < known.rows.count else { return pair }
      var pair = pair
      func value(_ column: String) -> Double? {
        known.columns.firstIndex(of: column).map { place in
          let row = known.row(pair.number)
          return Double(row[row.startIndex + place])
        }
      }
      func whole(_ column: String) -> Int? {
        value(column).flatMap { $0 >= 0 && $0 < 1000 && $0 == $0.rounded() ? Int($0) : nil }
      }
      pair.method = whole("kind").flatMap(Method.init(rawValue:))
      pair.share = value("share").flatMap { (0...1).contains($0) ? $0 : nil }
      (pair.firstClass, pair.secondClass) = (whole("first"), whole("second"))
      return pair
    }
  }
}
