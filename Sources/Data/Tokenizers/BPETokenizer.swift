/// A byte-level BPE tokenizer, plain or with scaffolds: its vocabulary and its rules.
///
/// Text is cut into pieces after each line feed, pieces into chunks by a pattern that keeps letters, single digits,
/// other characters and white space apart, and inside a chunk bytes are merged. Any bytes go through unchanged.
public struct BPETokenizer: Sendable {
  /// How the merges were learnt.
  public let algorithm: TokenizerAlgorithm
  let vocabulary: Vocabulary
  /// The merges of plain BPE in the order of their ranks; empty with scaffolds.
  let merges: [Merge]
  /// The expanded vocabulary of Scaffold-BPE.
  let scaffold: ScaffoldTable?
  let preTokenizer: PreTokenizer
  let specials: SpecialMatcher
  private let encoders: EncoderStore

  init(vocabulary: Vocabulary, merges: [Merge], preTokenizer: PreTokenizer, takesWholeChunks: Bool = false) {
    algorithm = .bpe
    self.vocabulary = vocabulary
    self.merges = merges
    scaffold = nil
    self.preTokenizer = preTokenizer
    specials = SpecialMatcher(vocabulary: vocabulary)
    encoders = EncoderStore(
      rules: EncodingRules(vocabulary: vocabulary, merges: merges, takesWholeChunks: takesWholeChunks))
  }

  init(scaffold: ScaffoldTable, preTokenizer: PreTokenizer) {
    algorithm = .scaffoldBPE
    vocabulary = scaffold.vocabulary
    merges = []
    self.scaffold = scaffold
    self.preTokenizer = preTokenizer
    specials = SpecialMatcher(vocabulary: vocabulary)
    encoders = EncoderStore(rules: EncodingRules(scaffold: scaffold))
  }

  /// The number of ids, special tokens included.
  public var vocabularySize: Int { vocabulary.tokens.count }

  /// The special tokens with their ids, in the order of their ids.
  public var specialTokens: [(name: String, id: Int32)] {
    vocabulary.specials.map { (vocabulary.name(of: $0), $0) }
  }

  /// The number of scaffold tokens; 0 for plain BPE.
  public var scaffoldCount: Int { scaffold?.scaffolds.count ?? 0 }

  /// The bytes of `id`; of a special token what it is written as.
  public func bytes(of id: Int32) -> [UInt8] { vocabulary.tokens[Int(id)] }

  /// True if `id` is a special token.
  public func isSpecial(_ id: Int32) -> Bool { vocabulary.isSpecial[Int(id)] }

  /// Appends the ids of `text`, line by line or as one piece.
  ///
  /// - Parameters:
  ///   - special: whether special tokens are looked for; otherwise what they are written as is ordinary text.
  ///   - whole: true to take the text as one piece.
  public func encode(
    _ text: UnsafeBufferPointer<UInt8>, special: Bool = true, whole: Bool = false, appendingTo ids: inout [Int32]
  ) {
    guard let base = text.baseAddress, text.count > 0 else { return }
    var buffer = GrowableBuffer<Int32>(capacity: text.count / 3 + 16)
    withEncoder { encoder in
      if whole {
        encode(base, 0..<text.count, end: text.count, special: special, with: &encoder, to: &buffer)
      } else {
        LineCuts.forEachLine(base, 0..<text.count) { line in
          encode(base, line, end: text.count, special: special, with: &encoder, to: &buffer)
        }
      }
    }
    ids.append(contentsOf: UnsafeBufferPointer(start: buffer.base, count: buffer.count))
  }

  /// The ids of `text`; see `encode(_:special:whole:appendingTo:)`.
  public func encode(_ text: [UInt8], special: Bool = true, whole: Bool = false) -> [Int32] {
    var ids: [Int32] = []
    text.withUnsafeBufferPointer { encode($0, special: special, whole: whole, appendingTo: &ids) }
    return ids
  }

  /// The chunks of `text`, taken as one piece without special tokens: merges happen inside a chunk alone.
  public func chunks(of text: [UInt8]) -> [[UInt8]] {
    var chunks: [[UInt8]] = []
    text.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      preTokenizer.forEachChunk(base, 0..<text.count) { chunks.append(Array(text[$0..<$1])) }
    }
    return chunks
  }

  /// The bytes of `ids`, with special tokens as they are written or, on demand, without them.
  public func decode(_ ids: some Sequence<Int32>, skippingSpecial: Bool = false) -> [UInt8] {
    var bytes: [UInt8] = []
    for id in ids where !(skippingSpecial && isSpecial(id) && !vocabulary.kept.contains(id)) {
      bytes.append(contentsOf: vocabulary.tokens[Int(id)])
    }
    return bytes
  }

  /// Lends an encoder; one for each thread that asks at once.
  func withEncoder<Result>(_ body: (inout ChunkEncoder) throws -> Result) rethrows -> Result {
    let box = encoders.take()
    defer { encoders.giveBack(box) }
    return try body(&box.encoder)
  }

  /// Appends the ids of one piece, `text[range]`; the memory up to `end` may be read.
  @inline(__always)
  func encode(
    _ text: UnsafePointer<UInt8>, _ range: Range<Int>, end: Int, special: Bool, with encoder: inout ChunkEncoder,
    to ids: inout GrowableBuffer<Int32>
  ) {
    var start = range.lowerBound
    if special, !specials.isEmpty {
      while let found = specials.first(in: text, start..<range.upperBound) {
        encodeOrdinary(text, start..<found.range.lowerBound, end: end, with: &encoder, to: &ids)
        ids.append(found.id)
        start = found.range.upperBound
      }
    }
    encodeOrdinary(text, start..<range.upperBound, end: end, with: &encoder, to: &ids)
  }

  @inline(__always)
  private func encodeOrdinary(
    _ text: UnsafePointer<UInt8>, _ range: Range<Int>, end: Int, with encoder: inout ChunkEncoder,
    to ids: inout GrowableBuffer<Int32>
  ) {
    if preTokenizer.addsPrefixSpace, let first = range.first, !isSpace(text, first, range.upperBound) {
      let spaced =
        [UInt8(ascii: " ")] + UnsafeBufferPointer(rebasing: UnsafeBufferPointer(start: text, count: end)[range])
      spaced.withUnsafeBufferPointer { spaced in
        let base = spaced.baseAddress!
        preTokenizer.forEachChunk(base, 0..<spaced.count) { start, stop in
          encoder.encode(base + start, length: stop - start, readable: spaced.count - start, to: &ids)
        }
      }
      return
    }
    preTokenizer.forEachChunk(text, range) { start, stop in
      encoder.encode(text + start, length: stop &- start, readable: end &- start, to: &ids)
    }
  }

  private func isSpace(_ text: UnsafePointer<UInt8>, _ index: Int, _ end: Int) -> Bool {
    text[index] == UInt8(ascii: " ")
  }
}
