import Data
import Testing

/// The one call of the trainer, on the small corpora.
@Suite struct LoadTests {
  private func load(_ corpora: [CorpusChoice], _ paths: [String] = [], share: Double = 0.3) throws -> LanguageData {
    try LanguageData.load(
      corpora: corpora, textPaths: paths, heldOutShare: share, sequenceLength: 16, batchSize: 2, seed: 3,
      library: Fixtures.library)
  }

  @Test("corpora by name and the user's files become domains, in that order, with their topics")
  func domains() throws {
    try Fixtures.withFolder(["mine.txt": Array(String(repeating: "my own words. ", count: 2000).utf8)]) { folder in
      let data = try load([CorpusChoice(name: "wordnet", weight: 2), CorpusChoice(name: "pydoc")], [folder])
      #expect(data.domains == ["wordnet", "pydoc", "text"])
      #expect(data.topics.map { $0.count } == [45, 2, 0])
      let drawn = (0..<512).flatMap { data.batch(at: $0).domains }
      #expect((0..<3).map { domain in drawn.count { $0 == domain } } == [512, 256, 256])
    }
  }

  @Test("what a corpus holds out does not change with the corpora beside it")
  func independentOfOthers() throws {
    func heldOut(_ data: LanguageData, _ name: String) -> [[Int32]] {
      let domain = data.domains.firstIndex(of: name).map { Int32($0) }
      return data.heldOut.documents.indices.filter { data.heldOut.documents[$0].domain == domain }
        .map { data.heldOut.tokens(of: $0) }
    }
    let alone = try load([CorpusChoice(name: "wordnet")])
    let mixed = try load([CorpusChoice(name: "gcide"), CorpusChoice(name: "wordnet")])
    #expect(heldOut(alone, "wordnet") == heldOut(mixed, "wordnet"))
    #expect(!heldOut(alone, "wordnet").isEmpty)
  }

  @Test("a weight of zero leaves a corpus out; no corpus at all is an error")
  func zeroWeight() throws {
    #expect(
      try load([CorpusChoice(name: "gcide", weight: 0), CorpusChoice(name: "wordnet")]).domains == ["wordnet"])
    #expect(throws: DataError.self) { try load([CorpusChoice(name: "gcide", weight: 0)]) }
    #expect(throws: DataError.self) { try load([]) }
  }

  @Test("a domain whose held-out text fills no window is named")
  func notes() throws {
    let data = try LanguageData.load(
      corpora: [CorpusChoice(name: "wordnet")], heldOutShare: 0.1, sequenceLength: 60, batchSize: 1, seed: 0,
      library: Fixtures.library)
    #expect(data.notes == ["corpus wordnet has too little held-out text for one window: it is not evaluated"])
    #expect(data.heldOutBatches(count: 4).isEmpty)
  }
}
