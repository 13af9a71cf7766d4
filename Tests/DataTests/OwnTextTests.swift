import Data
import Testing

/// The user's own files: gzip, damaged and binary files, long files, empty folders.
@Suite struct OwnTextTests {
  /// "switchyard\n" packed by gzip.
  static let packed: [UInt8] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x2b, 0x2e, 0xcf, 0x2c, 0x49, 0xce, 0xa8, 0x4c, 0x2c,
    0x4a, 0xe1, 0x02, 0x00, 0x7e, 0x81, 0x98, 0x5f, 0x0b, 0x00, 0x00, 0x00,
  ]

  private func read(_ files: [String: [UInt8]], _ paths: [String] = [""]) throws -> CorpusText {
    try Fixtures.withFolder(files) { folder in
      try CorpusLibrary(roots: []).read("text", paths: paths.map { $0.isEmpty ? folder : "\(folder)/\($0)" })
    }
  }

  @Test("files of folders are read in the order of their names, hidden ones left out, gzip unpacked")
  func folders() throws {
    let corpus = try read(["b/two.txt.gz": Self.packed, "a.txt": Array("first".utf8), ".git/x": Array("no".utf8)])
    #expect(Fixtures.texts(corpus) == ["first", "switchyard"])
    #expect(corpus.notes.isEmpty)
  }

  @Test("gzip members one after another are one text; zero bytes after them are ignored")
  func members() throws {
    #expect(
      try Gzip.decompress(Self.packed + Self.packed + [0, 0], named: "x") == Array("switchyard\nswitchyard\n".utf8))
  }

  @Test("every damage to a gzip file is found and the file named")
  func damagedGzip() throws {
    for count in 3..<Self.packed.count {
      let error = #expect(throws: DataError.self) { try read(["cut.gz": Array(Self.packed.prefix(count))]) }
      #expect(error?.message.contains("cut.gz") == true)
    }
    for index in 10..<Self.packed.count {
      var bytes = Self.packed
      bytes[index] ^= 0x10
      // The last bits of the packed data are padding; a changed bit elsewhere must not go unnoticed.
      let text = try? Gzip.decompress(bytes, named: "flipped.gz")
      #expect(text == nil || text == Array("switchyard\n".utf8))
    }
    #expect(throws: DataError.self) { try Gzip.decompress(Self.packed + Array("tail".utf8), named: "tail.gz") }
  }

  @Test("invalid UTF-8 is replaced and counted as the Unicode Standard recommends")
  func invalid() throws {
    // Table 3-8 of the standard: truncated, overlong and surrogate sequences.
    let cases: [([UInt8], Int)] = [
      ([0x61, 0xF1, 0x80, 0x80, 0xE1, 0x80, 0xC2, 0x62, 0x80, 0x63, 0x80, 0xBF, 0x64], 6),
      ([0xC0, 0xAF, 0xE0, 0x80, 0xBF, 0xF0, 0x81, 0x82, 0x41], 8),
      ([0xED, 0xA0, 0x80, 0xED, 0xBF, 0xBF, 0xED, 0xAF, 0x41], 8),
      ([0xF4, 0x91, 0x92, 0x93, 0xFF, 0x41, 0x80, 0xBF, 0x42], 7),
      (Array("naïve 語 😀, all of it valid and longer than eight bytes".utf8), 0),
    ]
    for (bytes, replaced) in cases {
      let repaired = UTF8Repair.repair(bytes)
      #expect(repaired.replaced == replaced)
      // The standard library replaces in the same way.
      #expect(String(decoding: repaired.bytes, as: UTF8.self) == String(decoding: bytes, as: UTF8.self))
      #expect(String(validating: repaired.bytes, as: UTF8.self) != nil)
    }
    #expect(UTF8Repair.repair([0xEF, 0xBB, 0xBF, 0x41]).bytes == [0x41])
    let corpus = try read(["latin.txt": Array("caf".utf8) + [0xE9] + Array(" au lait".utf8)])
    #expect(Fixtures.texts(corpus) == ["caf\u{FFFD} au lait"])
    #expect(
      corpus.notes.count == 1 && corpus.notes[0].hasSuffix("latin.txt: 1 invalid pieces of UTF-8 replaced by U+FFFD"))
  }

  @Test("binary and empty files are skipped and named")
  func skipped() throws {
    let corpus = try read([
      "a.txt": Array("words".utf8), "b.png": [0x89, 0x50, 0, 1, 2], "c.txt": [],
      "d.bin": Array(repeating: 0xFF, count: 9),
    ])
    #expect(Fixtures.texts(corpus) == ["words"])
    #expect(corpus.notes.count == 3)
    #expect(corpus.notes[0].hasSuffix("b.png skipped: it is not text but binary"))
    #expect(corpus.notes[1].hasSuffix("c.txt skipped: it is empty"))
    #expect(corpus.notes[2].hasSuffix("d.bin skipped: it is not UTF-8 text"))
  }

  @Test("nothing to read is an error that says what was looked at")
  func nothing() throws {
    #expect(throws: DataError("the corpus text needs at least one file or folder of yours")) { try read([:], []) }
    #expect((#expect(throws: DataError.self) { try read([:]) })?.message.hasSuffix("holds no files") == true)
    #expect((#expect(throws: DataError.self) { try read([:], ["absent"]) })?.message.contains("cannot read") == true)
    let blank = #expect(throws: DataError.self) { try read(["blank.txt": [32, 10, 10]]) }
    #expect(blank?.message.contains("blank.txt skipped: it is empty") == true)
  }

  @Test("a long file is cut at empty lines into documents that together are the file")
  func longFile() throws {
    let paragraph = String(repeating: "words of a paragraph ", count: 20)
    let text = (0..<100).map { "\($0) \(paragraph.dropLast())" }.joined(separator: "\n\n")
    let texts = Fixtures.texts(try read(["long.txt": Array(text.utf8)]))
    #expect(texts.joined(separator: "\n\n") == text)
    #expect(texts.count > 5 && texts.allSatisfy { $0.utf8.count <= 8 << 10 })
    #expect(texts.dropLast().allSatisfy { $0.utf8.count >= (4 << 10) - 2 })
  }

  @Test("without a line or space a long file is cut between characters")
  func unbroken() throws {
    let text = String(repeating: "語", count: 7000)
    let corpus = try read(["long.txt": Array(text.utf8)])
    #expect(Fixtures.texts(corpus).joined() == text)
    #expect(corpus.documents.count > 2)
  }
}
