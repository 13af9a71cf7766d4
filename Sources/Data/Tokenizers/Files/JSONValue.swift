/// A JSON value as it was written: keys in order, equal ones kept, numbers as text.
///
/// The strict reader of the tensor library is not within reach of this target, and a vocabulary is large enough for
/// Foundation's reader to be slow.
enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  /// A whole number written without fraction and exponent that fits 32 bits.
  var integer: Int32? {
    guard case .number(let text) = self else { return nil }
    return Int32(text)
  }

  var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  var flag: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  var list: [JSONValue]? {
    guard case .array(let values) = self else { return nil }
    return values
  }

  var members: [(key: String, value: JSONValue)]? {
    guard case .object(let members) = self else { return nil }
    return members
  }

  var isNull: Bool {
    if case .null = self { return true }
    return false
  }

  /// The member named `key` of an object, the last one if there are several.
  subscript(key: String) -> JSONValue? {
    members?.last { $0.key == key }?.value
  }
}

/// Reads JSON (RFC 8259).
struct JSONParser {
  /// What is wrong, with the place.
  struct Failure: Error {
    var message: String
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private var index = 0
  private static let deepest = 64

  private init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  /// The value that `bytes` are the text of. Throws: `Failure`.
  static func parse(_ bytes: [UInt8]) throws -> JSONValue {
    try bytes.withUnsafeBufferPointer { bytes in
      var parser = JSONParser(bytes)
      let value = try parser.value(depth: 0)
      parser.skipSpace()
      guard parser.index == bytes.count else { throw parser.failure("more text after the value") }
      return value
    }
  }

  private func failure(_ what: String) -> Failure { Failure(message: "\(what) at byte \(index)") }

  private mutating func skipSpace() {
    while index < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[index]) { index += 1 }
  }

  private mutating func value(depth: Int) throws -> JSONValue {
    skipSpace()
    guard index < bytes.count else { throw failure("the text ends too early") }
    guard depth < Self.deepest else { throw failure("values are nested too deeply") }
    switch bytes[index] {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try array(depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws -> JSONValue {
    let length = word.utf8CodeUnitCount
    guard index + length <= bytes.count,
      bytes[index..<index + length].elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: length))
    else { throw failure("an unknown word") }
    index += length
    return value
  }

  private mutating func number() throws -> JSONValue {
    let start = index
    while index < bytes.count, isOfNumber(bytes[index]) { index += 1 }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    guard Double(text) != nil, text.first != "+", text.first != "." else {
      index = start
      throw failure("something that is no value")
    }
    return .number(text)
  }

  private func isOfNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  private mutating func array(_ depth: Int) throws -> JSONValue {
    index += 1
    var values: [JSONValue] = []
    if take("]") { return .array(values) }
    while true {
      values.append(try value(depth: depth + 1))
      if take("]") { return .array(values) }
      guard take(",") else { throw failure("a comma or ] is missing") }
    }
  }

  private mutating func object(_ depth: Int) throws -> JSONValue {
    index += 1
    var members: [(key: String, value: JSONValue)] = []
    if take("}") { return .object(members) }
    while true {
      skipSpace()
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw failure("a key is missing") }
      let key = try string()
      guard take(":") else { throw failure("a colon is missing") }
      members.append((key, try value(depth: depth + 1)))
      if take("}") { return .object(members) }
      guard take(",") else { throw failure("a comma or } is missing") }
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private mutating func string() throws -> String {
    index += 1
    let start = index
    while index < bytes.count, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\"),
      bytes[index] >= 0x20
    { index += 1 }
    var text = Array(bytes[start..<index])
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""):
        index += 1
        guard let string = String(validating: text, as: UTF8.self) else {
          throw failure("a string that is no UTF-8, ending")
        }
        return string
      case UInt8(ascii: "\\"): try escape(&text)
      case 0..<0x20: throw failure("a control character in a string")
      case let byte:
        text.append(byte)
        index += 1
      }
    }
    throw failure("a string without an end")
  }

  private mutating func escape(_ text: inout [UInt8]) throws {
    guard index + 1 < bytes.count else { throw failure("a string without an end") }
    let kind = bytes[index + 1]
    index += 2
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(kind)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      var value = try hexadecimal()
      if (0xD800..<0xDC00).contains(value), index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
        bytes[index + 1] == UInt8(ascii: "u")
      {
        index += 2
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else { throw failure("half a surrogate pair") }
        value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(value) else { throw failure("half a surrogate pair") }
      text.append(contentsOf: String(Character(scalar)).utf8)
    default: throw failure("an unknown escape")
    }
  }

  private mutating func hexadecimal() throws -> UInt32 {
    guard index + 4 <= bytes.count else { throw failure("a string without an end") }
    var value: UInt32 = 0
    for byte in bytes[index..<index + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw failure("a wrong escape") }
      value = value << 4 | UInt32(digit)
    }
    index += 4
    return value
  }
}
