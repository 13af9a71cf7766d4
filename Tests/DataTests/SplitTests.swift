import Data
import Testing

/// The division into training and held-out text depends on the words of a document and on nothing else.
@Suite struct SplitTests {
  private func corpus(_ texts: [String], name: String = "invented") -> CorpusText {
    var corpus = CorpusText(name: name)
    for text in texts { corpus.append { $0 += Array(text.utf8) } }
    return corpus
  }

  private func words(_ corpus: CorpusText, _ documents: [Int]) -> Set<String> {
    Set(documents.map { String(decoding: corpus.text($0), as: UTF8.self) })
  }

  @Test("the hash is frozen: other values would move documents between the sides")
  func frozenHash() {
    #expect(StableHash.hash([]) == 0x952f_14f1_e8dd_c491)
    #expect(StableHash.hash(Array("a".utf8)) == 0x8ca8_103c_678e_4ee3)
    #expect(StableHash.hash(Array("switchyard".utf8)) == 0xd85e_1f98_5bdd_b7d0)
    #expect(StableHash.hash(Array("the quick brown fox jumps over the lazy dog".utf8)) == 0x021f_e94d_cc0d_c92a)
    #expect(StableHash.hash((0...255).map { UInt8($0) }) == 0xd351_4158_c286_5da7)
  }

  @Test("the sides do not change with the order of the documents or with other documents beside them")
  func independence() throws {
    let texts = (0..<3000).map { "document number \($0)" }
    let split = try HeldOutSplit(share: 0.02)
    let (forward, backward) = (corpus(texts), corpus(texts.reversed() + ["one more"]))
    let first = split.divide(forward)
    let second = split.divide(backward)
    #expect(words(forward, first.heldOut) == words(backward, second.heldOut).subtracting(["one more"]))
    #expect(Set(first.training).isDisjoint(with: first.heldOut))
    #expect(first.training.count + first.heldOut.count == 3000)
    // 60 expected, standard deviation 7.7.
    #expect((30...90).contains(first.heldOut.count))
  }

  @Test("a larger share keeps what a smaller one held out")
  func nested() throws {
    let corpus = corpus((0..<1000).map { "text \($0)" })
    let small = try HeldOutSplit(share: 0.02).divide(corpus).heldOut
    let large = try HeldOutSplit(share: 0.2).divide(corpus).heldOut
    #expect(Array(large.prefix(small.count)) == small)
    #expect(large.count > 2 * small.count)
  }

  @Test("copies of a document fall on the same side")
  func duplicates() throws {
    let corpus = corpus((0..<400).map { "saying \($0 % 40)" })
    let sides = try HeldOutSplit(share: 0.3).divide(corpus)
    #expect(words(corpus, sides.training).isDisjoint(with: words(corpus, sides.heldOut)))
    #expect(!sides.heldOut.isEmpty)
  }

  @Test("two different documents are enough for both sides, one is trained on")
  func smallCorpora() throws {
    for share in [0.0001, 0.02, 0.9999] {
      let sides = try HeldOutSplit(share: share).divide(corpus(["first", "second"]))
      #expect(sides.training.count == 1 && sides.heldOut.count == 1)
    }
    let alone = try HeldOutSplit(share: 0.5).divide(corpus(["alone", "alone"]))
    #expect(alone.training.count == 2 && alone.heldOut.isEmpty)
    let none = try HeldOutSplit(share: 0).divide(corpus(["first", "second"]))
    #expect(none.training.count == 2 && none.heldOut.isEmpty)
  }

  @Test("a limit of bytes cuts training text and leaves held-out text alone")
  func limit() throws {
    let corpus = corpus((100..<600).map { "ten bytes \($0)" })
    let split = try HeldOutSplit(share: 0.1)
    let whole = split.divide(corpus)
    let part = split.divide(corpus, maximumBytes: 1000)
    #expect(part.heldOut == whole.heldOut)
    #expect(part.training == Array(whole.training.prefix(1000 / 13)))
  }

  @Test("a share outside 0 ..< 1 is refused", arguments: [-0.1, 1, .nan, .infinity])
  func badShare(share: Double) {
    #expect(throws: DataError.self) { try HeldOutSplit(share: share) }
  }
}
