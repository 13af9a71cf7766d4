/// Turns values into levels, with hysteresis, so that small changes from picture to picture do not redraw cells.
public struct HeatScale: Hashable, Sendable {
  /// What a value is compared with.
  public enum Normalization: String, Hashable, Sendable, CaseIterable {
    /// The largest value of its row.
    case row
    /// The largest value of its column.
    case column
    /// The largest value of all.
    case whole
    /// Nothing: values are shares of 0 to 1 already.
    case none
  }

  /// How many levels.
  public let levelCount: Int
  /// What values are compared with.
  public var normalization: Normalization
  /// How far beyond a level's border, in levels, a value must go before its level changes; 0 to 0.5.
  public let hysteresis: Double
  /// The levels given last.
  public private(set) var levels: [[Int]] = []

  /// Makes a scale.
  public init(levelCount: Int = 8, normalization: Normalization = .row, hysteresis: Double = 0.25) {
    precondition(levelCount >= 1 && (0...0.5).contains(hysteresis), "levels \(levelCount), hysteresis \(hysteresis)")
    self.levelCount = levelCount
    self.normalization = normalization
    self.hysteresis = hysteresis
  }

  /// The levels of new values; rows may differ in length. NaN and infinite values get the level −1, negative ones 0.
  public mutating func update(_ values: [[Double]]) -> [[Int]] {
    let shares = HeatScale.normalized(values, by: normalization)
    let before = levels
    levels = shares.enumerated().map { row, shares in
      shares.enumerated().map { column, share in
        let last = row < before.count && column < before[row].count ? before[row][column] : -1
        return level(share, last: last)
      }
    }
    return levels
  }

  /// Values as shares of 0 to 1 of the largest finite one in their row, column or the whole; all 0 where that is 0.
  public static func normalized(_ values: [[Double]], by normalization: Normalization) -> [[Double]] {
    func top(_ values: some Sequence<Double>) -> Double { values.lazy.filter(\.isFinite).max() ?? 0 }
    let columns = values.map(\.count).max() ?? 0
    let whole = top(values.joined())
    let columnTops = (0..<columns).map { column in top(values.lazy.filter { column < $0.count }.map { $0[column] }) }
    return values.map { row in
      let rowTop = top(row)
      return row.enumerated().map { column, value in
        guard value.isFinite else { return .nan }
        let reference =
          switch normalization {
          case .row: rowTop
          case .column: columnTops[column]
          case .whole: whole
          case .none: 1.0
          }
        return reference > 0 ? min(1, max(0, value / reference)) : 0
      }
    }
  }

  private func level(_ share: Double, last: Int) -> Int {
    guard share.isFinite else { return -1 }
    let position = share * Double(levelCount)
    let fresh = min(levelCount - 1, Int(position))
    guard last >= 0, last < levelCount, fresh != last else { return fresh }
    let stays = position >= Double(last) - hysteresis && position < Double(last + 1) + hysteresis
    // The ends keep no value out: all of a row's maximum and true zeros show as such.
    return stays && share < 1 && share > 0 ? last : fresh
  }
}
