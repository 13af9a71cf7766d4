/// A message in protobuf's wire format, written field by field.
///
/// A field is always written, also where its value is the default: in a `oneof` that is what says which one is meant.
struct Protobuf {
  private(set) var bytes: [UInt8] = []

  private enum Wire: UInt64 {
    case varint = 0
    case eightBytes = 1
    case delimited = 2
    case fourBytes = 5
  }

  /// `int64`, `int32`, `enum` and `bool`.
  mutating func integer(_ field: UInt64, _ value: Int) {
    key(field, .varint)
    varint(UInt64(bitPattern: Int64(value)))
  }

  mutating func float(_ field: UInt64, _ value: Float) {
    key(field, .fourBytes)
    append(value.bitPattern)
  }

  mutating func double(_ field: UInt64, _ value: Double) {
    key(field, .eightBytes)
    append(value.bitPattern)
  }

  mutating func text(_ field: UInt64, _ value: String) { delimited(field, Array(value.utf8)) }

  /// `repeated double`, packed.
  mutating func doubles(_ field: UInt64, _ values: [Double]) {
    var packed = Protobuf()
    for value in values { packed.append(value.bitPattern) }
    delimited(field, packed.bytes)
  }

  /// A message within this one.
  mutating func message(_ field: UInt64, _ fill: (inout Protobuf) -> Void) {
    var inner = Protobuf()
    fill(&inner)
    delimited(field, inner.bytes)
  }

  private mutating func delimited(_ field: UInt64, _ content: [UInt8]) {
    key(field, .delimited)
    varint(UInt64(content.count))
    bytes += content
  }

  private mutating func key(_ field: UInt64, _ wire: Wire) { varint(field << 3 | wire.rawValue) }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
