/// Dots within cells: braille 2 × 4, half blocks 1 × 2, ASCII 1 × 1. Row 0 is above.
struct DotRaster {
  let cells: Size
  let dotsAcross: Int
  let dotsDown: Int
  private var bits: [UInt8]
  /// Which line drew into a cell last; −1 where none did.
  private var owners: [Int]

  var width: Int { cells.width * dotsAcross }
  var height: Int { cells.height * dotsDown }

  init(_ cells: Size, glyphs: Glyphs) {
    self.cells = cells
    (dotsAcross, dotsDown) = DotRaster.dots(glyphs)
    bits = Array(repeating: 0, count: cells.width * cells.height)
    owners = Array(repeating: -1, count: bits.count)
  }

  static func dots(_ glyphs: Glyphs) -> (across: Int, down: Int) {
    switch glyphs {
    case .braille: (2, 4)
    case .block: (1, 2)
    case .ascii: (1, 1)
    }
  }

  mutating func set(_ x: Int, _ y: Int, owner: Int) {
    guard x >= 0, y >= 0, x < width, y < height else { return }
    let index = y / dotsDown * cells.width + x / dotsAcross
    bits[index] |= 1 << UInt8(y % dotsDown * dotsAcross + x % dotsAcross)
    owners[index] = owner
  }

  /// Draws a straight line between two places. Dot n covers the coordinates from n up to n + 1. Each column shows all
  /// rows that the line passes within it, so steep lines have no holes; parts outside of the raster cost nothing.
  /// - Parameter every: draws only columns whose number is a multiple of it: 1 for all.
  mutating func line(_ start: (x: Double, y: Double), _ end: (x: Double, y: Double), owner: Int, every: Int = 1) {
    guard start.x.isFinite, end.x.isFinite else { return }
    guard start.x <= end.x else { return line(end, start, owner: owner, every: every) }
    guard end.x >= 0, start.x < Double(width) else { return }
    let first = Int(max(0, start.x))
    let last = Int(min(Double(width - 1), end.x))
    let slope = end.x > start.x ? (end.y - start.y) / (end.x - start.x) : 0
    for column in first...last where column % every == 0 {
      let isWithin = Int(exactly: start.x.rounded(.down)) == Int(exactly: end.x.rounded(.down))
      let left = isWithin ? start.y : start.y + (max(start.x, Double(column)) - start.x) * slope
      let right = isWithin ? end.y : start.y + (min(end.x, Double(column + 1)) - start.x) * slope
      let (low, high) = (min(left, right), max(left, right))
      guard low.isFinite, high.isFinite, high >= 0, low < Double(height) else { continue }
      for row in Int(max(0, low))...Int(min(Double(height - 1), high)) { set(column, row, owner: owner) }
    }
  }

  /// The glyph and owner of a cell; `nil` where no dot is.
  func cell(_ x: Int, _ y: Int) -> (glyph: String, owner: Int)? {
    let index = y * cells.width + x
    let dots = bits[index]
    guard dots != 0 else { return nil }
    switch dotsDown {
    case 4: return (DotRaster.braille(dots), owners[index])
    case 2: return (dots == 1 ? "▀" : dots == 2 ? "▄" : "█", owners[index])
    default: return ("*", owners[index])
    }
  }

  /// Unicode numbers the dots 1–3 and 7 down the left side, 4–6 and 8 down the right one.
  private static func braille(_ dots: UInt8) -> String {
    let order: [UInt32] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]
    let value = order.indices.reduce(UInt32(0x2800)) { $0 | (dots >> UInt8($1) & 1 == 1 ? order[$1] : 0) }
    return Unicode.Scalar(value).map { String(Character($0)) } ?? " "
  }
}
