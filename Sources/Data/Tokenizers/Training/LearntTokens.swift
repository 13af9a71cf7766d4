/// The tokens of a training by number: specials, then the 256 bytes, then what is learnt. Finds a token by its bytes.
struct LearntTokens: ~Copyable {
  private var bytes = GrowableBuffer<UInt8>()
  private var starts = GrowableBuffer<Int>()
  private var numbers = ChunkTable(capacity: 1 << 12)

  /// - Parameter specials: what each special token is found by, if it can be found at all.
  init(specials: [[UInt8]?]) {
    starts.append(0)
    for special in specials {
      if let special {
        append(special)
      } else {
        starts.append(bytes.count)
      }
    }
    for byte in ByteAlphabet.order { append([byte]) }
  }

  /// The number of tokens.
  var count: Int { starts.count - 1 }

  /// The bytes of `token`.
  subscript(token: Int) -> [UInt8] {
    Array(UnsafeBufferPointer(start: bytes.base + starts[token], count: starts[token + 1] - starts[token]))
  }

  private mutating func append(_ token: [UInt8]) {
    var isNew = false
    token.withUnsafeBufferPointer { token in
      _ = numbers.value(
        of: token.baseAddress!, length: token.count, readable: token.count, fresh: count, isNew: &isNew)
      bytes.append(token.baseAddress!, count: token.count)
    }
    starts.append(bytes.count)
  }

  /// The token whose bytes are those of `left` and `right`; a new one if there is none.
  mutating func join(_ left: Int32, _ right: Int32) -> (token: Int32, isNew: Bool) {
    if let known = find(left, right) { return (known, false) }
    append(self[Int(left)] + self[Int(right)])
    return (Int32(count - 1), true)
  }

  /// The token whose bytes are those of `left` and `right`, if there is one.
  func find(_ left: Int32, _ right: Int32) -> Int32? {
    let joined = self[Int(left)] + self[Int(right)]
    return joined.withUnsafeBufferPointer { numbers.find($0.baseAddress!, length: $0.count) }.map { Int32($0) }
  }
}
