/// Finds special tokens in text: the leftmost, and of several that begin there the longest.
struct SpecialMatcher: Sendable {
  private struct Special: Sendable {
    var bytes: [UInt8]
    var id: Int32
    var stripsLeft: Bool
    var stripsRight: Bool
  }

  private let byFirstByte: [[Special]]
  /// True if there is nothing to find.
  let isEmpty: Bool

  init(vocabulary: Vocabulary) {
    var byFirstByte = [[Special]](repeating: [], count: 256)
    for id in vocabulary.specials {
      let bytes = vocabulary.tokens[Int(id)]
      guard let first = bytes.first else { continue }
      byFirstByte[Int(first)].append(
        Special(
          bytes: bytes, id: id, stripsLeft: vocabulary.stripsLeft.contains(id),
          stripsRight: vocabulary.stripsRight.contains(id)))
    }
    for byte in 0..<256 { byFirstByte[byte].sort { $0.bytes.count > $1.bytes.count } }
    self.byFirstByte = byFirstByte
    isEmpty = vocabulary.specials.isEmpty
  }

  /// The first special token of `text[range]`.
  func first(in text: UnsafePointer<UInt8>, _ range: Range<Int>) -> (range: Range<Int>, id: Int32)? {
    for start in range {
      for special in byFirstByte[Int(text[start])] where special.bytes.count <= range.upperBound - start {
        if special.bytes.elementsEqual(UnsafeBufferPointer(start: text + start, count: special.bytes.count)) {
          return (widened(start..<start + special.bytes.count, of: special, text, range), special.id)
        }
      }
    }
    return nil
  }

  private func widened(
    _ match: Range<Int>, of special: Special, _ text: UnsafePointer<UInt8>, _ range: Range<Int>
  ) -> Range<Int> {
    var (start, end) = (match.lowerBound, match.upperBound)
    while special.stripsRight, end < range.upperBound {
      let character = TextCharacter.at(end, of: text, end: range.upperBound)
      guard CharacterClasses.unicode(character.value) == CharacterClass.space else { break }
      end += character.length
    }
    while special.stripsLeft, start > range.lowerBound {
      var before = start - 1
      while before > range.lowerBound, before > start - 4, text[before] & 0xC0 == 0x80 { before -= 1 }
      let character = TextCharacter.at(before, of: text, end: start)
      guard before + character.length == start,
        CharacterClasses.unicode(character.value) == CharacterClass.space
      else { break }
      start = before
    }
    return start..<end
  }
}
