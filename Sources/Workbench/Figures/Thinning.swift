/// A long line with fewer points that looks the same: of each stretch the smallest and the largest value, in order.
///
/// A stretch with a value that is not finite also keeps that one, so a gap stays a gap.
/// - Parameter limit: stretches; a line of at most twice as many points is returned as it is.
public func thinned(xs: [Double], ys: [Double], to limit: Int) -> (xs: [Double], ys: [Double]) {
  let count = min(xs.count, ys.count)
  guard limit > 0, count > 2 * limit else { return (xs, ys) }
  var result: (xs: [Double], ys: [Double]) = ([], [])
  for stretch in 0..<limit {
    let range = stretch * count / limit..<(stretch + 1) * count / limit
    var (low, high, gap): (Int?, Int?, Int?) = (nil, nil, nil)
    for index in range {
      guard ys[index].isFinite else {
        gap = index
        continue
      }
      if ys[index] < ys[low ?? index] || low == nil { low = index }
      if ys[index] >= ys[high ?? index] || high == nil { high = index }
    }
    for index in Set([low, high, gap].compactMap(\.self)).sorted() {
      result.xs.append(xs[index])
      result.ys.append(ys[index])
    }
  }
  return result
}
