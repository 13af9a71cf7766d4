/// How well two divisions of the same members agree.
public enum RandIndex {
  /// The adjusted Rand index of two labellings: 1 for equal divisions, about 0 for independent ones, below for worse.
  ///
  /// Source: Hubert and Arabie 1985, eq. 5. Shapes: both (n), n ≥ 1; labels are any numbers.
  public static func adjusted(_ first: [Int], _ second: [Int]) -> Double {
    precondition(first.count == second.count && !first.isEmpty, "\(first.count) and \(second.count) labels")
    func pairs(_ labels: [some Hashable]) -> Double {
      let counts = labels.reduce(into: [:]) { $0[$1, default: 0] += 1 }
      return Double(counts.values.reduce(0) { $0 + $1 * ($1 - 1) / 2 })
    }
    let same = pairs(zip(first, second).map { SIMD2($0, $1) })
    let (a, b, all) = (pairs(first), pairs(second), Double(first.count * (first.count - 1) / 2))
    let expected = all > 0 ? a * b / all : 0
    let most = (a + b) / 2
    return most > expected ? (same - expected) / (most - expected) : 1
  }

  /// The adjusted Rand index of two divisions, each a list of groups.
  ///
  /// - Precondition: both divide the members 0 ..< n.
  public static func adjusted(_ first: [[Int]], _ second: [[Int]]) -> Double {
    adjusted(labels(of: first), labels(of: second))
  }

  /// The number of each member's group.
  public static func labels(of groups: [[Int]]) -> [Int] {
    var labels = Array(repeating: -1, count: groups.reduce(0) { $0 + $1.count })
    for (number, group) in groups.enumerated() {
      for member in group { labels[member] = number }
    }
    return labels
  }
}
