import Data
import Foundation
import Testing

/// Any bytes go through a tokenizer unchanged, whichever way they are handed over.
@Suite struct TokenizerRoundTripTests {
  private static func trained(_ algorithm: TokenizerAlgorithm, specials: [String] = []) throws -> BPETokenizer {
    var random = RandomTexts(seed: 9)
    let trainer = TokenizerTrainer(
      try TokenizerOptions(algorithm: algorithm, vocabularySize: 420, specialTokens: specials), threads: 1)
    trainer.add(random.words(Array("etaoinshr".utf8), length: 20_000))
    trainer.add(random.bytes(length: 20_000))
    return try trainer.train()
  }

  @Test("bytes come back", arguments: TokenizerAlgorithm.allCases, [true, false])
  func bytes(algorithm: TokenizerAlgorithm, whole: Bool) throws {
    let tokenizer = try Self.trained(algorithm, specials: ["<s>", "the"])
    #expect(tokenizer.encode([], whole: whole).isEmpty)
    for seed in 0..<60 {
      var random = RandomTexts(seed: UInt64(seed))
      let text = random.bytes(length: random.number(below: 300))
      let ids = tokenizer.encode(text, whole: whole)
      #expect(ids.allSatisfy { (0..<Int32(tokenizer.vocabularySize)).contains($0) })
      #expect(tokenizer.decode(ids) == text)
      #expect(tokenizer.decode(tokenizer.encode(text, special: false, whole: whole)) == text)
    }
  }

  @Test("chunks cover the text, and the written-out pattern splits as the pattern does")
  func chunks() throws {
    let tokenizer = try Self.trained(.bpe)
    let pattern = try SplitPattern(#"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#)
    for seed in 0..<200 {
      var random = RandomTexts(seed: UInt64(1000 + seed))
      let text = random.bytes(length: 80)
      let chunks = tokenizer.chunks(of: text)
      #expect(Array(chunks.joined()) == text)
      #expect(chunks == pattern.parts(of: text))
    }
  }

  @Test("a file gives the ids of its lines, on any number of threads", arguments: TokenizerAlgorithm.allCases)
  func files(algorithm: TokenizerAlgorithm) throws {
    let tokenizer = try Self.trained(algorithm, specials: ["<s>"])
    var random = RandomTexts(seed: 3)
    let text = random.words(Array("etaoinshr<s>".utf8), length: 700_000) + random.bytes(length: 3000)
    let expected = ReferenceTokenizer.lines(text).map { tokenizer.encode($0, whole: true) }
    try Fixtures.withFolder(["text": text]) { folder in
      for threads in [1, 3] {
        var options = BPETokenizer.FileOptions()
        options.threads = threads
        var lines: [UInt8] = []
        try tokenizer.encode(
          file: folder + "/text", options: options, transform: { IDText.lines($0) }, consume: { lines += $0 })
        let written = expected.map { $0.map { String($0) }.joined(separator: " ") + "\n" }.joined()
        #expect(String(decoding: lines, as: UTF8.self) == written)
      }
    }
  }

  @Test("a chunk of a million bytes takes no more than a moment and comes back", arguments: TokenizerAlgorithm.allCases)
  func longChunk(algorithm: TokenizerAlgorithm) throws {
    let tokenizer = try Self.trained(algorithm)
    var random = RandomTexts(seed: 4)
    let letters = Array("etaoinshr".utf8)
    let text = (0..<1_000_000).map { _ in letters[random.number(below: letters.count)] }
    #expect(tokenizer.decode(tokenizer.encode(text)) == text)
    // Long chunks take another way than short ones: where the cut falls between two merges nothing may change.
    for length in 40..<60 {
      let chunk = Array(text[..<length])
      let tail = Array(text[..<(length + 1000)])
      #expect(tokenizer.decode(tokenizer.encode(chunk)) == chunk)
      #expect(tokenizer.encode(tail) == tokenizer.encode(tail, whole: true))
    }
  }

  @Test("as the trainer's tokenizer: no special tokens in text, an end of document that stands for no bytes")
  func subword() throws {
    let texts = ["low lower lowest\n", "new newer newest"].map { Array($0.utf8)[...] }
    for algorithm in TokenizerAlgorithm.allCases {
      let trained = try SubwordTokenizer.train(algorithm, vocabularySize: 280, on: texts, threads: 2)
      let tokenizer: any Tokenizer = try SubwordTokenizer(fileContents: trained.fileContents, named: "saved")
      #expect(tokenizer.name == algorithm.rawValue)
      #expect(tokenizer.endOfDocument == 0)
      #expect(tokenizer.specialTokens == ["<|endofdocument|>": 0])
      #expect(tokenizer.byteLengths[0] == 0)
      let ids = tokenizer.encode("lowest <|endofdocument|>")
      #expect(!ids.contains(0))
      #expect(tokenizer.string(ids + [0]) == "lowest <|endofdocument|>")
      #expect(ids == trained.encode("lowest <|endofdocument|>"))
      #expect(tokenizer.encode("lowest").count < 6)
    }
    #expect(throws: DataError.self) { try SubwordTokenizer(Self.trained(.bpe)) }
  }
}
