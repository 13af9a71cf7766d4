/// Turns text into token ids and back. Ids run from 0 to `vocabularySize` - 1.
///
/// A tokenizer is a value: the same text gives the same ids on any machine and in any order of calls.
public protocol Tokenizer: Sendable {
  /// The name under which it is chosen in a recipe and recorded in a session.
  var name: String { get }
  /// The number of ids, special tokens included.
  var vocabularySize: Int { get }
  /// The token after the last token of a document; it stands for no bytes.
  var endOfDocument: Int32 { get }
  /// The special tokens, which `encode` never gives, by name.
  var specialTokens: [String: Int32] { get }

  /// Appends the ids of `text` to `tokens`, without special tokens. Decoding them gives `text` back byte for byte.
  func encode(_ text: UnsafeBufferPointer<UInt8>, appendingTo tokens: inout [Int32])
  /// The bytes that `token` stands for; empty for a special token.
  func bytes(of token: Int32) -> [UInt8]
}

extension Tokenizer {
  /// The ids of `text`.
  public func encode(_ text: [UInt8]) -> [Int32] {
    var tokens: [Int32] = []
    text.withUnsafeBufferPointer { encode($0, appendingTo: &tokens) }
    return tokens
  }

  /// The ids of the UTF-8 of `text`.
  public func encode(_ text: String) -> [Int32] {
    encode(Array(text.utf8))
  }

  /// The bytes of `tokens`, special tokens left out; a window may begin or end inside a character.
  public func decode(_ tokens: some Sequence<Int32>) -> [UInt8] {
    tokens.flatMap { bytes(of: $0) }
  }

  /// The bytes of `tokens` as a string; incomplete characters become U+FFFD.
  public func string(_ tokens: some Sequence<Int32>) -> String {
    String(decoding: decode(tokens), as: UTF8.self)
  }

  /// For each id the number of bytes it stands for, which is what bits a byte are counted with.
  public var byteLengths: [Int32] {
    (0..<Int32(vocabularySize)).map { Int32(bytes(of: $0).count) }
  }
}
