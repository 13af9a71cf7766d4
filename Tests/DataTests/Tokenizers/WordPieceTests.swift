import Data
import Foundation
import Testing

@Suite struct WordPieceTests {
  struct Case: Decodable {
    let text: String
    let ids: [Int32]
  }

  static func tokenizer() throws -> WordPieceTokenizer {
    try WordPieceTokenizer(path: Fixtures.folder + "/../tokenizer/wordpiece/vocab.txt")
  }

  /// Ids made by the `tokenizers` package 0.23.3 with BERT's normaliser and pre-tokenizer (accents stripped, lower case).
  @Test func agreesWithStoredIDs() throws {
    let url = URL(fileURLWithPath: Fixtures.folder + "/../tokenizer/wordpiece/cases.json")
    let cases = try JSONDecoder().decode([Case].self, from: Foundation.Data(contentsOf: url))
    let tokenizer = try Self.tokenizer()
    #expect(cases.count > 30)
    for test in cases { #expect(tokenizer.pieces(of: test.text) == test.ids, "\(test.text.debugDescription)") }
  }

  private static let pieces = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "un", "##aff", "##able", "##a", "a", "e", "##e", "é",
  ]

  private static func small(_ pieces: [String] = pieces) throws -> WordPieceTokenizer {
    try WordPieceTokenizer(vocabulary: Array(pieces.joined(separator: "\n").utf8), named: "v.txt")
  }

  @Test func takesTheLongestPieceFromTheLeft() throws {
    let tokenizer = try Self.small()
    #expect(tokenizer.pieces(of: "unaffable") == [4, 5, 6])
    #expect(tokenizer.pieces(of: "Aa a") == [8, 7, 8])
    // One letter that nothing covers makes the whole word unknown, and that word alone.
    #expect(tokenizer.pieces(of: "unaffablex a") == [1, 8])
    // Accents go before pieces are looked for, so the piece with an accent is never met.
    #expect(tokenizer.pieces(of: "é e\u{301}") == [9, 9])
  }

  @Test func cutsWhatIsTooLongBetweenTheMarks() throws {
    let tokenizer = try Self.small()
    #expect(tokenizer.encode("", most: 8) == [2, 3])
    #expect(tokenizer.encode("a a a", most: 8) == [2, 8, 8, 8, 3])
    #expect(tokenizer.encode("a a a a a a a a", most: 5) == [2, 8, 8, 8, 3])
    #expect(tokenizer.encode("a", most: 2) == [2, 3])
  }

  @Test func readsLinesAsTheyStand() throws {
    // CR before LF, an empty line in the middle, a last line without an end.
    let text = "[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\n\r\na"
    let tokenizer = try WordPieceTokenizer(vocabulary: Array(text.utf8), named: "v.txt")
    #expect(tokenizer.vocabularySize == 6)
    #expect(tokenizer.pieces(of: "a b") == [5, 1])
  }

  @Test(arguments: ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]) func refusesAVocabularyWithout(piece: String) {
    #expect {
      _ = try Self.small(Self.pieces.filter { $0 != piece })
    } throws: { "\($0)".contains("v.txt") && "\($0)".contains(piece) }
  }

  @Test func refusesBytesThatAreNoText() {
    #expect {
      _ = try WordPieceTokenizer(vocabulary: Array("[PAD]\n".utf8) + [0xC3, 0x28, 0x0A], named: "v.txt")
    } throws: { "\($0)".contains("v.txt, line 2") }
    #expect(throws: DataError.self) { try WordPieceTokenizer(vocabulary: [], named: "v.txt") }
    #expect(throws: DataError.self) { try WordPieceTokenizer(path: "/nowhere/vocab.txt") }
  }
}
