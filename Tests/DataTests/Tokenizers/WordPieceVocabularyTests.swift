import Data
import Testing

@Suite struct WordPieceVocabularyTests {
  private static let texts = ["Low lower, lowest!", "low low newer wider", "café ⅔ low", "", "  "]

  @Test func startsWithSpecialsAndCharacters() throws {
    let vocabulary = try WordPieceVocabulary.learn(from: Self.texts, size: 60)
    #expect(vocabulary.pieces.prefix(4) == ["[PAD]", "[UNK]", "[CLS]", "[SEP]"])
    #expect(Set(vocabulary.pieces).count == vocabulary.pieces.count)
    for piece in ["l", "n", "w", "c", ",", "!", "##o", "##w", "##e", "##f"] {
      #expect(vocabulary.pieces.contains(piece), "\(piece)")
    }
    // No accents, no case, no blanks.
    #expect(!vocabulary.pieces.dropFirst(4).contains { $0.contains("é") || $0.contains("L") || $0.contains(" ") })
    // The most frequent word is learnt whole.
    #expect(vocabulary.pieces.contains("low"))
  }

  /// Every text that it was learnt from has pieces, and frequent words few of them.
  @Test func encodesItsTexts() throws {
    let tokenizer = try WordPieceVocabulary.learn(from: Self.texts, size: 60).tokenizer()
    for text in Self.texts { #expect(!tokenizer.pieces(of: text).contains(tokenizer.unknown), "\(text)") }
    #expect(tokenizer.pieces(of: "low").count == 1)
    #expect(tokenizer.pieces(of: "xyz") == [tokenizer.unknown])
    #expect(tokenizer.padding == 0)
  }

  @Test func followsFromTheTexts() throws {
    let (one, two) = (
      try WordPieceVocabulary.learn(from: Self.texts, size: 50),
      try WordPieceVocabulary.learn(from: Self.texts, size: 50)
    )
    #expect(one == two && one.pieces.count <= 50)
    #expect(try WordPieceVocabulary.learn(from: Self.texts, size: 40).pieces.elementsEqual(one.pieces.prefix(40)))
    #expect(try WordPieceVocabulary.learn(from: [String](), size: 40).pieces.count == 4)
  }
}
