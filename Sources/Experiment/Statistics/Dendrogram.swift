/// The history of joining things that are alike: at first each is a group of its own, and the two nearest groups are
/// joined until one is left.
///
/// Average linkage: two groups are as far from each other as their members are on average, all pairs counting the same
/// (UPGMA, Sokal and Michener 1958). Of several pairs equally near, the one that holds the earliest members goes first.
public struct Dendrogram: Sendable, Equatable {
  /// Two groups that become one.
  public struct Merge: Sendable, Equatable {
    /// The one with the earliest member. Below `count` it is a member by itself, from there on `merges[first − count]`.
    public var first: Int
    /// The other, numbered the same way.
    public var second: Int
    /// Mean distance between their members; never falls from one merge to the next, but for rounding.
    public var height: Double
    /// Members of both together.
    public var size: Int

    /// All fields, as they are described above.
    public init(first: Int, second: Int, height: Double, size: Int) {
      (self.first, self.second, self.height, self.size) = (first, second, height, size)
    }
  }

  /// Number of members.
  public let count: Int
  /// From the nearest to the farthest; one fewer than there are members.
  public let merges: [Merge]

  /// Joins by similarities: the distance of two members is 1 less the mean of their two entries.
  ///
  /// - Parameters:
  ///   - similarities: (count, count), row-major; the diagonal is not looked at, what is not finite counts as 0.
  ///   - count: number of members.
  public init(similarities: [some BinaryFloatingPoint], count: Int) {
    self.count = count
    var distances = Self.distances(similarities, count: count)
    // A group is kept in the row of its earliest member.
    var alive = Array(0..<count)
    var node = Array(0..<count)
    var size = Array(repeating: 1, count: count)
    var merges: [Merge] = []
    while alive.count > 1 {
      var nearest = (distance: Double.infinity, i: 0, j: 0)
      for (place, i) in alive.enumerated() {
        for j in alive[(place + 1)...] where distances[i * count + j] < nearest.distance {
          nearest = (distances[i * count + j], i, j)
        }
      }
      let (i, j) = (nearest.i, nearest.j)
      let (a, b) = (Double(size[i]), Double(size[j]))
      for k in alive where k != i && k != j {
        let mean = (a * distances[i * count + k] + b * distances[j * count + k]) / (a + b)
        (distances[i * count + k], distances[k * count + i]) = (mean, mean)
      }
      size[i] += size[j]
      merges.append(Merge(first: node[i], second: node[j], height: nearest.distance, size: size[i]))
      node[i] = count + merges.count - 1
      alive.removeAll { $0 == j }
    }
    self.merges = merges
  }

  /// 1 − similarity, symmetric, 0 on the diagonal.
  static func distances(_ similarities: [some BinaryFloatingPoint], count: Int) -> [Double] {
    precondition(similarities.count == count * count, "\(similarities.count) similarities of \(count) members")
    func similarity(_ i: Int, _ j: Int) -> Double {
      let value = Double(similarities[i * count + j])
      return value.isFinite ? value : 0
    }
    var distances = Array(repeating: 0.0, count: count * count)
    for i in 0..<count {
      for j in 0..<count where i != j { distances[i * count + j] = 1 - (similarity(i, j) + similarity(j, i)) / 2 }
    }
    return distances
  }

  /// Members of a node as merges number them, rising.
  public func members(of node: Int) -> [Int] {
    if node < count { return [node] }
    let merge = merges[node - count]
    return (members(of: merge.first) + members(of: merge.second)).sorted()
  }

  /// The division into `groups` groups, which undoes the farthest merges: members rising, groups by their first members.
  ///
  /// - Precondition: from 1 to `count`, or 0 where there are no members.
  public func groups(_ groups: Int) -> [[Int]] {
    precondition(groups <= count && groups >= min(count, 1), "\(groups) groups of \(count) members")
    let kept = count - groups
    var parts = Array(0..<count + kept).map { $0 < count ? [$0] : [] }
    for (place, merge) in merges.prefix(kept).enumerated() {
      parts[count + place] = (parts[merge.first] + parts[merge.second]).sorted()
      (parts[merge.first], parts[merge.second]) = ([], [])
    }
    return parts.filter { !$0.isEmpty }.sorted { $0[0] < $1[0] }
  }

  /// All members in an order in which no lines cross when the tree is drawn: those joined early stand together.
  public var leafOrder: [Int] {
    func leaves(_ node: Int) -> [Int] {
      if node < count { return [node] }
      return leaves(merges[node - count].first) + leaves(merges[node - count].second)
    }
    return count == 0 ? [] : leaves(count + merges.count - 1)
  }
}
