import Data
import Testing

/// What the inspector is told: symbols with the merges that make them, and where they stand in a text.
@Suite struct TokenSymbolTests {
  private static let text = Array(
    (String(repeating: "the cat sat there, then the other cathedral; ", count: 9)
      + String(repeating: "Arizona zona mate Arimate Interface face surface\n", count: 12)).utf8)

  private func trained(_ algorithm: TokenizerAlgorithm) throws -> BPETokenizer {
    let trainer = TokenizerTrainer(
      try TokenizerOptions(algorithm: algorithm, vocabularySize: 300, specialTokens: ["<s>"]), threads: 1)
    trainer.add(Self.text)
    return try trainer.train()
  }

  @Test(
    "a symbol's bytes are those of its parts, and merges come in the order of their ranks",
    arguments: [
      TokenizerAlgorithm.bpe, .scaffoldBPE,
    ])
  func merges(_ algorithm: TokenizerAlgorithm) throws {
    let tokenizer = try trained(algorithm)
    let symbols = tokenizer.symbols
    var ids: [Int32] = []
    var ranks: [Int] = []
    for (place, symbol) in symbols.enumerated() {
      if let parts = symbol.parts {
        #expect(symbols[parts.left].bytes + symbols[parts.right].bytes == symbol.bytes)
        #expect(parts.left < place && parts.right < place)
        ranks.append(try #require(symbol.rank))
      } else {
        #expect(symbol.rank == nil && (symbol.kind == .special || symbol.bytes.count == 1))
      }
      #expect(symbol.ids.flatMap { tokenizer.bytes(of: $0) } == symbol.bytes)
      #expect((symbol.ids.count > 1) == (symbol.kind == .scaffold))
      if symbol.kind != .scaffold { ids += symbol.ids }
    }
    #expect(ids == (0..<Int32(tokenizer.vocabularySize)).map { $0 })
    #expect(ranks == Array(0..<ranks.count))
    #expect(symbols.count { $0.kind == .scaffold } == tokenizer.scaffoldCount)
    #expect(algorithm == .bpe || tokenizer.scaffoldCount > 0)
  }

  @Test("segments name their symbols", arguments: [TokenizerAlgorithm.bpe, .scaffoldBPE])
  func segments(_ algorithm: TokenizerAlgorithm) throws {
    let tokenizer = try trained(algorithm)
    let symbols = tokenizer.symbols
    let segments = tokenizer.segments(of: Array("zona <s> cathedral sur".utf8))
    for segment in segments {
      let symbol = symbols[segment.symbol]
      #expect(symbol.bytes == segment.bytes && symbol.ids == segment.ids && symbol.kind == segment.kind)
    }
    #expect(segments.contains { $0.kind == .special })
  }
}
