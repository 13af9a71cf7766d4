/// Values over growing positions; a value that is not finite is a gap.
public struct Curve: Sendable, Equatable {
  /// Positions, not falling.
  public var xs: [Double]
  /// Values, as many as positions.
  public var ys: [Double]

  /// A curve through these points.
  public init(xs: [Double], ys: [Double]) {
    precondition(xs.count == ys.count, "\(xs.count) positions and \(ys.count) values")
    (self.xs, self.ys) = (xs, ys)
  }

  /// The value at a position, on a straight line between its neighbours.
  ///
  /// - Returns: nil before the first and after the last point; NaN between two points of which one is not finite.
  public func value(at x: Double) -> Double? {
    guard let first = xs.first, let last = xs.last, x >= first, x <= last else { return nil }
    var (low, high) = (0, xs.count)
    while low < high {
      let middle = (low + high) / 2
      if xs[middle] < x { low = middle + 1 } else { high = middle }
    }
    if xs[low] == x { return ys[low] }
    let (left, right) = (low - 1, low)
    guard ys[left].isFinite, ys[right].isFinite else { return .nan }
    let share = (x - xs[left]) / (xs[right] - xs[left])
    return ys[left] + share * (ys[right] - ys[left])
  }

  /// This curve less another one, at its own positions; a gap where the other one has no value.
  public func less(_ base: Curve) -> Curve {
    Curve(xs: xs, ys: zip(xs, ys).map { x, y in base.value(at: x).map { y - $0 } ?? .nan })
  }
}
