import Foundation

/// Places in text after line feeds. A line with its line feed is the piece that is tokenised by itself.
enum LineCuts {
  /// Cuts `text` into stretches of whole lines of about `grain` bytes: their ends, the first one 0.
  static func cuts(of text: UnsafeBufferPointer<UInt8>, grain: Int) -> [Int] {
    var cuts = [0]
    while let last = cuts.last, last < text.count {
      cuts.append(lineEnd(text.baseAddress!, from: min(last + grain, text.count) - 1, end: text.count))
    }
    return cuts
  }

  /// The place after the first line feed at `start` or later, or `end`.
  @inline(__always)
  static func lineEnd(_ text: UnsafePointer<UInt8>, from start: Int, end: Int) -> Int {
    guard let found = memchr(text + start, 0x0A, end - start) else { return end }
    return UnsafeRawPointer(text).distance(to: UnsafeRawPointer(found)) + 1
  }

  /// Calls `body` with each line of `range`.
  @inline(__always)
  static func forEachLine(_ text: UnsafePointer<UInt8>, _ range: Range<Int>, _ body: (Range<Int>) -> Void) {
    var start = range.lowerBound
    while start < range.upperBound {
      let end = lineEnd(text, from: start, end: range.upperBound)
      body(start..<end)
      start = end
    }
  }
}
