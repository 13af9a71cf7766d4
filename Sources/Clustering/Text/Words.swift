/// The words of a text: runs of letters, digits and bytes beyond ASCII, in small letters (ASCII only), by their hashes.
enum Words {
  /// Calls `body` with the hash and the place of every word. The hash is FNV-1a with 64 bits; two different words of a
  /// corpus with the same hash, one chance in 10⁹ for 100,000 words, would count as one.
  static func forEach(in bytes: ArraySlice<UInt8>, _ body: (_ hash: UInt64, _ place: Range<Int>) -> Void) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var start = bytes.startIndex
    for index in bytes.indices {
      guard let byte = letter(bytes[index]) else {
        if index > start { body(hash, start..<index) }
        (hash, start) = (0xCBF2_9CE4_8422_2325, index + 1)
        continue
      }
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    if bytes.endIndex > start { body(hash, start..<bytes.endIndex) }
  }

  /// The byte as part of a word, or nil.
  static func letter(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 128...: byte
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 32
    default: nil
    }
  }
}
