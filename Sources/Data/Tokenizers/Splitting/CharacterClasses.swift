/// What the splitting patterns ask of a character.
enum CharacterClass {
  /// Neither letter, number nor white space; also each byte that begins no well-formed UTF-8 sequence.
  static let other: UInt8 = 0
  /// General category L*.
  static let letter: UInt8 = 1
  /// General category N*.
  static let number: UInt8 = 2
  /// The property White_Space.
  static let space: UInt8 = 3
}

/// The classes of all characters, the frequent ones in a table.
struct CharacterClasses: @unchecked Sendable {
  // Sendable because the table is written only while it is made, and it lives as long as the program.
  static let unicode = CharacterClasses()

  /// Marks a byte above 0x7F in `ascii`: the class is that of the whole character.
  static let beyondASCII: UInt8 = 4

  /// The class of each byte that is a character; `beyondASCII` for the others. 256 entries.
  let ascii: UnsafePointer<UInt8>
  private let table: UnsafePointer<UInt8>
  private static let tableSize: UInt32 = 0x20000

  private init() {
    let table = UnsafeMutablePointer<UInt8>.allocate(capacity: Int(Self.tableSize))
    for value in 0..<Self.tableSize { table[Int(value)] = Self.look(up: value) }
    let ascii = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
    for byte in 0..<256 { ascii[byte] = byte < 0x80 ? table[byte] : Self.beyondASCII }
    self.table = UnsafePointer(table)
    self.ascii = UnsafePointer(ascii)
  }

  /// The class of the character `value`.
  @inline(__always)
  func callAsFunction(_ value: UInt32) -> UInt8 {
    value < Self.tableSize ? table[Int(value)] : Self.look(up: value)
  }

  private static func look(up value: UInt32) -> UInt8 {
    guard let scalar = Unicode.Scalar(value) else { return CharacterClass.other }
    if scalar.properties.isWhitespace { return CharacterClass.space }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      return CharacterClass.letter
    case .decimalNumber, .letterNumber, .otherNumber:
      return CharacterClass.number
    default:
      return CharacterClass.other
    }
  }
}

/// One character of a text that may hold any bytes.
struct TextCharacter {
  /// The code point, or `invalid` for a byte that begins no well-formed sequence.
  var value: UInt32
  /// Bytes it takes.
  var length: Int

  /// A value that no character has.
  static let invalid: UInt32 = 0xFFFF_FFFF

  /// The character at `text[index]`, by table 3-7 of the Unicode standard: no overlong form, no surrogate, nothing above
  /// U+10FFFF. A byte that begins no such sequence is a character of its own.
  static func at(_ index: Int, of text: UnsafePointer<UInt8>, end: Int) -> TextCharacter {
    let first = text[index]
    if first < 0x80 { return TextCharacter(value: UInt32(first), length: 1) }
    let alone = TextCharacter(value: invalid, length: 1)
    let length: Int
    var low: UInt8 = 0x80
    var high: UInt8 = 0xBF
    switch first {
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF:
      length = 3
      if first == 0xE0 { low = 0xA0 }
      if first == 0xED { high = 0x9F }
    case 0xF0...0xF4:
      length = 4
      if first == 0xF0 { low = 0x90 }
      if first == 0xF4 { high = 0x8F }
    default: return alone
    }
    guard index + length <= end, (low...high).contains(text[index + 1]) else { return alone }
    var value = UInt32(first) & (0x7F >> UInt32(length))
    for offset in 1..<length {
      let byte = text[index + offset]
      guard byte & 0xC0 == 0x80 else { return alone }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    return TextCharacter(value: value, length: length)
  }
}
