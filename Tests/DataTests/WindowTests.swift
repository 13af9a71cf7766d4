import Data
import Testing

/// Packed windows and their order, on invented corpora whose every token tells where it comes from.
@Suite struct WindowTests {
  static let length = 8

  /// Documents of `prefix` letters: "a17.a17.…", each of another length.
  static func corpus(_ name: String, _ prefix: String, documents: Int) -> CorpusText {
    var corpus = CorpusText(name: name)
    for number in 0..<documents {
      corpus.append(topic: number % 3) { text in
        for _ in 0...(number % 5) { text += Array("\(prefix)\(number).".utf8) }
      }
    }
    return corpus
  }

  static func data(
    seed: UInt64 = 1, weights: (Double, Double) = (1, 1), share: Double = 0.1, batchSize: Int = 4, documents: Int = 60
  ) throws -> LanguageData {
    try LanguageData(
      corpora: [
        (corpus("one", "a", documents: documents), weights.0, nil),
        (corpus("two", "b", documents: documents), weights.1, nil),
      ], heldOutShare: share, tokenizer: ByteTokenizer(), sequenceLength: length, batchSize: batchSize, seed: seed)
  }

  static func row(_ batch: Batch, _ row: Int) -> [Int32] {
    let start = row * batch.sequenceLength
    return Array(batch.inputs[start..<start + batch.sequenceLength])
      + [batch.targets[start + batch.sequenceLength - 1]]
  }

  @Test("targets are the inputs one token later")
  func shifted() throws {
    let data = try Self.data()
    for position in 0..<50 {
      let batch = data.batch(at: position)
      #expect(batch.count == 4 && batch.inputs.count == 4 * Self.length && batch.targets.count == batch.inputs.count)
      for row in 0..<batch.count {
        let start = row * Self.length
        #expect(
          Array(batch.inputs[start + 1..<start + Self.length])
            == Array(batch.targets[start..<start + Self.length - 1]))
      }
    }
  }

  @Test("no window mixes domains, and the domain and topic given are those of its first token")
  func domains() throws {
    let data = try Self.data()
    #expect(data.domains == ["one", "two"])
    let letters = [Int32(UInt8(ascii: "a")), Int32(UInt8(ascii: "b"))]
    for position in 0..<60 {
      let batch = data.batch(at: position)
      for row in 0..<batch.count {
        let tokens = Self.row(batch, row)
        #expect(!tokens.contains(letters[1 - Int(batch.domains[row])]))
        let text = ByteTokenizer().string(tokens.prefix { $0 != 256 })
        let parts = text.split(separator: ".")
        // The number of the first document stands whole in the window unless the window begins or ends inside it.
        if parts.count > 1, let number = Int(parts[1].dropFirst()), parts.count > 2 {
          #expect(Int(batch.topics[row]) == number % 3)
        }
      }
    }
  }

  @Test("an epoch takes every window of the joined documents once")
  func epochCoversText() throws {
    let data = try Self.data(weights: (1, 0.0001), batchSize: 1)
    var windows: [Int: [Int32]] = [:]
    var position = 0
    let count = (data.trainingTokens[0] - 1) / Self.length
    while windows.count < count {
      let batch = data.batch(at: position)
      let address = batch.windows[0]
      if address.group == 0 {
        #expect(address.epoch == 0 && windows[address.turn] == nil)
        windows[address.turn] = Self.row(batch, 0)
      }
      position += 1
    }
    let documents = Set(
      data.training.documents.indices.filter { data.training.documents[$0].domain == 0 }
        .map { data.training.tokens(of: $0) })
    var inputs = [Int](repeating: 0, count: 257)
    for window in windows.values {
      for token in window.dropLast() { inputs[Int(token)] += 1 }
      // Between two ends of documents stands exactly one document.
      for piece in window.split(separator: 256, omittingEmptySubsequences: false).dropFirst().dropLast() {
        #expect(documents.contains(Array(piece) + [256]))
      }
    }
    // As inputs the windows hold the text once, but for the tail that fills no window.
    var left = [Int](repeating: 0, count: 257)
    for document in data.training.documents.indices where data.training.documents[document].domain == 0 {
      for token in data.training.tokens(of: document) { left[Int(token)] += 1 }
    }
    for token in left.indices { left[token] -= inputs[token] }
    #expect(left.allSatisfy { $0 >= 0 })
    #expect(left.reduce(0, +) == data.trainingTokens[0] - count * Self.length)
  }

  @Test("a batch depends on seed and position alone, however one comes to it")
  func reproducible() throws {
    let (first, second) = (try Self.data(), try Self.data())
    let forward = (0..<300).map { first.batch(at: $0) }
    for position in [299, 0, 17, 255, 256, 257, 100, 298, 1] {
      #expect(second.batch(at: position) == forward[position])
    }
    #expect(try Self.data(seed: 2).batch(at: 0) != forward[0])
    #expect(forward.last!.windows.contains { $0.epoch > 2 })
  }

  @Test("the order is frozen: a run resumed by a later version must go on with the same text")
  func frozenOrder() throws {
    let data = try Self.data()
    // From a slow computation by the definitions, elsewhere.
    #expect(Self.text(data.batch(at: 3)) == ["b9.b9.|b5", ".b18.b18.", ".|a52.a52", "9.b39.b39"])
    #expect(Self.text(data.batch(at: 200)) == [".a23.a23.", "28.b28.|b", "|a26.a26.", ".a9.|a17."])
  }

  static func text(_ batch: Batch) -> [String] {
    (0..<batch.count).map { row in
      Self.row(batch, row).map { $0 == 256 ? "|" : String(UnicodeScalar(UInt8($0))) }.joined()
    }
  }

  @Test("epochs differ in their order")
  func epochsDiffer() throws {
    let data = try Self.data(weights: (1, 0.0001), batchSize: 1)
    var byEpoch: [Int: [[Int32]]] = [:]
    for position in 0..<400 {
      let batch = data.batch(at: position)
      if batch.windows[0].group == 0 { byEpoch[batch.windows[0].epoch, default: []].append(Self.row(batch, 0)) }
    }
    #expect(byEpoch[0]!.prefix(20) != byEpoch[1]!.prefix(20))
  }

  @Test("text too short for one window is refused by name")
  func tooShort() throws {
    let error = #expect(throws: DataError.self) {
      try LanguageData(
        corpora: [(Self.corpus("tiny", "a", documents: 1), 1, nil)], heldOutShare: 0, tokenizer: ByteTokenizer(),
        sequenceLength: 64, batchSize: 1, seed: 0)
    }
    #expect(error?.message.contains("corpus tiny has 4 tokens") == true)
  }

  @Test("counts of tokens are those of the training text")
  func counts() throws {
    let data = try Self.data()
    var counts = [Int](repeating: 0, count: 257)
    for document in data.training.documents.indices {
      for token in data.training.tokens(of: document) { counts[Int(token)] += 1 }
    }
    #expect(data.tokenCounts == counts)
    #expect(counts[256] == data.training.documents.count)
    #expect(data.trainingTokens.reduce(0, +) == counts.reduce(0, +))
  }
}
