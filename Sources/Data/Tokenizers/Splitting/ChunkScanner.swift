/// Splits text as GPT-2's pattern does, with numbers either digit by digit or in runs:
///
///     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
///
/// Written out by hand, because this is where most of the time of training and of encoding would go.
struct ChunkScanner: Sendable {
  /// The pattern of our own tokenizers: every digit is a chunk.
  static let digitPattern = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
  /// The pattern of GPT-2: a number is a chunk, with the space before it.
  static let gpt2Pattern = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

  /// True for `gpt2Pattern`.
  let numbersInRuns: Bool
  private let classes = CharacterClasses.unicode

  init(numbersInRuns: Bool = false) {
    self.numbersInRuns = numbersInRuns
  }

  /// The end of the chunk that begins at `start`; the text ends at `end`, also for the look-ahead.
  @inline(__always)
  func chunkEnd(_ text: UnsafePointer<UInt8>, from start: Int, end: Int) -> Int {
    let (kind, next) = character(text, start, end)
    switch kind {
    case CharacterClass.letter:
      return run(of: CharacterClass.letter, text, next, end)
    case CharacterClass.number:
      return numbersInRuns ? run(of: CharacterClass.number, text, next, end) : next
    case CharacterClass.other:
      if text[start] == UInt8(ascii: "'"), let end = contraction(text, start, end) { return end }
      return run(of: CharacterClass.other, text, next, end)
    default:
      if text[start] == UInt8(ascii: " "), next < end {
        let (following, after) = character(text, next, end)
        if following == CharacterClass.letter || following == CharacterClass.other
          || (following == CharacterClass.number && numbersInRuns)
        {
          return run(of: following, text, after, end)
        }
      }
      return whiteSpace(text, start, end)
    }
  }

  /// The class of the character at `index` and the place after it.
  @inline(__always)
  private func character(_ text: UnsafePointer<UInt8>, _ index: Int, _ end: Int) -> (UInt8, Int) {
    let kind = classes.ascii[Int(text[index])]
    return kind == CharacterClasses.beyondASCII ? longCharacter(text, index, end) : (kind, index &+ 1)
  }

  @inline(never)
  private func longCharacter(_ text: UnsafePointer<UInt8>, _ index: Int, _ end: Int) -> (UInt8, Int) {
    let character = TextCharacter.at(index, of: text, end: end)
    return (classes(character.value), index + character.length)
  }

  /// The end of the characters of class `kind` that begin at `start`, of which there may be none.
  @inline(__always)
  private func run(of kind: UInt8, _ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
    var index = start
    while index < end {
      let (found, next) = character(text, index, end)
      if found != kind { break }
      index = next
    }
    return index
  }

  /// The end of 's, 't, 'm, 'd, 're, 've or 'll at `start`.
  private func contraction(_ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int? {
    guard start + 1 < end else { return nil }
    let second = start + 2 < end ? text[start + 2] : 0
    switch (text[start + 1], second) {
    case (UInt8(ascii: "s"), _), (UInt8(ascii: "t"), _), (UInt8(ascii: "m"), _), (UInt8(ascii: "d"), _):
      return start + 2
    case (UInt8(ascii: "r"), UInt8(ascii: "e")), (UInt8(ascii: "v"), UInt8(ascii: "e")),
      (UInt8(ascii: "l"), UInt8(ascii: "l")):
      return start + 3
    default:
      return nil
    }
  }

  /// White space up to the end is one chunk; a longer run before something else leaves its last character.
  private func whiteSpace(_ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
    var index = start
    var last = start
    while index < end {
      let (found, next) = character(text, index, end)
      if found != CharacterClass.space { return last > start ? last : index }
      last = index
      index = next
    }
    return end
  }
}
