/// What is beaten by nothing else in both of two figures.
public enum ParetoFront {
  /// Which of two values of a figure is the better one.
  public enum Better: Sendable {
    case lower
    case higher

    fileprivate func falling(_ value: Double) -> Double { self == .lower ? value : -value }
  }

  /// The places of the points that no other point is better than in one figure without being worse in the other; equal
  /// points stay all. From the best x on, so that y gets better. Points that are not finite are never in it.
  public static func indices(_ points: [(x: Double, y: Double)], x: Better = .lower, y: Better = .lower) -> [Int] {
    let points = points.map { (x: x.falling($0.x), y: y.falling($0.y)) }
    let order = points.indices.filter { points[$0].x.isFinite && points[$0].y.isFinite }
      .sorted { (points[$0].x, points[$0].y, $0) < (points[$1].x, points[$1].y, $1) }
    var front: [Int] = []
    for index in order {
      guard let last = front.last else {
        front.append(index)
        continue
      }
      let isSame = points[index].x == points[last].x && points[index].y == points[last].y
      if points[index].y < points[last].y || isSame { front.append(index) }
    }
    return front
  }

  /// The corners of the front's edge, along which everything on its worse side is beaten.
  public static func edge(
    _ points: [(x: Double, y: Double)], x: Better = .lower, y: Better = .lower
  ) -> (xs: [Double], ys: [Double]) {
    var (xs, ys): ([Double], [Double]) = ([], [])
    for index in indices(points, x: x, y: y) {
      if let last = ys.last {
        xs.append(points[index].x)
        ys.append(last)
      }
      xs.append(points[index].x)
      ys.append(points[index].y)
    }
    return (xs, ys)
  }
}
