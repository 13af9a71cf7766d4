/// A BPE tokenizer as training uses it: with an end of document, and without special tokens in text.
public struct SubwordTokenizer: Tokenizer {
  /// The tokenizer itself, with its file and its statistics.
  public let bpe: BPETokenizer
  /// The token after the last token of a document.
  public let endOfDocument: Int32

  /// The end of document of our own tokenizers.
  public static let endOfDocumentName = "<|endofdocument|>"
  /// What others call it.
  private static let otherNames = ["<|endoftext|>", "<|end_of_text|>", "</s>", "<|im_end|>"]

  /// - Parameter endOfDocument: the special token that ends a document; nil takes ours, or a usual name of others.
  ///
  /// Throws: `DataError` if the tokenizer has no such token.
  public init(_ bpe: BPETokenizer, endOfDocument: String? = nil) throws {
    let names = endOfDocument.map { [$0] } ?? [Self.endOfDocumentName] + Self.otherNames
    let specials = bpe.specialTokens
    guard let id = names.lazy.compactMap({ name in specials.first { $0.name == name }?.id }).first else {
      throw DataError(
        "the tokenizer has no special token \(names[0]) to end a document with; train it with --special '\(names[0])'")
    }
    self.bpe = bpe
    self.endOfDocument = id
  }

  /// Reads one from the bytes of its file, as `fileContents` gives them.
  ///
  /// Throws: `DataError` with the name and what is wrong.
  public init(fileContents: [UInt8], named name: String) throws {
    try self.init(BPETokenizer(fileContents: fileContents, named: name))
  }

  /// Learns a tokenizer from texts: the one call that training needs. The end of document gets id 0.
  ///
  /// - Parameters:
  ///   - texts: pieces that are never joined, such as documents; each is cut after its line feeds as well.
  ///   - vocabularySize: the number of ids wanted, the 256 bytes and the end of document included.
  ///   - threads: 0 means one for each core; the result does not depend on it.
  ///   - progress: gets the number of bytes read and then of tokens learnt.
  ///
  /// Throws: `DataError` if the vocabulary is too small, or the text too large.
  public static func train(
    _ algorithm: TokenizerAlgorithm, vocabularySize: Int, on texts: some Sequence<ArraySlice<UInt8>>,
    threads: Int = 0, progress: (TokenizerProgress) -> Void = { _ in }
  ) throws -> SubwordTokenizer {
    let options = try TokenizerOptions(
      algorithm: algorithm, vocabularySize: vocabularySize, specialTokens: [endOfDocumentName])
    let trainer = TokenizerTrainer(options, threads: threads)
    trainer.add(texts, progress: progress)
    return try SubwordTokenizer(trainer.train(progress: progress))
  }

  /// The tokenizer as a file.
  public var fileContents: [UInt8] { bpe.fileContents }

  /// "bpe" or "scaffold-bpe".
  public var name: String { bpe.algorithm.rawValue }
  /// The number of ids, special tokens included.
  public var vocabularySize: Int { bpe.vocabularySize }
  /// The special tokens by name.
  public var specialTokens: [String: Int32] {
    Dictionary(bpe.specialTokens.map { ($0.name, $0.id) }, uniquingKeysWith: { first, _ in first })
  }

  /// Appends the ids of `text`; what special tokens are written as is ordinary text.
  public func encode(_ text: UnsafeBufferPointer<UInt8>, appendingTo tokens: inout [Int32]) {
    bpe.encode(text, special: false, appendingTo: &tokens)
  }

  /// The bytes of `token`; none for a special token.
  public func bytes(of token: Int32) -> [UInt8] {
    precondition((0..<Int32(vocabularySize)).contains(token), "token \(token) is outside 0 ..< \(vocabularySize)")
    return bpe.isSpecial(token) ? [] : bpe.bytes(of: token)
  }
}
