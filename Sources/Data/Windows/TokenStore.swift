internal import Threading

/// Tokenised documents of several domains in one block, each followed by the end-of-document token.
///
/// Ids below 2¹⁶ take two bytes each. Documents are only added while the store is built.
public struct TokenStore: Sendable {
  /// One tokenised document.
  public struct Document: Sendable, Equatable {
    /// Its tokens in the store, the end-of-document token included.
    public var range: Range<Int>
    /// The domain it belongs to.
    public var domain: Int32
    /// Its topic within the domain's corpus, -1 where there is none.
    public var topic: Int32
    /// The bytes of its text.
    public var byteCount: Int
  }

  /// The documents, in the order in which they were added.
  public private(set) var documents: [Document] = []
  /// How often each id occurs, end-of-document tokens included.
  public private(set) var counts: [Int]
  /// The ids, in one of the two arrays; the other stays empty.
  private var narrow: [UInt16] = []
  private var wide: [Int32] = []
  private let isNarrow: Bool

  /// An empty store for the ids of `tokenizer`.
  public init(tokenizer: any Tokenizer) {
    counts = Array(repeating: 0, count: tokenizer.vocabularySize)
    isNarrow = tokenizer.vocabularySize <= 1 << 16
  }

  /// The number of tokens in the store.
  public var tokenCount: Int { documents.last?.range.upperBound ?? 0 }

  /// The bytes of text in the store.
  public var byteCount: Int { documents.reduce(0) { $0 + $1.byteCount } }

  /// Makes room for `count` tokens in all. Room that is never used costs address space, not memory.
  mutating func reserve(_ count: Int) {
    if isNarrow { narrow.reserveCapacity(count) } else { wide.reserveCapacity(count) }
  }

  /// Tokenises `chosen` documents of `corpus`, as domain `domain`, and adds them in that order.
  ///
  /// - Parameter threads: 0 means one for each core; the result does not depend on it.
  public mutating func add(
    _ chosen: [Int], of corpus: CorpusText, domain: Int, tokenizer: any Tokenizer, threads: Int = 1
  ) {
    documents.reserveCapacity(documents.count + chosen.count)
    let workers = Parallel.threads(threads)
    var pieces = Self.pieces(of: chosen, in: corpus)[...]
    // In rounds, so that only a few pieces lie in memory twice.
    while !pieces.isEmpty {
      let round = pieces.prefix(4 * workers)
      pieces = pieces.dropFirst(round.count)
      let encoded = Self.encode(round.map { chosen[$0] }, of: corpus, tokenizer: tokenizer, threads: workers)
      for (piece, tokens) in zip(round, encoded) {
        for (index, tokens) in zip(chosen[piece], tokens) {
          let document = corpus.documents[index]
          add(
            tokens, domain: Int32(domain), topic: document.topic.map { Int32($0) } ?? -1, bytes: document.range.count)
        }
      }
    }
  }

  /// Stretches of `chosen` with about 256 KiB of text each.
  private static func pieces(of chosen: [Int], in corpus: CorpusText) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var (start, bytes) = (0, 0)
    for (place, index) in chosen.enumerated() {
      bytes += corpus.documents[index].range.count
      guard bytes >= 1 << 18 || place == chosen.count - 1 else { continue }
      pieces.append(start..<place + 1)
      (start, bytes) = (place + 1, 0)
    }
    return pieces
  }

  /// By piece, the tokens of each document with its end.
  private static func encode(
    _ pieces: [ArraySlice<Int>], of corpus: CorpusText, tokenizer: any Tokenizer, threads: Int
  ) -> [[[Int32]]] {
    var encoded = [[[Int32]]](repeating: [], count: pieces.count)
    corpus.bytes.withUnsafeBufferPointer { bytes in
      encoded.withUnsafeMutableBufferPointer { encoded in
        Parallel.run(pieces.count, threads: threads) { piece, _ in
          encoded[piece] = pieces[piece].map { index in
            var tokens: [Int32] = []
            tokenizer.encode(UnsafeBufferPointer(rebasing: bytes[corpus.documents[index].range]), appendingTo: &tokens)
            tokens.append(tokenizer.endOfDocument)
            return tokens
          }
        }
      }
    }
    return encoded
  }

  private mutating func add(_ tokens: [Int32], domain: Int32, topic: Int32, bytes: Int) {
    let start = tokenCount
    documents.append(
      Document(range: start..<start + tokens.count, domain: domain, topic: topic, byteCount: bytes))
    counts.withUnsafeMutableBufferPointer { counts in
      for token in tokens { counts[Int(token)] += 1 }
    }
    if isNarrow {
      narrow.append(contentsOf: tokens.lazy.map { UInt16(truncatingIfNeeded: $0) })
    } else {
      wide.append(contentsOf: tokens)
    }
  }

  /// Copies the tokens of `range` to `destination`, which must hold as many.
  func copy(_ range: Range<Int>, to destination: UnsafeMutablePointer<Int32>) {
    if isNarrow {
      narrow.withUnsafeBufferPointer { source in
        for index in range { destination[index - range.lowerBound] = Int32(source[index]) }
      }
    } else {
      wide.withUnsafeBufferPointer { source in
        for index in range { destination[index - range.lowerBound] = source[index] }
      }
    }
  }

  /// The tokens of document `index`, its end-of-document token last.
  public func tokens(of index: Int) -> [Int32] {
    let range = documents[index].range
    return [Int32](unsafeUninitializedCapacity: range.count) { buffer, count in
      copy(range, to: buffer.baseAddress!)
      count = range.count
    }
  }
}
