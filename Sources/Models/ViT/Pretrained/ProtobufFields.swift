/// The fields of one message in protobuf's wire format, one after another.
///
/// Source: "Encoding", the protocol buffers' documentation: varints, 64-bit and 32-bit values, and stretches of bytes.
struct ProtobufFields: IteratorProtocol, Sequence {
  /// What a field holds.
  enum Value {
    case number(UInt64)
    case bytes(Range<Int>)
  }

  private let bytes: UnsafeRawBufferPointer
  private var place: Int
  private let end: Int
  /// Whether the message broke off or held something that is no field.
  private(set) var isDamaged = false

  /// - Parameter range: where the message lies in `bytes`.
  init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
    self.bytes = bytes
    place = range.lowerBound
    end = range.upperBound
  }

  mutating func next() -> (number: Int, value: Value)? {
    guard place < end, !isDamaged else { return nil }
    guard let key = varint() else { return nil }
    let number = Int(truncatingIfNeeded: key >> 3)
    switch key & 7 {
    case 0: return varint().map { (number, .number($0)) }
    case 1: return stretch(8).map { (number, .bytes($0)) }
    case 2:
      guard let length = varint(), length <= UInt64(end - place) else { return damaged() }
      return stretch(Int(length)).map { (number, .bytes($0)) }
    case 5: return stretch(4).map { (number, .bytes($0)) }
    default: return damaged()
    }
  }

  private mutating func damaged() -> (number: Int, value: Value)? {
    isDamaged = true
    return nil
  }

  private mutating func stretch(_ length: Int) -> Range<Int>? {
    guard length <= end - place else {
      isDamaged = true
      return nil
    }
    defer { place += length }
    return place..<place + length
  }

  private mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard place < end else { break }
      let byte = bytes[place]
      place += 1
      value |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte < 0x80 { return value }
    }
    isDamaged = true
    return nil
  }
}
