import Testing
import Workbench

@Suite struct HungarianAssignmentTests {
  /// The largest sum over all ways to give each row of the smaller side a column, tried one by one.
  private static func bruteForce(_ weights: [[Double]]) -> Double {
    guard let width = weights.first?.count, width > 0 else { return 0 }
    if weights.count > width {
      return bruteForce((0..<width).map { column in weights.map { $0[column] } })
    }
    func best(_ row: Int, _ free: [Int]) -> Double {
      guard row < weights.count else { return 0 }
      return free.indices.map { index in
        var rest = free
        let column = rest.remove(at: index)
        return weights[row][column] + best(row + 1, rest)
      }.max() ?? 0
    }
    return best(0, Array(0..<width))
  }

  /// Checks that each row and column is used once, that the smaller side is whole, and that the total is that of the pairs.
  private static func check(_ assignment: HungarianAssignment, _ weights: [[Double]]) {
    let columns = assignment.columns.compactMap(\.self)
    #expect(Set(columns).count == columns.count)
    #expect(columns.count == min(weights.count, weights.first?.count ?? 0))
    let sum = assignment.columns.enumerated().reduce(0.0) { sum, pair in
      pair.element.map { sum + weights[pair.offset][$0] } ?? sum
    }
    #expect(assignment.total == sum)
  }

  @Test(arguments: [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7), (1, 6), (3, 7), (6, 2), (7, 4), (5, 6)])
  func smallTablesAreSolvedAsByTryingAll(_ rows: Int, _ width: Int) {
    var random = TestRandom(UInt64(10 * rows + width))
    for round in 0..<40 {
      // Few different numbers make ties, many make none; some are negative.
      let range = round % 2 == 0 ? 4 : 10_000
      let weights = (0..<rows).map { _ in (0..<width).map { _ in Double(random.next(range) - range / 3) } }
      let assignment = HungarianAssignment(maximising: weights)
      Self.check(assignment, weights)
      #expect(assignment.total == Self.bruteForce(weights), "\(weights)")
    }
  }

  /// By the rearrangement inequality the sum of i·j over pairs is largest in order, and the sum of −i·j in reverse.
  @Test(arguments: [12, 40, 97]) func largerTablesWhoseAnswerIsKnown(_ n: Int) {
    let products = (0..<n).map { row in (0..<n).map { Double((row + 1) * ($0 + 1)) } }
    let rising = HungarianAssignment(maximising: products)
    #expect(rising.columns == (0..<n).map { $0 })
    #expect(rising.total == Double(n * (n + 1) * (2 * n + 1) / 6))
    let falling = HungarianAssignment(maximising: products.map { $0.map { -$0 } })
    #expect(falling.columns == (0..<n).reversed().map { $0 })
  }

  @Test func aPlantedPermutationIsFoundAmongNoise() {
    var random = TestRandom(3)
    for (rows, width) in [(64, 64), (48, 80), (80, 48)] {
      var columns = Array(0..<max(rows, width))
      for index in columns.indices.reversed() { columns.swapAt(index, random.next(index + 1)) }
      // Within a row several others come close, but no pairing comes near all of the planted ones.
      let weights = (0..<rows).map { row in
        (0..<width).map { Double(random.next(60)) + (columns[row] == $0 ? 50 : 0) }
      }
      let planted = (0..<rows).reduce(0.0) { columns[$1] < width ? $0 + weights[$1][columns[$1]] : $0 }
      let assignment = HungarianAssignment(maximising: weights)
      Self.check(assignment, weights)
      #expect(assignment.total >= planted)
      let found = assignment.columns.enumerated().count { $0.element == columns[$0.offset] }
      #expect(found > min(rows, width) / 2)
    }
  }

  @Test func emptyTablesHaveNoPairs() {
    #expect(HungarianAssignment(maximising: []).columns == [])
    #expect(HungarianAssignment(maximising: [[], [], []]).columns == [nil, nil, nil])
  }
}
