/// Which tokens merge into which, in what order, and what the model sees of the result.
///
/// Merging works on symbols: ids for plain BPE, ranks of the expanded vocabulary for Scaffold-BPE.
final class EncodingRules: @unchecked Sendable {
  // Sendable because nothing changes after it is made.
  /// The symbol of each byte.
  let byteSymbols: [Int32]
  /// For each symbol the ids that stand for it; nil where every symbol is its own id.
  private let expansion: [[Int32]]?
  /// Chunks that are a token as a whole are taken so without merging: an option of foreign files.
  private let takesWholeChunks: Bool
  private var wholeChunks = ChunkTable()
  private var table: PairTable
  /// For each pair in `table`: rank, and below it the symbol it becomes.
  private var outcomes = GrowableBuffer<UInt64>()

  /// The outcome of a pair that does not merge; as a rank it comes last.
  static let none = UInt64.max

  /// Plain BPE: the rank of a merge is its place in the list, the last one if it is listed twice.
  init(vocabulary: Vocabulary, merges: [Merge], takesWholeChunks: Bool) {
    table = PairTable(capacity: merges.count * 4)
    expansion = nil
    self.takesWholeChunks = takesWholeChunks
    var byteSymbols = [Int32](repeating: -1, count: 256)
    for (id, bytes) in vocabulary.tokens.enumerated() where bytes.count == 1 {
      let byte = Int(bytes[0])
      if byteSymbols[byte] < 0 || !vocabulary.isSpecial[id] { byteSymbols[byte] = Int32(id) }
    }
    self.byteSymbols = byteSymbols
    if takesWholeChunks {
      for (id, bytes) in vocabulary.tokens.enumerated() where !vocabulary.isSpecial[id] {
        add(whole: bytes, Int32(id))
      }
    }
    for (rank, merge) in merges.enumerated() {
      add(merge.left, merge.right, rank: rank, symbol: merge.result)
    }
  }

  /// Scaffold-BPE: any two tokens merge whose bytes together are a token, in the order of its rank.
  init(scaffold: ScaffoldTable) {
    let tokens = scaffold.tokens
    table = PairTable(capacity: tokens.count * 16)
    expansion = scaffold.demolition
    takesWholeChunks = false
    var byteSymbols = [Int32](repeating: -1, count: 256)
    for (rank, token) in tokens.enumerated() where token.bytes.count == 1 && rank >= scaffold.specialCount {
      byteSymbols[Int(token.bytes[0])] = Int32(rank)
    }
    self.byteSymbols = byteSymbols
    let index = SubstringIndex(tokens.map(\.bytes), from: scaffold.specialCount)
    for rank in scaffold.specialCount..<tokens.count where tokens[rank].bytes.count > 1 {
      index.forEachSplit(of: rank) { left, right in
        add(Int32(left), Int32(right), rank: rank, symbol: Int32(rank))
      }
    }
  }

  private func add(_ left: Int32, _ right: Int32, rank: Int, symbol: Int32) {
    let index = table.index(of: TokenPair.key(left, right))
    let outcome = UInt64(rank) << 32 | UInt64(UInt32(bitPattern: symbol))
    if index == outcomes.count { outcomes.append(outcome) } else { outcomes[index] = outcome }
  }

  private func add(whole bytes: [UInt8], _ id: Int32) {
    var isNew = false
    bytes.withUnsafeBufferPointer { chunk in
      guard let base = chunk.baseAddress else { return }
      _ = wholeChunks.value(of: base, length: chunk.count, readable: chunk.count, fresh: Int(id), isNew: &isNew)
    }
  }

  /// Rank and symbol of the merge of two symbols, or `none`.
  @inline(__always)
  func outcome(_ left: Int32, _ right: Int32) -> UInt64 {
    let index = table.find(TokenPair.key(left, right))
    return index < 0 ? Self.none : outcomes.base[index]
  }

  /// The id of a chunk that is a token as a whole, where such chunks are not merged.
  func wholeChunk(_ chunk: UnsafePointer<UInt8>, _ length: Int) -> Int32? {
    takesWholeChunks ? wholeChunks.find(chunk, length: length).map { Int32($0) } : nil
  }

  /// Appends the ids that stand for `symbol`.
  @inline(__always)
  func append(_ symbol: Int32, to ids: inout GrowableBuffer<Int32>) {
    if let expansion {
      for id in expansion[Int(symbol)] { ids.append(id) }
    } else {
      ids.append(symbol)
    }
  }
}
