/// How much of a line of cells a part wants.
public enum Extent: Hashable, Sendable {
  /// So many cells, if there are as many.
  case fixed(Int)
  /// A share of what the fixed parts leave, but at least `minimum` cells while there are enough.
  case share(Int, minimum: Int = 0)
}

extension Rect {
  /// The first `count` rows and the rest.
  public func splitTop(_ count: Int) -> (top: Rect, rest: Rect) {
    let count = min(max(0, count), height)
    return (Rect(x: x, y: y, width: width, height: count), inset(top: count))
  }

  /// The last `count` rows and the rest.
  public func splitBottom(_ count: Int) -> (rest: Rect, bottom: Rect) {
    let count = min(max(0, count), height)
    return (inset(bottom: count), Rect(x: x, y: maxY - count, width: width, height: count))
  }

  /// The first `count` columns and the rest.
  public func splitLeft(_ count: Int) -> (left: Rect, rest: Rect) {
    let count = min(max(0, count), width)
    return (Rect(x: x, y: y, width: count, height: height), inset(left: count))
  }

  /// The last `count` columns and the rest.
  public func splitRight(_ count: Int) -> (rest: Rect, right: Rect) {
    let count = min(max(0, count), width)
    return (inset(right: count), Rect(x: maxX - count, y: y, width: count, height: height))
  }

  /// Parts from above to below; what does not fit is empty.
  public func rows(_ extents: [Extent]) -> [Rect] {
    var top = y
    return distribute(height, over: extents).map { length in
      defer { top += length }
      return Rect(x: x, y: top, width: width, height: length)
    }
  }

  /// Parts from left to right; what does not fit is empty.
  public func columns(_ extents: [Extent]) -> [Rect] {
    var left = x
    return distribute(width, over: extents).map { length in
      defer { left += length }
      return Rect(x: left, y: y, width: length, height: height)
    }
  }
}

/// Lengths for `extents` in a line of `total` cells: fixed parts and minima are served first, in order; then shares.
///
/// The lengths add up to `total` if there is a share, and never to more.
public func distribute(_ total: Int, over extents: [Extent]) -> [Int] {
  var left = max(0, total)
  var lengths = extents.map { extent -> Int in
    let wanted =
      switch extent {
      case .fixed(let count): count
      case .share(_, let minimum): minimum
      }
    let given = min(max(0, wanted), left)
    left -= given
    return given
  }
  // What is left goes to the part that is furthest below its share, so minima count towards the share.
  let shares = extents.map { extent in
    if case .share(let weight, _) = extent { max(0, weight) } else { 0 }
  }
  var open = extents.indices.filter { shares[$0] > 0 }
  while left > 0, !open.isEmpty {
    let pool = open.reduce(left) { $0 + lengths[$1] }
    let weights = open.reduce(0) { $0 + shares[$1] }
    let over = open.filter { lengths[$0] * weights > pool * shares[$0] }
    if !over.isEmpty {
      open.removeAll { over.contains($0) }
      continue
    }
    var weightSoFar = 0
    var end = 0
    for index in open {
      weightSoFar += shares[index]
      let next = pool * weightSoFar / weights
      lengths[index] = next - end
      end = next
    }
    left = 0
  }
  return lengths
}
