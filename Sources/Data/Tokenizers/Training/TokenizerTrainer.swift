internal import Threading

/// What a tokenizer is to be.
public struct TokenizerOptions: Sendable {
  /// How it learns.
  public let algorithm: TokenizerAlgorithm
  /// The number of ids wanted, special tokens and the 256 bytes included.
  public let vocabularySize: Int
  /// The special tokens; they get the first ids.
  public let specialTokens: [String]
  /// Pairs that occur less often are not merged.
  public let minimumFrequency: Int

  /// Throws: `DataError` if the vocabulary has no room for specials and bytes, if the minimum is below 1, and if a special
  /// token is empty, doubled, has a line feed in it or is the printable form of a byte.
  public init(
    algorithm: TokenizerAlgorithm, vocabularySize: Int, specialTokens: [String] = [], minimumFrequency: Int = 1
  ) throws {
    for (index, token) in specialTokens.enumerated() {
      if token.isEmpty { throw DataError("special token \(index + 1) is empty") }
      if token.utf8.contains(0x0A) { throw DataError("special token \(index + 1) has a line feed in it") }
      // By bytes: to Swift two strings are the same that differ in how their accents are written.
      if specialTokens[..<index].contains(where: { $0.utf8.elementsEqual(token.utf8) }) {
        throw DataError("special token '\(token)' is given twice")
      }
      if let bytes = ByteAlphabet.bytes(of: token), bytes.count == 1 {
        throw DataError("special token '\(token)' is how the byte \(bytes[0]) is written; use a longer one")
      }
    }
    let least = 256 + specialTokens.count
    guard vocabularySize >= least else {
      throw DataError(
        "a vocabulary of \(vocabularySize) is too small: 256 bytes and \(specialTokens.count) special tokens need"
          + " at least \(least)")
    }
    guard minimumFrequency >= 1 else {
      throw DataError("a minimum frequency of \(minimumFrequency) makes no sense: it is at least 1")
    }
    self.algorithm = algorithm
    self.vocabularySize = vocabularySize
    self.specialTokens = specialTokens
    self.minimumFrequency = minimumFrequency
  }
}

/// How far a training has come.
public enum TokenizerProgress: Sendable, Equatable {
  /// Bytes of text read.
  case read(Int)
  /// Tokens of the vocabulary so far.
  case tokens(Int)
}

/// Learns a tokenizer from text that is added part by part; of the text only the distinct chunks are kept.
///
/// The result depends on the text and the options alone, not on the number of threads.
public final class TokenizerTrainer {
  /// What is being trained.
  public let options: TokenizerOptions
  private let counter: ChunkCounter

  /// - Parameter threads: 0 means one for each core.
  public init(_ options: TokenizerOptions, threads: Int = 0) {
    self.options = options
    counter = ChunkCounter(threads: Parallel.threads(threads))
  }

  /// Adds `text`, which is cut into pieces after each line feed.
  public func add(_ text: UnsafeBufferPointer<UInt8>) {
    counter.add(text)
  }

  /// Adds `text`, which is cut into pieces after each line feed.
  public func add(_ text: [UInt8]) {
    text.withUnsafeBufferPointer(add)
  }

  /// Adds texts that are never joined, such as documents; each is cut into pieces after its line feeds as well.
  public func add(_ texts: some Sequence<ArraySlice<UInt8>>, progress: (TokenizerProgress) -> Void = { _ in }) {
    // Documents are often short: many of them make one block of work.
    var block = GrowableBuffer<UInt8>(capacity: 1 << 22)
    var ends: [Int] = []
    func count() {
      counter.add(UnsafeBufferPointer(start: block.base, count: block.count), ends: ends)
      block.removeAll()
      ends.removeAll(keepingCapacity: true)
      progress(.read(counter.byteCount))
    }
    for text in texts where !text.isEmpty {
      text.withUnsafeBufferPointer { block.append($0.baseAddress!, count: $0.count) }
      ends.append(block.count)
      if block.count > 1 << 22 { count() }
    }
    if block.count > 0 { count() }
  }

  /// Adds the bytes of a file as they are, block by block.
  ///
  /// Throws: `DataError` if it cannot be read to its end.
  public func add(file path: String, progress: (TokenizerProgress) -> Void = { _ in }) throws {
    let reader = try BlockReader(path: path)
    while try reader.next({ counter.add($0) }) { progress(.read(counter.byteCount)) }
  }

  /// The tokenizer that the text gives. Where the text gives out first, its vocabulary is smaller than was asked for.
  ///
  /// Throws: `DataError` if there are more different chunks than can be numbered.
  public func train(progress: (TokenizerProgress) -> Void = { _ in }) throws -> BPETokenizer {
    switch options.algorithm {
    case .bpe: try trainPlain(progress)
    case .scaffoldBPE: try trainScaffold(progress)
    }
  }

  private var specialBytes: [[UInt8]] { options.specialTokens.map { Array($0.utf8) } }

  private func trainPlain(_ progress: (TokenizerProgress) -> Void) throws -> BPETokenizer {
    var training = try PlainTraining(chunks: counter, specials: options.specialTokens)
    training.minimumFrequency = options.minimumFrequency
    training.run(size: options.vocabularySize) { progress(.tokens($0)) }
    let learnt = (options.specialTokens.count..<training.tokens.count).map { training.tokens[$0] }
    let specials = (0..<Int32(options.specialTokens.count)).map { $0 }
    return BPETokenizer(
      vocabulary: Vocabulary(tokens: specialBytes + learnt, specials: specials), merges: training.merges,
      preTokenizer: .standard)
  }

  private func trainScaffold(_ progress: (TokenizerProgress) -> Void) throws -> BPETokenizer {
    var training = try ScaffoldTraining(chunks: counter, specials: options.specialTokens)
    training.minimumFrequency = options.minimumFrequency
    training.run(size: options.vocabularySize) { progress(.tokens($0)) }
    let specialBytes = specialBytes
    var tokens: [ScaffoldTable.Token] = []
    for rank in 0..<training.tokens.count {
      tokens.append(
        ScaffoldTable.Token(
          bytes: rank < specialBytes.count ? specialBytes[rank] : training.tokens[rank],
          left: training.splits[rank].left, right: training.splits[rank].right,
          isScaffold: training.isScaffold[rank], id: -1))
    }
    let alternatives = training.alternatives.map {
      ScaffoldTable.Alternative(token: $0.token, left: $0.left, right: $0.right)
    }
    let demolition = ScaffoldTable.demolish(&tokens, alternatives)
    return BPETokenizer(
      scaffold: ScaffoldTable(
        tokens: tokens, specialCount: specialBytes.count, alternatives: alternatives, demolition: demolition),
      preTokenizer: .standard)
  }
}
