extension UInt8 {
  /// Space, tab, newline, carriage return, vertical tab or form feed.
  var isWhitespace: Bool { self == 32 || (9...13).contains(self) }
  /// An ASCII letter.
  var isLetter: Bool { (65...90).contains(self) || (97...122).contains(self) }
  /// An ASCII upper-case letter.
  var isUpper: Bool { (65...90).contains(self) }
  /// An ASCII digit.
  var isDigit: Bool { (48...57).contains(self) }
}

/// A view of bytes that is only ever used inside the call that lends it.
typealias Bytes = UnsafeBufferPointer<UInt8>

extension UnsafeBufferPointer<UInt8> {
  /// The end of the line that begins at `start`: the index of its newline, or `limit`.
  func endOfLine(from start: Int, limit: Int) -> Int {
    var end = start
    while end < limit, self[end] != 10 { end += 1 }
    return end
  }

  /// `range` without white space at both ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, self[start].isWhitespace { start += 1 }
    while end > start, self[end - 1].isWhitespace { end -= 1 }
    return start..<end
  }

  /// True if the bytes at `index` are those of `word` and end at or before `limit`.
  func matches(_ word: StaticString, at index: Int, limit: Int) -> Bool {
    guard index + word.utf8CodeUnitCount <= limit else { return false }
    for offset in 0..<word.utf8CodeUnitCount where self[index + offset] != word.utf8Start[offset] { return false }
    return true
  }

  /// The bytes of `range` as a string.
  func string(_ range: Range<Int>) -> String {
    String(decoding: self[range], as: UTF8.self)
  }
}
