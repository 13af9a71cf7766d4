import Data
import Testing

/// The mixture keeps its weights and draws without replacement.
@Suite struct MixtureTests {
  @Test("every block of 1,024 draws has each group's share, in any block")
  func shares() throws {
    let sampler = try MixtureSampler(weights: [3, 1, 0, 2], windowCounts: [10, 10, 0, 7], seed: 4)
    #expect(sampler.places == [512, 171, 0, 341])
    for block in [0, 1, 1000] {
      let drawn = sampler.draw(block * 1024..<(block + 1) * 1024)
      let counts = drawn.reduce(into: [0, 0, 0, 0]) { $0[$1.group] += 1 }
      #expect(counts == sampler.places)
    }
    let (first, second) = (sampler.draw(0..<1024).map { $0.group }, sampler.draw(1024..<2048).map { $0.group })
    #expect(first != second)
    // Shuffled: no group takes its places in one stretch.
    #expect(zip(first, first.dropFirst()).count { $0 != $1 } > 400)
  }

  @Test("a tiny weight still has a place")
  func tinyWeight() throws {
    #expect(try MixtureSampler(weights: [1, 1e-9, 1e-9], windowCounts: [5, 5, 5], seed: 0).places == [1022, 1, 1])
  }

  @Test("turns of a group run through its epochs without a gap, across blocks")
  func turns() throws {
    let sampler = try MixtureSampler(weights: [2, 1], windowCounts: [7, 300], seed: 9)
    var next = [0, 0]
    for address in sampler.draw(0..<5000) {
      let windows = [7, 300][address.group]
      #expect(address.epoch * windows + address.turn == next[address.group])
      next[address.group] += 1
    }
  }

  @Test("a draw is the same alone and among others")
  func pure() throws {
    let sampler = try MixtureSampler(weights: [2, 1], windowCounts: [7, 300], seed: 9)
    let all = sampler.draw(0..<3000)
    for start in [0, 1, 1023, 1024, 2000, 2999] { #expect(sampler.draw(start..<start + 1) == [all[start]]) }
    #expect(sampler.draw(1000..<1100) == Array(all[1000..<1100]))
  }

  @Test("weights without sense are refused", arguments: [[-1, 1], [0, 0], [.nan, 1], [.infinity, 1]] as [[Double]])
  func badWeights(weights: [Double]) {
    #expect(throws: DataError.self) { try MixtureSampler(weights: weights, windowCounts: [5, 5], seed: 0) }
  }
}
