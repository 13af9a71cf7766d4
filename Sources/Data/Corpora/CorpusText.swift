/// The documents of one corpus as plain UTF-8, one after another in a single block.
public struct CorpusText: Sendable {
  /// One document: where its bytes lie and what it is about.
  public struct Document: Sendable, Equatable {
    /// The bytes of the document in `CorpusText.bytes`.
    public var range: Range<Int>
    /// Index into `CorpusText.topics`, or nil where the corpus knows no topics.
    public var topic: Int?
  }

  /// The name of the corpus; it is the domain of every window made from it.
  public let name: String
  /// The text of all documents.
  public private(set) var bytes: [UInt8] = []
  /// The documents in the order in which the corpus holds them.
  public private(set) var documents: [Document] = []
  /// The names of the topics; empty where the corpus knows none.
  public internal(set) var topics: [String] = []
  /// One line for each thing the user should know: bytes replaced, files skipped.
  public internal(set) var notes: [String] = []

  /// An empty corpus that knows these topics.
  public init(name: String, topics: [String] = []) {
    self.name = name
    self.topics = topics
  }

  /// The bytes of document `index`.
  public func text(_ index: Int) -> ArraySlice<UInt8> {
    bytes[documents[index].range]
  }

  /// Makes room for `count` bytes, so that reading a large corpus does not copy it while it grows.
  mutating func reserve(_ count: Int) {
    bytes.reserveCapacity(count)
  }

  /// Adds a document written by `write` at the end of `bytes`. White space at its end is cut; nothing left is no document.
  public mutating func append(topic: Int? = nil, _ write: (inout [UInt8]) throws -> Void) rethrows {
    let start = bytes.count
    try write(&bytes)
    while bytes.count > start, bytes[bytes.count - 1].isWhitespace { bytes.removeLast() }
    if bytes.count > start { documents.append(Document(range: start..<bytes.count, topic: topic)) }
  }
}
