/// The markup inside a paragraph of reStructuredText: roles, literals, links, emphasis, substitutions, escapes.
struct RestInline {
  private let bytes: Bytes
  private var index = 0
  private var text: [UInt8]
  private static let tick = UInt8(ascii: "`")

  /// Appends `bytes` to `text`, without inline markup.
  static func strip(_ bytes: Bytes, to text: inout [UInt8]) {
    var inline = RestInline(bytes: bytes, text: text)
    text = []
    inline.run()
    text = inline.text
  }

  private init(bytes: Bytes, text: [UInt8]) {
    self.bytes = bytes
    self.text = text
  }

  private mutating func run() {
    while index < bytes.count {
      let done: Bool
      switch bytes[index] {
      case UInt8(ascii: "\\"): done = escape()
      case Self.tick: done = literal() || interpreted(role: "")
      case UInt8(ascii: ":"): done = role()
      case UInt8(ascii: "*"): done = emphasis("**") || emphasis("*")
      case UInt8(ascii: "|"): done = emphasis("|")
      case UInt8(ascii: "]"): done = footnote()
      default: done = false
      }
      if !done {
        text.append(bytes[index])
        index += 1
      }
    }
  }

  /// A backslash takes the meaning from the next byte; before white space both vanish.
  private mutating func escape() -> Bool {
    guard index + 1 < bytes.count else { return false }
    if !bytes[index + 1].isWhitespace { text.append(bytes[index + 1]) }
    index += 2
    return true
  }

  private func find(_ mark: StaticString, from start: Int) -> Int? {
    var place = start
    while place < bytes.count {
      if bytes.matches(mark, at: place, limit: bytes.count) { return place }
      place += bytes[place] == UInt8(ascii: "\\") && mark.utf8CodeUnitCount == 1 ? 2 : 1
    }
    return nil
  }

  private mutating func literal() -> Bool {
    guard bytes.matches("``", at: index, limit: bytes.count), let close = find("``", from: index + 2) else {
      return false
    }
    text += bytes[index + 2..<close]
    index = close + 2
    return true
  }

  private mutating func role() -> Bool {
    var end = index + 1
    while end < bytes.count, bytes[end].isLetter || bytes[end] == UInt8(ascii: "-") || bytes[end] == UInt8(ascii: ":") {
      end += 1
    }
    guard end - index > 2, end < bytes.count, bytes[end] == Self.tick, bytes[end - 1] == UInt8(ascii: ":") else {
      return false
    }
    let (start, name) = (index, bytes.string(index + 1..<end - 1))
    index = end
    if interpreted(role: name) { return true }
    index = start
    return false
  }

  /// `` `text` `` with what its role shows of it.
  private mutating func interpreted(role: String) -> Bool {
    guard let close = find("`", from: index + 1), close > index + 1 else { return false }
    var inside = index + 1..<close
    if bytes[close - 1] == UInt8(ascii: ">"), let open = bytes[inside].lastIndex(of: UInt8(ascii: "<")),
      open > inside.lowerBound
    {
      // "text <target>": the text alone is shown.
      inside = bytes.trimmed(inside.lowerBound..<open)
    } else if !role.isEmpty, bytes[inside.lowerBound] == UInt8(ascii: "~") {
      let dot = bytes[inside].lastIndex(of: UInt8(ascii: "."))
      inside = (dot ?? inside.lowerBound) + 1..<inside.upperBound
    } else if !role.isEmpty, bytes[inside.lowerBound] == UInt8(ascii: "!") {
      inside = inside.lowerBound + 1..<inside.upperBound
    }
    text += Array((Self.prefixes[role] ?? "").utf8) + bytes[inside]
    index = close + 1
    while index < bytes.count, bytes[index] == UInt8(ascii: "_") { index += 1 }
    return true
  }

  private static let prefixes = ["pep": "PEP ", "rfc": "RFC ", "issue": "bpo-", "gh": "gh-"]

  /// Marks around words: none may be next to a letter outside or to white space inside.
  private mutating func emphasis(_ mark: StaticString) -> Bool {
    let length = mark.utf8CodeUnitCount
    guard bytes.matches(mark, at: index, limit: bytes.count), index + length < bytes.count,
      !bytes[index + length].isWhitespace, index == 0 || !isWord(bytes[index - 1]),
      let close = find(mark, from: index + length), close > index + length, !bytes[close - 1].isWhitespace,
      close + length >= bytes.count || !isWord(bytes[close + length])
    else { return false }
    text += bytes[index + length..<close]
    index = close + length
    return true
  }

  private func isWord(_ byte: UInt8) -> Bool {
    byte.isLetter || byte.isDigit || byte >= 0x80
  }

  /// The underscore of `[1]_` goes.
  private mutating func footnote() -> Bool {
    guard bytes.matches("]_", at: index, limit: bytes.count) else { return false }
    text.append(bytes[index])
    index += 2
    return true
  }
}
