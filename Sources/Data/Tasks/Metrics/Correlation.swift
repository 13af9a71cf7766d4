/// How far two lists of numbers go together.
public enum Correlation {
  /// Pearson's correlation; 0 where one list is constant or there are fewer than two numbers.
  public static func pearson(_ x: [Double], _ y: [Double]) -> Double {
    precondition(x.count == y.count, "\(x.count) and \(y.count) numbers")
    guard x.count > 1 else { return 0 }
    let n = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
      xx += (a - meanX) * (a - meanX)
      yy += (b - meanY) * (b - meanY)
      xy += (a - meanX) * (b - meanY)
    }
    guard xx > 0, yy > 0 else { return 0 }
    return xy / (xx.squareRoot() * yy.squareRoot())
  }

  /// Spearman's rank correlation: Pearson's of the ranks, where equal numbers share the mean of theirs.
  public static func spearman(_ x: [Double], _ y: [Double]) -> Double { pearson(ranks(x), ranks(y)) }

  /// The rank of each number from 1.
  private static func ranks(_ x: [Double]) -> [Double] {
    let order = x.indices.sorted { (x[$0], $0) < (x[$1], $1) }
    var ranks = Array(repeating: 0.0, count: x.count)
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count, x[order[end]] == x[order[first]] { end += 1 }
      for place in first..<end { ranks[order[place]] = Double(first + 1 + end) / 2 }
      first = end
    }
    return ranks
  }
}
