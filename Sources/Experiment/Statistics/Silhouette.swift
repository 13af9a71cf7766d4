/// How clearly a division separates what is alike from what is not.
public enum Silhouette {
  /// The mean over members of (b − a) / max(a, b): a is the mean distance to the others of the own group, b that to the
  /// nearest other group; 0 for a member that is alone. From −1 to 1, NaN for fewer than two groups.
  ///
  /// Source: Rousseeuw 1987.
  ///
  /// - Parameters:
  ///   - groups: every member in one of them.
  ///   - similarities: (n, n), row-major; taken as `Dendrogram` takes them, a distance being 1 less the similarity.
  public static func mean(of groups: [[Int]], similarities: [some BinaryFloatingPoint]) -> Double {
    let n = groups.reduce(0) { $0 + $1.count }
    let distances = Dendrogram.distances(similarities, count: n)
    guard groups.count > 1 else { return .nan }
    func mean(from i: Int, to group: [Int], over count: Int) -> Double {
      group.reduce(0) { $0 + distances[i * n + $1] } / Double(count)
    }
    var sum = 0.0
    for (own, group) in groups.enumerated() where group.count > 1 {
      for i in group {
        let a = mean(from: i, to: group, over: group.count - 1)
        let others = groups.indices.filter { $0 != own && !groups[$0].isEmpty }
        let b = others.map { mean(from: i, to: groups[$0], over: groups[$0].count) }.min() ?? a
        if max(a, b) > 0 { sum += (b - a) / max(a, b) }
      }
    }
    return sum / Double(n)
  }
}

extension Dendrogram {
  /// The numbers of groups that are tried: from 2 to 6, and fewer than there are members. None for fewer than three
  /// members, which stay one group.
  public var candidates: [Int] { count < 3 ? [] : Array(2...min(6, count - 1)) }

  /// The mean silhouette of the division into each number of `candidates`.
  ///
  /// - Parameter similarities: those that the dendrogram was made from.
  public func silhouettes(_ similarities: [some BinaryFloatingPoint]) -> [(groups: Int, silhouette: Double)] {
    candidates.map { ($0, Silhouette.mean(of: groups($0), similarities: similarities)) }
  }

  /// The division with the highest silhouette, of equals the one with fewer groups.
  ///
  /// - Parameter similarities: those that the dendrogram was made from.
  public func clearest(_ similarities: [some BinaryFloatingPoint]) -> [[Int]] {
    var best = (groups: min(count, 1), silhouette: -Double.infinity)
    for candidate in silhouettes(similarities) where candidate.silhouette > best.silhouette { best = candidate }
    return groups(best.groups)
  }
}
