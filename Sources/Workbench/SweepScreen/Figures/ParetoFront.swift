/// What is beaten by nothing else in both of two figures, of which lower is better.
public enum ParetoFront {
  /// The places of the points that no other point is below in one figure without being above it in the other; equal points
  /// stay all. Sorted by x, so that y falls. Points that are not finite are never in it.
  public static func indices(_ points: [(x: Double, y: Double)]) -> [Int] {
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

  /// The corners of the front's edge: what lies above and to the right of it is beaten.
  static func edge(_ points: [(x: Double, y: Double)]) -> (xs: [Double], ys: [Double]) {
    var (xs, ys): ([Double], [Double]) = ([], [])
    for index in indices(points) {
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
