import Foundation
import Models
import Tensor
import Testing

/// Masks and hash tables as they are drawn from the counts of a text.
@Suite struct ExpertTableTests {
  /// Zipf's law over 300 ids, shuffled, some of which never occur.
  private let counts: [Int] = {
    var random = SplitMix(state: 8)
    return (0..<300).map { $0 < 280 ? 100_000 / ($0 + 1) : 0 }.shuffled(using: &random)
  }()
  private let experts = 8

  private func visible(
    _ visible: Int, share: Double = 0.9, balanced: Bool = false, stream: UInt64 = 1
  ) throws -> [[Int]] {
    var options = MoEOptions(router: "mask", experts: experts, k: 1, hidden: 2)
    options.vocabulary = 304
    options.table.visible = visible
    options.table.frequentShare = share
    options.table.isBalanced = balanced
    var router = MaskRouter(RouterShape(options, width: 2), in: ParameterBlock(), prefix: "")
    router.drawTables(counts: counts, random: CounterRandom(seed: 3, stream: stream))
    guard case .bytes(let table) = router.buffers[0].values else { return [] }
    // A table that the router would refuse would be no table.
    try router.load(router.buffers[0])
    return (0..<304).map { id in (0..<experts).filter { table[id * experts + $0] == 1 } }
  }

  private func hash(k: Int, balanced: Bool = false) throws -> [[Int]] {
    var options = MoEOptions(router: "hash", experts: experts, k: k, hidden: 2)
    options.vocabulary = 304
    options.table.isBalanced = balanced
    var router = HashRouter(RouterShape(options, width: 2), in: ParameterBlock(), prefix: "")
    router.drawTables(counts: counts, random: CounterRandom(seed: 3, stream: 1))
    guard case .integers(let table) = router.buffers[0].values else { return [] }
    try router.load(router.buffers[0])
    return (0..<304).map { id in (0..<k).map { Int(table[id * k + $0]) } }
  }

  @Test func frequentIDsAreTheSmallestSetThatMakesUpTheShare() throws {
    let seen = try visible(5)
    let sorted = counts.indices.sorted { (-counts[$0], $0) < (-counts[$1], $1) }
    let total = Double(counts.reduce(0, +))
    var before = 0
    for id in sorted {
      #expect(seen[id].count == (Double(before) < 0.9 * total ? 5 : 1))
      before += counts[id]
    }
    // Ids of the model that the tokenizer does not have are rare.
    #expect(seen[300...].allSatisfy { $0.count == 1 })
  }

  @Test func oneVisibleExpertIsARandomHashTable() throws {
    #expect(try visible(1) == (try hash(k: 1)))
    #expect(try visible(experts, share: 0) == (try hash(k: 1)))
  }

  @Test func widerMasksContainNarrowerOnes() throws {
    for (narrow, wide) in zip(try visible(2), try visible(4)) { #expect(Set(narrow).isSubset(of: wide)) }
    for (id, seen) in try visible(experts).enumerated() where counts.indices.contains(id) && counts[id] > 5000 {
      #expect(seen == Array(0..<experts))
    }
  }

  @Test func layersDrawForThemselves() throws {
    let (a, b) = (try visible(1), try visible(1, stream: 2))
    let same = zip(a, b).filter { $0 == $1 }.count
    // One in eight by chance: 38 of 304.
    #expect((15...65).contains(same))
    let load = (0..<experts).map { e in a.filter { $0 == [e] }.count }
    #expect(load.allSatisfy { (20...58).contains($0) }, "\(load)")
  }

  /// Whoever gets the next id has the least text: in the end loads differ by no more than the last ids are worth.
  @Test func balancedDrawsShareOutTheText() throws {
    let table = try hash(k: 1, balanced: true)
    let loads = (0..<experts).map { e in counts.indices.filter { table[$0] == [e] }.reduce(0) { $0 + counts[$1] } }
    // The most frequent id alone outweighs an eighth of the text; the others are shared out evenly.
    let others = loads.sorted().dropLast()
    #expect(others.last! - others.first! < 400, "\(loads)")
    let masked = try visible(4, balanced: true)
    let rare = counts.indices.filter { masked[$0].count == 1 }
    let rareLoads = (0..<experts).map { e in rare.filter { masked[$0] == [e] }.reduce(0) { $0 + counts[$1] } }
    #expect(rareLoads.max()! - rareLoads.min()! < 400, "\(rareLoads)")
  }
}
