import Data
import Testing

/// Held-out windows are the same for every seed, equal in number for every domain, and never trained on.
@Suite struct HeldOutTests {
  @Test("the seed does not matter")
  func sameForEverySeed() throws {
    let (first, second) = (try WindowTests.data(seed: 1), try WindowTests.data(seed: 2))
    #expect(first.heldOutBatches(count: 3) == second.heldOutBatches(count: 3))
    #expect(first.heldOutBatches(count: 1) == Array(first.heldOutBatches(count: 3).prefix(1)))
  }

  @Test("domains take turns, and whole batches are given")
  func equalShares() throws {
    let data = try WindowTests.data(batchSize: 3, documents: 200)
    let batches = data.heldOutBatches(count: 5)
    #expect(batches.count == 5 && batches.allSatisfy { $0.count == 3 })
    let counts = batches.flatMap { $0.domains }.reduce(into: [0, 0]) { $0[Int($1)] += 1 }
    #expect(counts == [8, 7])
    #expect(Set(batches.flatMap { $0.windows }).count == 15)
  }

  @Test("no more is given than there is, and every window of the held-out text once")
  func exhausted() throws {
    let data = try WindowTests.data(batchSize: 4)
    let batches = data.heldOutBatches(count: 10_000)
    let windows = batches.flatMap { $0.windows }
    #expect(Set(windows).count == windows.count)
    let available = (0..<2).map { domain in
      let tokens = data.heldOut.documents.filter { $0.domain == domain }.reduce(0) { $0 + $1.range.count }
      return (tokens - 1) / WindowTests.length
    }
    #expect(windows.count == available.reduce(0, +) / 4 * 4)
  }

  @Test("no document is on both sides")
  func disjoint() throws {
    let data = try WindowTests.data()
    let trained = Set(data.training.documents.indices.map { data.training.tokens(of: $0) })
    #expect(data.heldOut.documents.indices.allSatisfy { !trained.contains(data.heldOut.tokens(of: $0)) })
  }

  @Test("bytes a token counts the ends of documents as tokens")
  func bytesPerToken() throws {
    let data = try WindowTests.data()
    let bytes = data.heldOut.documents.reduce(0) { $0 + $1.byteCount }
    let tokens = bytes + data.heldOut.documents.count
    #expect(data.bytesPerToken == Double(bytes) / Double(tokens))
    #expect(data.bytesPerTokenByDomain.count == 2)
    #expect(try WindowTests.data(share: 0).bytesPerToken == nil)
    #expect(try WindowTests.data(share: 0).heldOutBatches(count: 2).isEmpty)
  }
}
