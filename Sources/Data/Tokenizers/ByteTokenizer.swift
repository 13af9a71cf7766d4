/// One token a byte: ids 0 to 255 are the bytes, 256 is the end of a document.
public struct ByteTokenizer: Tokenizer {
  /// The tokenizer; there is only one.
  public init() {}

  /// "bytes".
  public let name = "bytes"
  /// 257.
  public let vocabularySize = 257
  /// 256.
  public let endOfDocument: Int32 = 256
  /// The end of a document alone.
  public let specialTokens: [String: Int32] = ["<|endofdocument|>": 256]

  /// Appends each byte of `text` as its own id.
  public func encode(_ text: UnsafeBufferPointer<UInt8>, appendingTo tokens: inout [Int32]) {
    tokens.append(contentsOf: text.lazy.map { Int32($0) })
  }

  /// The one byte of `token`, or none for 256.
  public func bytes(of token: Int32) -> [UInt8] {
    precondition((0..<257).contains(token), "token \(token) is outside 0 ... 256")
    return token < 256 ? [UInt8(token)] : []
  }
}
