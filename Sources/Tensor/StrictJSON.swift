/// A JSON value as it was written: keys in order, numbers as text, so that `1`, `1.0` and `true` stay apart.
///
/// Foundation's reader takes the last of two equal keys without a word and lets booleans pass for numbers; files from
/// strangers are read with this one.
package enum JSONValue: Equatable {
  case null
  case bool(Bool)
  /// The number's text. `NaN`, `Infinity` and `-Infinity`, which other programs write, are let through so that what
  /// they stand for can be refused by name.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  package static func == (a: JSONValue, b: JSONValue) -> Bool {
    switch (a, b) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.number(let a), .number(let b)), (.string(let a), .string(let b)): a == b
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)): a.elementsEqual(b) { $0.key == $1.key && $0.value == $1.value }
    default: false
    }
  }

  /// A whole number written without fraction and exponent that fits 64 bits.
  package var integer: Int? {
    guard case .number(let text) = self else { return nil }
    return Int(text)
  }

  /// Any number; infinite where it is too large.
  package var double: Double? {
    guard case .number(let text) = self else { return nil }
    switch text {
    case "NaN": return .nan
    case "Infinity": return .infinity
    case "-Infinity": return -.infinity
    default: return Double(text)
    }
  }

  /// What kind of value it is, for messages.
  package var kind: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let text): "the number \(text.prefix(40))"
    case .string(let text): "the text '\(text.prefix(40))'"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

/// What is wrong with a JSON text.
package struct JSONError: Error, CustomStringConvertible {
  package let description: String
}

extension JSONValue {
  /// Reads one value that takes up all of the text.
  ///
  /// - Throws: at anything that RFC 8259 does not allow, at keys that occur twice, at more than 64 levels.
  package init(parsing bytes: some Collection<UInt8>) throws(JSONError) {
    var reader = Reader(bytes: Array(bytes))
    self = try reader.value(depth: 0)
    reader.skipSpace()
    if reader.position < reader.bytes.count { throw reader.error("something follows the value") }
  }

  private struct Reader {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    func error(_ text: String) -> JSONError { JSONError(description: "\(text) (byte \(position))") }

    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skipSpace() {
      while let byte = next, byte == 32 || byte == 9 || byte == 10 || byte == 13 { position += 1 }
    }

    mutating func take(_ word: StaticString) -> Bool {
      let isThere = word.withUTF8Buffer { bytes[position...].starts(with: $0) }
      if isThere { position += word.utf8CodeUnitCount }
      return isThere
    }

    mutating func value(depth: Int) throws(JSONError) -> JSONValue {
      if depth > 64 { throw error("nested too deeply") }
      skipSpace()
      switch next {
      case nil: throw error("the text ends too early")
      case UInt8(ascii: "{"): return try object(depth: depth)
      case UInt8(ascii: "["): return try array(depth: depth)
      case UInt8(ascii: "\""): return .string(try string())
      default: break
      }
      if take("true") { return .bool(true) }
      if take("false") { return .bool(false) }
      if take("null") { return .null }
      for word: StaticString in ["NaN", "Infinity", "-Infinity"] where take(word) { return .number("\(word)") }
      return .number(try number())
    }

    mutating func object(depth: Int) throws(JSONError) -> JSONValue {
      var members: [(key: String, value: JSONValue)] = []
      var keys: Set<String> = []
      position += 1
      skipSpace()
      if take("}") { return .object([]) }
      while true {
        skipSpace()
        if next != UInt8(ascii: "\"") { throw error("a key in quotation marks is missing") }
        let key = try string()
        if !keys.insert(key).inserted { throw error("the key '\(key)' occurs twice") }
        skipSpace()
        if !take(":") { throw error("':' is missing after the key '\(key)'") }
        members.append((key, try value(depth: depth + 1)))
        skipSpace()
        if take("}") { return .object(members) }
        if !take(",") { throw error("',' or '}' is missing") }
      }
    }

    mutating func array(depth: Int) throws(JSONError) -> JSONValue {
      var items: [JSONValue] = []
      position += 1
      skipSpace()
      if take("]") { return .array([]) }
      while true {
        items.append(try value(depth: depth + 1))
        skipSpace()
        if take("]") { return .array(items) }
        if !take(",") { throw error("',' or ']' is missing") }
      }
    }

    mutating func digits() -> Int {
      let start = position
      while let byte = next, byte >= 48, byte <= 57 { position += 1 }
      return position - start
    }

    mutating func number() throws(JSONError) -> String {
      let start = position
      _ = take("-")
      let leading = next
      let whole = digits()
      if whole == 0 { throw error("not a JSON value") }
      if leading == 48, whole > 1 { throw error("a number begins with 0") }
      if take("."), digits() == 0 { throw error("a digit is missing after '.'") }
      if take("e") || take("E") {
        if !take("+") { _ = take("-") }
        if digits() == 0 { throw error("a digit is missing in the exponent") }
      }
      return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    mutating func string() throws(JSONError) -> String {
      position += 1
      var out: [UInt8] = []
      while let byte = next {
        position += 1
        switch byte {
        case UInt8(ascii: "\""):
          guard let text = String(validating: out, as: UTF8.self) else { throw error("text that is not UTF-8") }
          return text
        case UInt8(ascii: "\\"): out.append(contentsOf: String(try escape()).utf8)
        case ..<32: throw error("a control character in a text")
        default: out.append(byte)
        }
      }
      throw error("a text is not closed")
    }

    mutating func escape() throws(JSONError) -> Unicode.Scalar {
      guard let byte = next else { throw error("a text is not closed") }
      position += 1
      switch byte {
      case UInt8(ascii: "n"): return "\n"
      case UInt8(ascii: "t"): return "\t"
      case UInt8(ascii: "r"): return "\r"
      case UInt8(ascii: "b"): return "\u{8}"
      case UInt8(ascii: "f"): return "\u{c}"
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
      case UInt8(ascii: "u"): break
      default: throw error("an unknown escape in a text")
      }
      let high = try hexadecimal()
      if let scalar = Unicode.Scalar(high) { return scalar }
      guard high < 0xDC00, take("\\u") else { throw error("half a surrogate pair") }
      let low = try hexadecimal()
      guard low >= 0xDC00, low < 0xE000, let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
      else { throw error("half a surrogate pair") }
      return scalar
    }

    mutating func hexadecimal() throws(JSONError) -> UInt32 {
      var code: UInt32 = 0
      for _ in 0..<4 {
        guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 128 else {
          throw error("an escape without four hexadecimal digits")
        }
        code = code << 4 | UInt32(digit)
        position += 1
      }
      return code
    }
  }
}
