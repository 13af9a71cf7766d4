import Foundation

/// BERT's uncased tokenizer: words of `BasicWords`, each cut from the left into the longest pieces of a vocabulary.
///
/// It does not keep the text: accents, case and spaces are lost, so it is no `Tokenizer`.
public struct WordPieceTokenizer: Sendable {
  /// `[PAD]`, for places without a token.
  public let padding: Int32
  /// `[UNK]`, for a word that no pieces make up.
  public let unknown: Int32
  /// `[CLS]`, before the first piece.
  public let start: Int32
  /// `[SEP]`, after each part.
  public let separator: Int32
  /// Number of ids.
  public let vocabularySize: Int
  private let trie: PieceTrie
  /// Where the pieces after a word's first begin: behind `##`.
  private let continuation: Int32?

  /// Scalars of the longest word that is cut into pieces.
  private static let longestWord = 100

  /// Reads a `vocab.txt`: one piece a line, its id the number of the line from 0.
  ///
  /// - Throws: `DataError` naming the file and, where there is one, the line.
  public init(path: String) throws {
    try self.init(vocabulary: FileReading.contents(of: path), named: path)
  }

  /// Reads the bytes of a `vocab.txt`.
  ///
  /// - Parameter path: what the file is called in messages.
  public init(vocabulary bytes: [UInt8], named path: String) throws(DataError) {
    guard !bytes.isEmpty else { throw DataError("\(path): is empty: a vocabulary has one piece a line") }
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    if lines.last == [] { lines.removeLast() }
    for (number, line) in lines.enumerated() {
      if line.last == 0x0D { lines[number].removeLast() }
      guard String(validating: line, as: UTF8.self) != nil else {
        throw DataError("\(path), line \(number + 1): is not UTF-8")
      }
    }
    guard lines.count <= Int(Int32.max) else { throw DataError("\(path): has \(lines.count) lines: too many") }
    func special(_ name: String) throws(DataError) -> Int32 {
      guard let line = lines.lastIndex(of: Array(name.utf8)) else {
        throw DataError("\(path): has no line '\(name)': it is no vocabulary of BERT")
      }
      return Int32(truncatingIfNeeded: line)
    }
    padding = try special("[PAD]")
    unknown = try special("[UNK]")
    start = try special("[CLS]")
    separator = try special("[SEP]")
    vocabularySize = lines.count
    trie = PieceTrie(lines)
    continuation = trie.node(after: "##".utf8)
  }

  /// Appends the pieces of `text`, without special ones. What is not UTF-8 counts as U+FFFD, which is dropped.
  public func appendPieces(of text: UnsafeBufferPointer<UInt8>, to pieces: inout [Int32]) {
    BasicWords.each(of: text) { word in
      let mark = pieces.count
      // The number of scalars is at most that of bytes: most words need no count.
      if word.count > Self.longestWord, word.count(where: { $0 & 0xC0 != 0x80 }) > Self.longestWord {
        pieces.append(unknown)
        return
      }
      var index = 0
      var node: Int32? = PieceTrie.root
      while index < word.count {
        guard let from = node, let found = trie.longest(word, from: index, start: from) else {
          pieces.removeSubrange(mark...)
          pieces.append(unknown)
          return
        }
        pieces.append(found.piece)
        index += found.length
        node = continuation
      }
    }
  }

  /// The pieces of `text`, without special ones.
  public func pieces(of text: String) -> [Int32] {
    var pieces: [Int32] = []
    var text = text
    text.withUTF8 { appendPieces(of: $0, to: &pieces) }
    return pieces
  }

  /// `[CLS]`, the pieces of one text as far as they fit, `[SEP]`.
  ///
  /// - Parameter most: ids, special ones included; at least 2.
  public func encode(_ text: String, most: Int) -> [Int32] {
    precondition(most >= 2, "no room for [CLS] and [SEP]")
    return [start] + pieces(of: text).prefix(most - 2) + [separator]
  }
}
