/// Writes JSON piece by piece.
struct JSONText {
  /// The UTF-8 written so far.
  private(set) var bytes: [UInt8] = []

  /// Adds text as it is.
  mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Adds a string with its quotation marks.
  mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        raw("\\u00")
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Adds a number, or null.
  mutating func number(_ value: Int32?) { raw(value.map { String($0) } ?? "null") }

  /// Adds `items` between brackets, each written by `write`.
  mutating func list<Item>(_ items: some Sequence<Item>, _ write: (inout JSONText, Item) -> Void) {
    raw("[")
    separated(items, write)
    raw("]")
  }

  /// Adds `items` with commas between them.
  mutating func separated<Item>(_ items: some Sequence<Item>, _ write: (inout JSONText, Item) -> Void) {
    var isFirst = true
    for item in items {
      if !isFirst { raw(",") }
      isFirst = false
      write(&self, item)
    }
  }
}
