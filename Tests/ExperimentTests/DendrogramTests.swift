import Experiment
import Foundation
import Testing

@Suite struct DendrogramTests {
  /// Places on a line 0, 1, 3, 7; distances in tenths.
  private let line: [Double] = {
    let places = [0.0, 1, 3, 7]
    return places.flatMap { a in places.map { 1 - abs(a - $0) / 10 } }
  }()

  @Test func joinsByTheMeanOfAllPairs() {
    let tree = Dendrogram(similarities: line, count: 4)
    #expect(tree.merges.map { [$0.first, $0.second, $0.size] } == [[0, 1, 2], [4, 2, 3], [5, 3, 4]])
    // The last is (7 + 6 + 4) / 3; with weights by merge it would be 5.25.
    for (merge, height) in zip(tree.merges, [0.1, 0.25, 17.0 / 30]) { #expect(abs(merge.height - height) < 1e-12) }
    #expect(tree.groups(2) == [[0, 1, 2], [3]])
    #expect(tree.groups(3) == [[0, 1], [2], [3]])
    #expect(tree.groups(4) == [[0], [1], [2], [3]])
    #expect(tree.groups(1) == [[0, 1, 2, 3]])
    #expect(tree.leafOrder == [0, 1, 2, 3])
    #expect(tree.members(of: 5) == [0, 1, 2])
  }

  /// Against all pairs counted anew for every merge.
  @Test func agreesWithTheSlowWay() {
    let n = 9
    var similarities = Array(repeating: Float(1), count: n * n)
    var state: UInt64 = 7
    for i in 0..<n {
      for j in 0..<i {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let value = Float(state >> 40) / Float(1 << 24)
        (similarities[i * n + j], similarities[j * n + i]) = (value, value)
      }
    }
    let tree = Dendrogram(similarities: similarities, count: n)
    var groups = (0..<n).map { [$0] }
    for merge in tree.merges {
      var nearest = (Double.infinity, 0, 0)
      for a in groups.indices {
        for b in groups.indices where a < b {
          let pairs = groups[a].flatMap { i in groups[b].map { 1 - Double(similarities[i * n + $0]) } }
          let mean = pairs.reduce(0, +) / Double(pairs.count)
          if mean < nearest.0 { nearest = (mean, a, b) }
        }
      }
      #expect(abs(merge.height - nearest.0) < 1e-6)
      groups[nearest.1] = (groups[nearest.1] + groups[nearest.2]).sorted()
      groups.remove(at: nearest.2)
      #expect(tree.groups(groups.count) == groups)
    }
    #expect(tree.leafOrder.sorted() == Array(0..<n))
    #expect(zip(tree.merges, tree.merges.dropFirst()).allSatisfy { $0.height <= $1.height + 1e-12 })
  }

  @Test func damagedSimilaritiesCountAsNone() {
    let tree = Dendrogram(similarities: [1, .nan, 0.5, 0.2, 1, .infinity, 0.5, 0, 1] as [Float], count: 3)
    #expect(tree.merges.map { [$0.first, $0.second] } == [[0, 2], [3, 1]])
    // Of 0.2 and nothing the mean is 0.1: (0.9 + 1) / 2.
    #expect(zip(tree.merges, [0.5, 0.95]).allSatisfy { abs($0.height - $1) < 1e-7 })
    #expect(Dendrogram(similarities: [] as [Float], count: 0).groups(0) == [])
    #expect(Dendrogram(similarities: [1.0], count: 1).groups(1) == [[0]])
    #expect(Dendrogram(similarities: [1.0], count: 1).clearest([1.0]) == [[0]])
  }

  /// Worked by hand from Rousseeuw's definition.
  @Test func silhouettes() {
    func mean(_ groups: [[Int]]) -> Double { Silhouette.mean(of: groups, similarities: line) }
    #expect(abs(mean([[0, 1], [2, 3]]) - (0.8 + 0.75 - 0.375 + 2.5 / 6.5) / 4) < 1e-12)
    #expect(abs(mean([[0, 1, 2], [3]]) - (5.0 / 7 + 0.75 + 0.375) / 4) < 1e-12)
    #expect(abs(mean([[0, 1], [2], [3]]) - (2.0 / 3 + 0.5) / 4) < 1e-12)
    #expect(mean([[0, 1, 2, 3]]).isNaN)
    let tree = Dendrogram(similarities: line, count: 4)
    #expect(tree.silhouettes(line).map({ $0.groups }) == [2, 3])
    #expect(tree.clearest(line) == [[0, 1, 2], [3]])
  }

  @Test func equalSilhouettesGiveFewerGroups() {
    // All alike: every division has the silhouette 0.
    let same = Array(repeating: 0.5, count: 25)
    #expect(Dendrogram(similarities: same, count: 5).clearest(same).count == 2)
  }

  @Test func adjustedRandIndex() {
    #expect(RandIndex.adjusted([0, 0, 1, 1], [5, 5, 3, 3]) == 1)
    #expect(abs(RandIndex.adjusted([0, 0, 1, 1], [0, 0, 1, 2]) - 4.0 / 7) < 1e-12)
    #expect(abs(RandIndex.adjusted([0, 0, 1, 1], [0, 1, 0, 1]) + 0.5) < 1e-12)
    #expect(RandIndex.adjusted([0, 0, 0, 0], [0, 1, 2, 3]) == 0)
    #expect(RandIndex.adjusted([[0, 1], [2, 3]], [[2, 3], [0, 1]]) == 1)
    #expect(RandIndex.labels(of: [[2, 0], [1]]) == [0, 1, 0])
  }

  @Test func drawsAsATree() {
    let tree = Dendrogram(similarities: line, count: 4)
    #expect(
      tree.drawing(width: 21) == [
        "────┬────┐           ",
        "────┘    ├──────────┐",
        "─────────┘          │",
        "────────────────────┘",
      ])
    // Equal heights stand beside each other, and a narrow drawing keeps its order.
    let same = Dendrogram(similarities: Array(repeating: 1.0, count: 9), count: 3)
    #expect(same.drawing(width: 4) == ["┬┐  ", "┘│  ", "─┘  "])
    #expect(tree.drawing(width: 3) == ["┬┐ ", "┘├┐", "─┘│", "──┘"])
    #expect(Dendrogram(similarities: [1.0], count: 1).drawing(width: 3) == ["   "])
  }
}
