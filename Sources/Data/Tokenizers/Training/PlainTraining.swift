/// One merge of plain BPE: two tokens and what they become.
struct Merge: Equatable, Sendable {
  var left: Int32
  var right: Int32
  var result: Int32
}

/// Training of byte-level BPE (Sennrich et al. 2016, arXiv:1508.07909): the most frequent pair becomes a token.
///
/// At equal counts the lower left token goes first, then the lower right one. If the bytes of a pair are a token already,
/// that token is used again, as the `tokenizers` package does; unlike there, counts are always those of the text as it
/// stands.
struct PlainTraining: ~Copyable {
  /// Counts below this are not merged.
  var minimumFrequency = 1
  private(set) var merges: [Merge] = []
  private(set) var tokens: LearntTokens
  private var state: MergeState
  private var queue = MergeQueue()

  init(chunks: ChunkCounter, specials: [String]) throws {
    // A special token that merges could form as well keeps its id: a vocabulary has each printable form once.
    tokens = LearntTokens(specials: specials.map(ByteAlphabet.bytes(of:)))
    state = try MergeState(chunks: chunks, specials: specials.count)
    state.fill(&queue)
  }

  /// Merges until there are `size` tokens or no pair is frequent enough. `progress` gets the number of tokens.
  mutating func run(size: Int, progress: (Int) -> Void) {
    while tokens.count < size, let pair = takeHead(), pair.value >= minimumFrequency {
      let (token, isNew) = tokens.join(pair.left, pair.right)
      let length = state.length(of: Int(pair.left)) + state.length(of: Int(pair.right))
      if isNew { state.addToken(length: length) } else { state.setLength(length, of: Int(token)) }
      merges.append(Merge(left: pair.left, right: pair.right, result: token))
      state.merge(pair.index, pair.left, pair.right, into: token, queue: &queue)
      if merges.count % 64 == 0 { progress(tokens.count) }
    }
  }

  /// Removes the head; entries whose count has changed go back with the new one.
  private mutating func takeHead() -> QueueEntry? {
    while !queue.isEmpty {
      let head = queue.head
      let count = state.count(head.index)
      if head.value == count, count > 0 {
        queue.removeHead()
        return head
      }
      if head.value > count, count > 0 { queue.replaceHead(value: count) } else { queue.removeHead() }
    }
    return nil
  }
}
