/// A line of a data file, read field by field (format: wndb(5WN)).
///
/// `offset file kind count (word id)… count (symbol offset kind place)… [count (+ frame place)…] | gloss`
struct WordNetLine {
  private let bytes: Bytes
  private var index: Int
  private let bar: Int

  /// The set of a line whose pointers still have offsets; nil if the line is not as the format says.
  static func read(_ bytes: Bytes, line: Range<Int>, part: WordNetPart) -> WordNetSynset? {
    guard let bar = bytes[line].firstIndex(of: UInt8(ascii: "|")) else { return nil }
    var fields = WordNetLine(bytes: bytes, index: line.lowerBound, bar: bar)
    guard let offset = fields.number(), let topic = fields.number(), WordNetReader.topics.indices.contains(topic),
      let kind = fields.letter(), WordNetPart(letter: kind) == part, let words = fields.words(),
      let pointers = fields.pointers(), let frames = part == .verb ? fields.frames() : []
    else { return nil }
    let isAtEnd = fields.field() == nil
    let gloss = bytes.trimmed(bar + 1..<line.upperBound)
    guard isAtEnd, !gloss.isEmpty else { return nil }
    return WordNetSynset(
      offset: offset, part: part, isSatellite: kind == UInt8(ascii: "s"), topic: topic, words: words,
      pointers: pointers, frames: frames, gloss: gloss)
  }

  private mutating func field() -> Range<Int>? {
    while index < bar, bytes[index] == 32 { index += 1 }
    let start = index
    while index < bar, bytes[index] != 32 { index += 1 }
    return start < index ? start..<index : nil
  }

  /// Numbers of at most nine digits.
  private mutating func number(radix: Int = 10) -> Int? {
    guard let field = field(), field.count < 10 else { return nil }
    var value = 0
    for place in field {
      let byte = bytes[place]
      let digit = byte.isDigit ? Int(byte) - 48 : byte.isLetter ? Int(byte | 0x20) - 87 : radix
      guard digit < radix else { return nil }
      value = value * radix + digit
    }
    return value
  }

  private mutating func letter() -> UInt8? {
    guard let field = field(), field.count == 1 else { return nil }
    return bytes[field.lowerBound]
  }

  private mutating func words() -> [String]? {
    guard let count = number(radix: 16), count > 0 else { return nil }
    var words: [String] = []
    for _ in 0..<count {
      guard let field = field(), number(radix: 16) != nil else { return nil }
      var end = field.upperBound
      // Adjectives carry a marker of where they may stand: "(a)", "(p)" or "(ip)".
      if bytes[end - 1] == UInt8(ascii: ")"), let open = bytes[field].lastIndex(of: UInt8(ascii: "(")) { end = open }
      guard field.lowerBound < end else { return nil }
      words.append(
        String(decoding: bytes[field.lowerBound..<end].map { $0 == UInt8(ascii: "_") ? 32 : $0 }, as: UTF8.self))
    }
    return words
  }

  private mutating func pointers() -> [WordNetSynset.Pointer]? {
    guard let count = number() else { return nil }
    var pointers: [WordNetSynset.Pointer] = []
    for _ in 0..<count {
      guard let symbol = field(), let offset = number(), let letter = letter(), let part = WordNetPart(letter: letter),
        number(radix: 16) != nil
      else { return nil }
      if let relation = WordNetRelation(symbol: bytes.string(symbol)) {
        pointers.append(WordNetSynset.Pointer(relation: relation, part: part, target: offset))
      }
    }
    return pointers
  }

  private mutating func frames() -> [Int]? {
    guard let count = number() else { return nil }
    var frames: [Int] = []
    for _ in 0..<count {
      guard letter() == UInt8(ascii: "+"), let frame = number(), number(radix: 16) != nil else { return nil }
      if !frames.contains(frame) { frames.append(frame) }
    }
    return frames
  }
}
