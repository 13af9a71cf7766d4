/// Makes any bytes valid UTF-8.
public enum UTF8Repair {
  /// `bytes` with every invalid piece replaced by U+FFFD and a byte order mark at the start removed, and the number of
  /// replacements. A piece is a maximal subpart, as the Unicode Standard (chapter 3.9) recommends.
  public static func repair(_ bytes: [UInt8]) -> (bytes: [UInt8], replaced: Int) {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    return bytes.withUnsafeBufferPointer { input in
      var index = firstInvalid(input, from: start)
      if index == input.count { return (start == 0 ? bytes : Array(bytes[start...]), 0) }
      var repaired = Array(input[start..<index])
      var replaced = 0
      while index < input.count {
        repaired += [0xEF, 0xBF, 0xBD]
        replaced += 1
        index += max(sequence(input, at: index).matched, 1)
        let next = firstInvalid(input, from: index)
        repaired += input[index..<next]
        index = next
      }
      return (repaired, replaced)
    }
  }

  /// The index of the first byte at or after `start` that does not begin a valid sequence, or the count.
  private static func firstInvalid(_ input: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    let raw = UnsafeRawBufferPointer(input)
    var index = start
    while index < input.count {
      if index + 8 <= input.count,
        raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        index += 8
      } else if input[index] < 0x80 {
        index += 1
      } else {
        let (length, matched) = sequence(input, at: index)
        guard length > 0, matched == length else { return index }
        index += length
      }
    }
    return index
  }

  /// The length that the byte at `index` announces (0 if it cannot begin a sequence) and how many bytes fit it.
  private static func sequence(
    _ input: UnsafeBufferPointer<UInt8>, at index: Int
  ) -> (length: Int, matched: Int) {
    let first = input[index]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0x00...0x7F: return (1, 1)
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: length = 4
    default: return (0, 0)
    }
    var matched = 1
    while matched < length, index + matched < input.count {
      let allowed = matched == 1 ? second : 0x80...0xBF
      guard allowed.contains(input[index + matched]) else { break }
      matched += 1
    }
    return (length, matched)
  }
}
