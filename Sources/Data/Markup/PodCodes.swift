/// The formatting codes inside a paragraph of POD: `B<bold>`, `C<< code >>`, `L<text|page>`, `E<gt>` …
struct PodCodes {
  private let bytes: Bytes
  private let end: Int
  private var index: Int

  /// Appends the paragraph in `range` to `text`, without codes.
  static func strip(_ bytes: Bytes, _ range: Range<Int>, to text: inout [UInt8]) {
    var codes = PodCodes(bytes: bytes, end: range.upperBound, index: range.lowerBound)
    codes.read(closing: 0, to: &text)
  }

  /// Copies up to the end of the code that was opened with `closing` angle brackets (0: to the end).
  private mutating func read(closing: Int, to text: inout [UInt8]) {
    while index < end {
      let byte = bytes[index]
      if closes(closing) { return }
      if byte.isUpper, index + 1 < end, bytes[index + 1] == UInt8(ascii: "<") {
        code(byte, to: &text)
      } else {
        text.append(byte)
        index += 1
      }
    }
  }

  /// Steps over the closing brackets if they stand here. More than one must have white space before them.
  private mutating func closes(_ count: Int) -> Bool {
    if count == 1, bytes[index] == UInt8(ascii: ">") {
      index += 1
      return true
    }
    guard count > 1, bytes[index].isWhitespace else { return false }
    var next = index
    while next < end, bytes[next].isWhitespace { next += 1 }
    guard next + count <= end, bytes[next..<next + count].allSatisfy({ $0 == UInt8(ascii: ">") }) else { return false }
    index = next + count
    return true
  }

  private mutating func code(_ letter: UInt8, to text: inout [UInt8]) {
    var open = index + 1
    while open < end, bytes[open] == UInt8(ascii: "<") { open += 1 }
    var count = open - index - 1
    // "C<<x" without white space is one bracket and then text.
    if count > 1, open < end, !bytes[open].isWhitespace { count = 1 }
    index += 1 + count
    if count > 1 { while index < end, bytes[index].isWhitespace { index += 1 } }
    var inside: [UInt8] = []
    read(closing: count, to: &inside)
    switch letter {
    case UInt8(ascii: "X"), UInt8(ascii: "Z"): break
    case UInt8(ascii: "E"): text += Self.character(inside)
    case UInt8(ascii: "L"): text += Self.link(inside)
    default: text += inside
    }
  }

  /// `text|target` shows its text, `page/section` and `/section` are read out.
  private static func link(_ inside: [UInt8]) -> [UInt8] {
    if let bar = inside.firstIndex(of: UInt8(ascii: "|")) { return Array(inside[..<bar]) }
    let whole = String(decoding: inside, as: UTF8.self)
    guard !whole.contains("://"), let slash = whole.firstIndex(of: "/") else { return inside }
    let section = whole[whole.index(after: slash)...].filter { $0 != "\"" }
    let page = whole[..<slash]
    return Array((page.isEmpty ? "\"\(section)\"" : "\"\(section)\" in \(page)").utf8)
  }

  private static let names: [String: String] = [
    "lt": "<", "gt": ">", "amp": "&", "quot": "\"", "sol": "/", "verbar": "|", "lchevron": "«", "rchevron": "»",
    "eacute": "é", "egrave": "è", "aacute": "á", "agrave": "à", "auml": "ä", "ouml": "ö", "uuml": "ü", "szlig": "ß",
    "oslash": "ø", "aring": "å", "ntilde": "ñ", "ccedil": "ç", "iacute": "í", "oacute": "ó", "uacute": "ú",
    "copy": "©", "nbsp": " ", "mdash": "—", "ndash": "–", "aelig": "æ", "ograve": "ò", "Aring": "Å", "Ouml": "Ö",
  ]

  /// A named character, or one by its number (decimal, `0x` hexadecimal, `0` octal); unknown names stay as they are.
  private static func character(_ name: [UInt8]) -> [UInt8] {
    let name = String(decoding: name, as: UTF8.self)
    if let known = names[name] { return Array(known.utf8) }
    let number: UInt32? =
      if name.hasPrefix("0x") { UInt32(name.dropFirst(2), radix: 16) } else if name.hasPrefix("0") {
        UInt32(name, radix: 8)
      } else { UInt32(name) }
    return number.flatMap { Unicode.Scalar($0) }.map { Array(String(Character($0)).utf8) } ?? Array(name.utf8)
  }
}
