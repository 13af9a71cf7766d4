import Data
import Testing

@Suite struct LearntVocabularyTests {
  private static let texts = ["The red house.", "A red, red tree; the house", "über"]

  @Test func specialPiecesThenCharactersThenWordsByFrequency() throws {
    let file = LearntVocabulary.file(from: Self.texts, most: 200)
    let lines = String(decoding: file, as: UTF8.self).split(separator: "\n").map(String.init)
    #expect(Array(lines.prefix(4)) == ["[PAD]", "[UNK]", "[CLS]", "[SEP]"])
    #expect(lines[4] == "e" && lines[5] == "##e", "the most frequent character")
    #expect(Array(lines.suffix(3)) == ["red", "house", "the"], "those that occur twice or more, frequent ones first")
    #expect(Set(lines).count == lines.count)
  }

  @Test func nothingIsUnknown() throws {
    let tokenizer = try WordPieceTokenizer(
      vocabulary: LearntVocabulary.file(from: Self.texts, most: 200), named: "learnt")
    for text in Self.texts { #expect(!tokenizer.pieces(of: text).contains(tokenizer.unknown)) }
    #expect(tokenizer.pieces(of: "red house").count == 2)
    #expect(tokenizer.pieces(of: "tree").count == 4)
    #expect(tokenizer.pieces(of: "zzz") == [tokenizer.unknown])
  }

  @Test func atMostSoManyPieces() throws {
    let texts = (0..<300).map { number in "w\(number) w\(number) \(UnicodeScalar(0x4E00 + number)!)" }
    let file = LearntVocabulary.file(from: texts, most: 64)
    #expect(String(decoding: file, as: UTF8.self).split(separator: "\n").count <= 64)
    #expect(LearntVocabulary.file(from: texts, most: 64) == file)
  }
}
