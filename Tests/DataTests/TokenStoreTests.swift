import Data
import Testing

@Suite struct TokenStoreTests {
  @Test("tokens are those of each document by itself, whatever the number of threads", arguments: [1, 2, 5])
  func encodingInThreads(threads: Int) throws {
    var corpus = CorpusText(name: "words")
    for number in 0..<900 {
      corpus.append(topic: number % 4) { text in
        for word in 0...(number * 7 % 300) { text += Array("word\(word * number % 97) ".utf8) }
      }
    }
    #expect(corpus.bytes.count > 3 << 18, "several pieces")
    let tokenizer = try SubwordTokenizer.train(
      .bpe, vocabularySize: 300, on: corpus.documents.indices.map { corpus.text($0) })
    var store = TokenStore(tokenizer: tokenizer)
    let chosen = corpus.documents.indices.filter { $0 % 3 != 1 }.reversed()
    store.add(Array(chosen), of: corpus, domain: 2, tokenizer: tokenizer, threads: threads)
    #expect(store.documents.count == chosen.count)
    var counts = [Int](repeating: 0, count: tokenizer.vocabularySize)
    for (place, index) in chosen.enumerated() {
      let tokens = tokenizer.encode(Array(corpus.text(index))) + [tokenizer.endOfDocument]
      #expect(store.tokens(of: place) == tokens)
      #expect(store.documents[place].topic == Int32(index % 4) && store.documents[place].domain == 2)
      #expect(store.documents[place].byteCount == corpus.text(index).count)
      for token in tokens { counts[Int(token)] += 1 }
    }
    #expect(store.counts == counts)
  }
}
