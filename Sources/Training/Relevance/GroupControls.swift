internal import Data
internal import Experiment

/// Ways of dividing tasks into groups that do not follow from how alike they are: what a grouping has to beat.
public enum GroupControls {
  /// Streams of the seed, one for each draw.
  private static let stream: UInt64 = 0x6772_6F75_7073_0000

  /// Groups drawn at random: members rising, groups by their first members.
  ///
  /// - Parameters:
  ///   - sizes: of the groups.
  ///   - draw: another number gives another draw.
  public static func random(sizes: [Int], seed: UInt64, draw: Int) -> [[Int]] {
    let order = CounterRandom(seed: seed, stream: stream &+ UInt64(draw))
      .permutation(sizes.reduce(0, +)).map { Int($0) }
    var first = 0
    return sizes.map { size in
      first += size
      return order[first - size..<first].sorted()
    }.filter { !$0.isEmpty }.sorted { $0[0] < $1[0] }
  }

  /// The least alike together: average linkage with distances and similarities exchanged.
  ///
  /// - Parameter similarities: (count, count).
  public static func opposite(_ similarities: [Float], count: Int, groups: Int) -> [[Int]] {
    Dendrogram(similarities: similarities.map { 1 - $0 }, count: count).groups(groups)
  }
}
