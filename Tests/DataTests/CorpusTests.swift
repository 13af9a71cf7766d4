import Data
import Testing

/// Finding corpora, and what is said where they are missing, unknown or damaged.
@Suite struct CorpusTests {
  @Test(
    "an unknown name is answered with the nearest",
    arguments: [("gcid", "gcide"), ("WordNet", "wordnet"), ("pydocs", "pydoc")])
  func suggestion(name: String, nearest: String) {
    let error = #expect(throws: DataError.self) { try CorpusCatalog.corpus(named: name) }
    #expect(error?.message == "unknown corpus '\(name)': did you mean '\(nearest)'?")
  }

  @Test("a name far from all is answered with the list")
  func list() {
    let error = #expect(throws: DataError.self) { try CorpusCatalog.corpus(named: "encyclopaedia") }
    #expect(error?.message == "unknown corpus 'encyclopaedia': there are gcide, wordnet, perldoc, pydoc, text")
  }

  @Test(
    "a missing corpus names its package and the command that brings it", arguments: CorpusCatalog.all.map { $0.name })
  func missing(name: String) throws {
    let error = #expect(throws: DataError.self) { try CorpusLibrary(roots: ["/nonexistent"]).read(name) }
    #expect(error?.message.contains(try CorpusCatalog.corpus(named: name).package) == true)
    #expect(error?.message.hasSuffix("switchyard data fetch \(name)") == true)
  }

  @Test("a damaged WordNet file is named with its line")
  func damagedWordNet() throws {
    let good = Array("00000065 05 n 01 hen 0 000 | a bird  \n".utf8)
    for bad in ["00000065 99 n 01 hen 0 000 | no such topic\n", "nonsense\n", "00000065 05 n -1 hen 0 000 | count\n"] {
      let files = ["noun": good + Array(bad.utf8), "verb": good, "adj": good, "adv": good]
      try Fixtures.withFolder(
        Dictionary(uniqueKeysWithValues: files.map { ("usr/share/wordnet/data.\($0.key)", $0.value) })
      ) { folder in
        let error = #expect(throws: DataError.self) { try CorpusLibrary(roots: [folder]).read("wordnet") }
        #expect(error?.message.contains("data.noun, line 2:") == true)
      }
    }
  }

  @Test(
    "an index of the dictionary that leads outside it, or is none, is named with its line",
    arguments: ["Hen\tA\tzzzz\n", "Hen\n", "Hen\t!\tB\n"])
  func damagedIndex(line: String) throws {
    let files: [String: [UInt8]] = [
      "usr/share/dictd/gcide.dict.dz": Array("Hen, n. A bird.\n".utf8),
      "usr/share/dictd/gcide.index": Array("Hen\tA\tP\n\(line)".utf8),
    ]
    try Fixtures.withFolder(files) { folder in
      let error = #expect(throws: DataError.self) { try CorpusLibrary(roots: [folder]).read("gcide") }
      #expect(error?.message.contains("gcide.index, line 2:") == true)
    }
  }

  @Test("the first root that has a corpus is taken")
  func rootsInOrder() throws {
    let corpus = try CorpusCatalog.corpus(named: "perldoc")
    #expect(Fixtures.library.folder(of: corpus) == Fixtures.realFolder + "/usr/share/perl/5.36.0/pod")
    try Fixtures.withFolder(["usr/share/perl/5.10/pod/perlfunc.pod": []]) { folder in
      let library = CorpusLibrary(roots: [folder, Fixtures.folder])
      #expect(library.folder(of: corpus) == folder + "/usr/share/perl/5.10/pod")
      #expect(throws: DataError.self) { try library.read("perldoc") }
    }
  }

  @Test("corpora named twice are refused")
  func twice() {
    #expect(throws: DataError("corpus wordnet is named twice: name it once, with one weight")) {
      try LanguageData.load(
        corpora: [CorpusChoice(name: "wordnet"), CorpusChoice(name: "wordnet")], sequenceLength: 8, batchSize: 1,
        seed: 0, library: Fixtures.library)
    }
  }
}
