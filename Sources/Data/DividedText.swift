/// Corpora that have been read and divided into training and held-out text: what a tokenizer learns from and
/// `LanguageData` is made of.
public struct DividedText: Sendable {
  /// One corpus with its two sides.
  public struct Part: Sendable {
    /// The corpus.
    public let text: CorpusText
    /// Its weight in a mixture.
    public let weight: Double
    /// The documents trained on, in the order of their hashes.
    public let training: [Int]
    /// The documents held out, in the order of their hashes.
    public let heldOut: [Int]
  }

  /// The corpora in their order.
  public let parts: [Part]
  /// The share of documents that was to be held out.
  public let heldOutShare: Double

  /// Divides `corpora`.
  ///
  /// Throws: `DataError` if there is none, or if the share is not in 0 ..< 1.
  public init(_ corpora: [(text: CorpusText, weight: Double, maximumBytes: Int?)], heldOutShare: Double) throws {
    guard !corpora.isEmpty else { throw DataError("no corpus is chosen: name at least one, or give files of your own") }
    let split = try HeldOutSplit(share: heldOutShare)
    parts = corpora.map { corpus in
      let sides = split.divide(corpus.text, maximumBytes: corpus.maximumBytes)
      return Part(text: corpus.text, weight: corpus.weight, training: sides.training, heldOut: sides.heldOut)
    }
    self.heldOutShare = heldOutShare
  }

  /// The documents trained on; no held-out text is among them.
  public var trainingDocuments: some Sequence<ArraySlice<UInt8>> {
    parts.lazy.flatMap { part in part.training.lazy.map { part.text.text($0) } }
  }

  /// The bytes of the documents trained on.
  public var trainingByteCount: Int {
    parts.reduce(0) { $0 + $1.training.reduce(0) { [text = $1.text] in $0 + text.documents[$1].range.count } }
  }

  /// The number of documents of all corpora.
  package var documentCount: Int { parts.reduce(0) { $0 + $1.text.documents.count } }

  /// The same for the same documents in the same order, of which the same are trained on.
  package var fingerprint: String {
    var hashes: [UInt8] = []
    for part in parts {
      var isTrained = [UInt8](repeating: 0, count: part.text.documents.count)
      for document in part.training { isTrained[document] = 1 }
      part.text.bytes.withUnsafeBufferPointer { bytes in
        for (document, flag) in zip(part.text.documents, isTrained) {
          let hash = StableHash.hash(UnsafeBufferPointer(rebasing: bytes[document.range]))
          withUnsafeBytes(of: hash.littleEndian) { hashes.append(contentsOf: $0) }
          hashes.append(flag)
        }
      }
    }
    return String(StableHash.hash(hashes), radix: 16)
  }

  /// The same for the same training text in the same order, whatever it was read from.
  var trainingFingerprint: String {
    var hashes: [UInt8] = []
    for part in parts {
      part.text.bytes.withUnsafeBufferPointer { bytes in
        for document in part.training {
          let hash = StableHash.hash(UnsafeBufferPointer(rebasing: bytes[part.text.documents[document].range]))
          withUnsafeBytes(of: hash.littleEndian) { hashes.append(contentsOf: $0) }
        }
      }
    }
    return String(StableHash.hash(hashes), radix: 16)
  }
}

extension DividedText {
  /// Finds, reads and divides corpora.
  ///
  /// `textPaths` are the files and folders of the corpus `text`; where they are given and `corpora` does not name it, it is
  /// mixed in with weight 1. `progress` is told one line before each corpus is read.
  ///
  /// Throws: `DataError` if a corpus is unknown, named twice, missing or damaged.
  public static func read(
    _ corpora: [CorpusChoice], textPaths: [String] = [], heldOutShare: Double, library: CorpusLibrary = .standard,
    progress: ((String) -> Void)? = nil
  ) throws -> DividedText {
    var choices = corpora
    if !textPaths.isEmpty, !choices.contains(where: { $0.name == CorpusCatalog.ownText }) {
      choices.append(CorpusChoice(name: CorpusCatalog.ownText))
    }
    for (index, choice) in choices.enumerated() where choices[..<index].contains(where: { $0.name == choice.name }) {
      throw DataError("corpus \(choice.name) is named twice: name it once, with one weight")
    }
    let texts = try choices.filter { $0.weight != 0 }.map { choice in
      progress?("reading \(choice.name)")
      let text = try library.read(choice.name, paths: textPaths)
      return (text: text, weight: choice.weight, maximumBytes: choice.maximumBytes)
    }
    return try DividedText(texts, heldOutShare: heldOutShare)
  }
}
