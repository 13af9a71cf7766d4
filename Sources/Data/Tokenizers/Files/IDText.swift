/// Ids as text: written line by line, and read back.
public enum IDText {
  /// One line a piece, ids separated by one space.
  public static func lines(_ pieces: borrowing EncodedPieces) -> [UInt8] {
    text(pieces, separator: UInt8(ascii: " "), before: [], after: [0x0A])
  }

  /// For each piece an array of its ids, each with a comma before it.
  public static func arrays(_ pieces: borrowing EncodedPieces) -> [UInt8] {
    text(pieces, separator: UInt8(ascii: ","), before: Array(",[".utf8), after: Array("]".utf8))
  }

  private static func text(
    _ pieces: borrowing EncodedPieces, separator: UInt8, before: [UInt8], after: [UInt8]
  ) -> [UInt8] {
    // Ten digits and a separator are the most an id can take.
    let most = pieces.idCount * 11 + pieces.count * (before.count + after.count)
    return [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
      let base = buffer.baseAddress!
      var end = 0
      pieces.forEach { ids in
        for byte in before {
          base[end] = byte
          end &+= 1
        }
        for index in 0..<ids.count {
          if index > 0 {
            base[end] = separator
            end &+= 1
          }
          end = write(ids[index], base, end)
        }
        for byte in after {
          base[end] = byte
          end &+= 1
        }
      }
      count = end
    }
  }

  @inline(__always)
  private static func write(_ id: Int32, _ base: UnsafeMutablePointer<UInt8>, _ start: Int) -> Int {
    var rest = UInt32(bitPattern: id)
    var digits = 1
    var limit: UInt64 = 10
    while UInt64(rest) >= limit {
      digits &+= 1
      limit &*= 10
    }
    var index = start &+ digits
    while index > start {
      index &-= 1
      let tenth = rest / 10
      base[index] = UInt8(truncatingIfNeeded: rest &- tenth &* 10) &+ 0x30
      rest = tenth
    }
    return start &+ digits
  }

  /// Reads ids separated by any white space from a file, block by block.
  ///
  /// - Parameters:
  ///   - size: ids are below it.
  ///   - body: gets the ids of each block.
  ///
  /// Throws: `DataError` if the file cannot be read, or holds anything but such ids; and what `body` throws.
  public static func read(file path: String, below size: Int, _ body: ([Int32]) throws -> Void) throws {
    let reader = try BlockReader(path: path)
    while try reader.next({ try body(ids(in: $0, below: size, path)) }) {}
  }

  private static func ids(in text: UnsafeBufferPointer<UInt8>, below size: Int, _ path: String) throws -> [Int32] {
    guard let base = text.baseAddress else { return [] }
    var ids: [Int32] = []
    var index = 0
    while index < text.count {
      let character = TextCharacter.at(index, of: base, end: text.count)
      if CharacterClasses.unicode(character.value) == CharacterClass.space {
        index += character.length
        continue
      }
      var value = 0
      let start = index
      while index < text.count, case let digit = text[index] &- 0x30, digit < 10 {
        value = min(value * 10 + Int(digit), Int(Int32.max))
        index += 1
      }
      let next = index < text.count ? TextCharacter.at(index, of: base, end: text.count) : nil
      if index == start || (next.map { CharacterClasses.unicode($0.value) != CharacterClass.space } ?? false) {
        while index < text.count, text[index] > 0x20, index - start < 40 { index += 1 }
        let word = String(decoding: text[start..<index], as: UTF8.self)
        throw DataError("\(path): '\(word)' is no id; ids are whole numbers separated by white space")
      }
      guard value < size else {
        throw DataError("\(path): the id \(value) is not in the vocabulary of \(size)")
      }
      ids.append(Int32(value))
    }
    return ids
  }
}
