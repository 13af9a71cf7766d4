import Data
import Testing

private func isHere(_ name: String) -> Bool {
  (try? CorpusCatalog.corpus(named: name)).flatMap { CorpusLibrary.standard.folder(of: $0) } != nil
}

/// The corpora as the packages bring them; each test is skipped where its package is absent.
@Suite struct RealCorpusTests {
  @Test("gcide gives clean entries", .enabled(if: isHere("gcide"), "the package dict-gcide is absent"))
  func gcide() throws {
    let corpus = try CorpusLibrary.standard.read("gcide")
    #expect(corpus.documents.count > 120_000)
    #expect(corpus.bytes.count > 25_000_000)
    #expect(corpus.bytes.count { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "\\") } < 20)
    let texts = Fixtures.texts(corpus)
    #expect(texts.count { $0.contains("[1913 Webster") } == 0)
    #expect(texts.contains { $0.hasPrefix("Lark, n. [OE. larke, laverock, AS. lāwerce;") })
  }

  @Test(
    "wordnet has its 117,659 sets in 45 topics", .enabled(if: isHere("wordnet"), "the package wordnet-base is absent"))
  func wordnet() throws {
    let corpus = try CorpusLibrary.standard.read("wordnet")
    #expect(corpus.documents.count == 117_659)
    #expect(Set(corpus.documents.map { $0.topic }).count == 45)
    #expect(!corpus.bytes.contains(UInt8(ascii: "|")))
  }

  @Test("perldoc is free of codes in its prose", .enabled(if: isHere("perldoc"), "the package perl-doc is absent"))
  func perldoc() throws {
    let corpus = try CorpusLibrary.standard.read("perldoc")
    #expect(corpus.documents.count > 150 && corpus.notes.isEmpty)
    let lines = Fixtures.texts(corpus).flatMap { $0.split(separator: "\n") }
    // A manual about POD shows its commands as examples.
    #expect(lines.count { $0.hasPrefix("=head") || $0.hasPrefix("=over") || $0.hasPrefix("=item") } < 20)
  }

  @Test("pydoc is free of roles in its prose", .enabled(if: isHere("pydoc"), "the package python3-doc is absent"))
  func pydoc() throws {
    let corpus = try CorpusLibrary.standard.read("pydoc")
    #expect(corpus.documents.count > 400)
    #expect(corpus.topics.contains("library"))
    let lines = Fixtures.texts(corpus).flatMap { $0.split(separator: "\n") }
    #expect(lines.count { $0.contains(":class:`") || $0.contains(":func:`") || $0.hasPrefix(".. ") } < 5)
  }
}
