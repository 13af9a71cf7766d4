/// Turns an entry of the dictionary's printed form into running text.
///
/// Dropped: the syllables between backslashes and the pronunciation after them, `{}` of cross references, the line that
/// names the source (`[1913 Webster]`), layout. Kept: headword, part of speech, etymology, senses, quotations. A
/// paragraph, and each numbered sense, becomes one line.
struct GCIDEMarkup {
  private let bytes: Bytes
  private let end: Int
  private var index: Int
  private var text: [UInt8]
  private let start: Int
  /// What stands between the last byte written and the next one.
  private var gap = Gap.none
  private var inReference = false

  private enum Gap: Int { case none, space, line }

  /// Appends the text of the entry in `range` to `text`.
  static func strip(_ bytes: Bytes, _ range: Range<Int>, to text: inout [UInt8]) {
    var markup = GCIDEMarkup(bytes: bytes, range: range, text: text)
    // The array must not be shared while it grows, or every entry would copy the whole corpus.
    text = []
    markup.run()
    text = markup.text
  }

  private init(bytes: Bytes, range: Range<Int>, text: [UInt8]) {
    self.bytes = bytes
    self.text = text
    index = range.lowerBound
    end = range.upperBound
    start = text.count
  }

  private mutating func run() {
    while index < end {
      let byte = bytes[index]
      switch byte {
      case 10: newline()
      case 32, 9, 13: widen(.space)
      case UInt8(ascii: "\\"): if skipSyllables() { continue } else { put(byte) }
      case UInt8(ascii: "{"): inReference = true
      case UInt8(ascii: "}"):
        inReference = false
        skipPronunciation(afterReference: true)
      case UInt8(ascii: "["): if bracket() { continue } else { put(byte) }
      case UInt8(ascii: "*"), UInt8(ascii: "\""), UInt8(ascii: "`"): if !inReference { put(byte) }
      case UInt8(ascii: "("):
        if bytes.matches("(?)", at: index, limit: end) { index += 2 } else { put(byte) }
      default: put(byte)
      }
      index += 1
    }
  }

  private mutating func widen(_ wider: Gap) {
    if wider.rawValue > gap.rawValue { gap = wider }
  }

  private mutating func put(_ byte: UInt8) {
    if gap != .none {
      let closes = byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
      if text.count > start, !closes { text.append(gap == .line ? 10 : 32) }
      gap = .none
    }
    text.append(byte)
  }

  /// A line break is a space, but a new line of text before an empty line or a numbered sense.
  private mutating func newline() {
    widen(.space)
    var next = index + 1
    while next < end, bytes[next] == 32 { next += 1 }
    guard next < end else { return }
    if bytes[next] == 10 { return widen(.line) }
    var digits = next
    while digits < end, bytes[digits].isDigit { digits += 1 }
    if digits > next, digits - next < 3, bytes.matches(". ", at: digits, limit: end) { widen(.line) }
  }

  /// `\Lar"i*at\ (l[a^]r"[i^]*[a^]t)`: stands at the first backslash, ends after the whole.
  private mutating func skipSyllables() -> Bool {
    let limit = min(end, index + 120)
    guard let close = bytes[index + 1..<limit].firstIndex(of: UInt8(ascii: "\\")) else { return false }
    index = close
    skipPronunciation(afterReference: false)
    index += 1
    widen(.space)
    return true
  }

  /// Steps over a pronunciation in parentheses that follows `index`; after a cross reference only if it has no space in
  /// it and names a letter, since a remark may stand there too.
  private mutating func skipPronunciation(afterReference: Bool) {
    var open = index + 1
    while open < end, bytes[open].isWhitespace { open += 1 }
    let limit = min(end, open + 120)
    guard open > index + 1, open < end, bytes[open] == UInt8(ascii: "("),
      let close = bytes[open..<limit].firstIndex(of: UInt8(ascii: ")"))
    else { return }
    let inside = bytes[open + 1..<close]
    if afterReference, inside.contains(32) || !inside.contains(UInt8(ascii: "[")) { return }
    index = close
  }

  /// A name of a letter is replaced, the name of a source dropped; anything else in brackets is text.
  private mutating func bracket() -> Bool {
    let limit = min(end, index + 80)
    guard let close = bytes[index + 1..<limit].firstIndex(of: UInt8(ascii: "]")) else { return false }
    let inside = bytes[index + 1..<close]
    if let letter = GCIDELetters.letter(inside) {
      for byte in letter { put(byte) }
    } else if Self.isSource(bytes, index + 1..<close) {
      widen(.space)
    } else {
      return false
    }
    index = close + 1
    return true
  }

  private static func isSource(_ bytes: Bytes, _ range: Range<Int>) -> Bool {
    let (start, limit) = (range.lowerBound, range.upperBound)
    switch bytes[start] {
    case UInt8(ascii: "1"): return bytes.matches("1913", at: start, limit: limit - 1) && bytes[start + 4].isWhitespace
    case UInt8(ascii: "W"):
      return bytes.matches("Webster 1913", at: start, limit: limit) || bytes.matches("WordNet", at: start, limit: limit)
    case UInt8(ascii: "P"): return bytes.matches("PJC", at: start, limit: limit)
    case UInt8(ascii: "C"): return bytes.matches("Century Dict", at: start, limit: limit)
    case UInt8(ascii: "+"): return bytes.matches("+PJC", at: start, limit: limit)
    case UInt8(ascii: "A"): return range.count == 2 && bytes.matches("AS", at: start, limit: limit)
    case UInt8(ascii: "R"):
      return bytes.matches("RDH", at: start, limit: limit) || bytes.matches("RHUD", at: start, limit: limit)
    default: return false
    }
  }
}
