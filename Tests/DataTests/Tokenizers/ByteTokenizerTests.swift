import Data
import Testing

@Suite struct ByteTokenizerTests {
  private let tokenizer = ByteTokenizer()

  @Test("bytes go through unchanged, also those that are no UTF-8")
  func roundTrip() {
    let every = (0...255).map { UInt8($0) }
    #expect(tokenizer.encode(every) == every.map { Int32($0) })
    #expect(tokenizer.decode(tokenizer.encode(every)) == every)
    #expect(tokenizer.string(tokenizer.encode("naïve 語")) == "naïve 語")
    #expect(tokenizer.encode("").isEmpty)
  }

  @Test("the end of a document is the one special token and stands for no bytes")
  func specialToken() {
    #expect(tokenizer.vocabularySize == 257)
    #expect(tokenizer.specialTokens == ["<|endofdocument|>": tokenizer.endOfDocument])
    #expect(tokenizer.decode([72, tokenizer.endOfDocument, 105]) == [72, 105])
    #expect(tokenizer.byteLengths == Array(repeating: 1, count: 256) + [0])
  }
}
