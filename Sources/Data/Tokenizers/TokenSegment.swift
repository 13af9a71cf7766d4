/// A stretch of text that came out of merging as one token.
public struct TokenSegment: Sendable, Equatable {
  /// What it is.
  public enum Kind: Sendable {
    /// A token that the model sees.
    case token
    /// A special token.
    case special
    /// A scaffold token, which the model sees as several others.
    case scaffold
  }

  /// Its bytes.
  public let bytes: [UInt8]
  /// What the model sees.
  public let ids: [Int32]
  /// What it is.
  public let kind: Kind
  /// Its place in `BPETokenizer.symbols`.
  public let symbol: Int
}

extension BPETokenizer {
  /// How one piece of text is encoded: the tokens before scaffolds are taken apart, with the ids that stand for them.
  ///
  /// The ids of all segments one after another are those of `encode`. White space that a special token swallows, which
  /// foreign tokenizers know, belongs to no segment.
  public func segments(of piece: [UInt8], special: Bool = true) -> [TokenSegment] {
    var segments: [TokenSegment] = []
    piece.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var start = 0
      while special, !specials.isEmpty, let found = specials.first(in: base, start..<piece.count) {
        append(base, start..<found.range.lowerBound, to: &segments)
        segments.append(
          TokenSegment(bytes: bytes(of: found.id), ids: [found.id], kind: .special, symbol: Int(found.id)))
        start = found.range.upperBound
      }
      append(base, start..<piece.count, to: &segments)
    }
    return segments
  }

  private func append(_ text: UnsafePointer<UInt8>, _ range: Range<Int>, to segments: inout [TokenSegment]) {
    withEncoder { encoder in
      preTokenizer.forEachChunk(text, range) { start, end in
        for symbol in encoder.symbols(text + start, length: end - start) {
          if let scaffold {
            let token = scaffold.tokens[Int(symbol)]
            segments.append(
              TokenSegment(
                bytes: token.bytes, ids: scaffold.demolition[Int(symbol)], kind: token.isScaffold ? .scaffold : .token,
                symbol: Int(symbol)))
          } else {
            segments.append(TokenSegment(bytes: bytes(of: symbol), ids: [symbol], kind: .token, symbol: Int(symbol)))
          }
        }
      }
    }
  }
}
