/// The printable form of bytes that GPT-2 introduced: every byte is written as one visible character.
///
/// The 188 bytes that are visible in Latin-1 stand for themselves; the 68 others, ascending, are U+0100, U+0101 and so on.
enum ByteAlphabet {
  /// All bytes in GPT-2's order, which is that of their ids: first the 188, then the 68.
  static let order: [UInt8] = {
    let visible = (0x21...0x7E).map { UInt8($0) } + (0xA1...0xAC).map { UInt8($0) } + (0xAE...0xFF).map { UInt8($0) }
    return visible + (0...255).map { UInt8($0) }.filter { !visible.contains($0) }
  }()

  /// For each byte its place in `order`.
  static let place: [Int32] = {
    var place = [Int32](repeating: 0, count: 256)
    for (index, byte) in order.enumerated() { place[Int(byte)] = Int32(index) }
    return place
  }()

  private static let characters: [Unicode.Scalar] = {
    var characters = [Unicode.Scalar](repeating: " ", count: 256)
    for (index, byte) in order.enumerated() {
      // Never nil: both kinds lie far below the surrogates.
      characters[Int(byte)] = index < 188 ? Unicode.Scalar(byte) : Unicode.Scalar(UInt16(0x100 + index - 188)) ?? " "
    }
    return characters
  }()

  private static let bytes: [UInt32: UInt8] = Dictionary(
    uniqueKeysWithValues: (0...255).map { (characters[$0].value, UInt8($0)) })

  /// The printable form of `bytes`.
  static func form(of bytes: some Sequence<UInt8>) -> String {
    var form = String.UnicodeScalarView()
    for byte in bytes { form.append(characters[Int(byte)]) }
    return String(form)
  }

  /// The bytes that `form` is the printable form of, or nil if it holds another character.
  static func bytes(of form: String) -> [UInt8]? {
    var result: [UInt8] = []
    result.reserveCapacity(form.utf8.count)
    for scalar in form.unicodeScalars {
      guard let byte = bytes[scalar.value] else { return nil }
      result.append(byte)
    }
    return result
  }
}
