/// Turns pictures into what has to be sent to a terminal that understands ECMA-48: only the cells that differ from the
/// picture before, and only what is needed to get from one to the next.
public struct ANSIPainter: Sendable {
  private var last: CellBuffer?
  private var style = Style.plain
  /// Where the terminal's cursor stands; nil where terminals differ, as after the last column.
  private var cursor: Point?

  /// A painter in front of a screen of which nothing is known.
  public init() {}

  /// What leads from the last picture to this one; empty when they are equal.
  public mutating func paint(_ buffer: CellBuffer) -> String {
    var output = ""
    if last?.size != buffer.size {
      output = "\u{1B}[0m\u{1B}[2J"
      (style, cursor) = (.plain, nil)
      last = CellBuffer(buffer.size)
    }
    for y in 0..<buffer.size.height {
      for x in 0..<buffer.size.width {
        let cell = buffer[x, y]
        // The left half of a wide character has to be sent also where only its right half was overwritten.
        guard cell.width > 0, last?[x, y] != cell || last?[x + 1, y].width != buffer[x + 1, y].width else { continue }
        move(to: Point(x, y), &output)
        if cell.style != style { output += Self.sequence(for: cell.style) }
        style = cell.style
        output += cell.text
        cursor = x + cell.width < buffer.size.width ? Point(x + cell.width, y) : nil
      }
    }
    last = buffer
    return output
  }

  private mutating func move(to place: Point, _ output: inout String) {
    if cursor == place { return }
    if let cursor, cursor.y == place.y, place.x > cursor.x {
      output += place.x - cursor.x == 1 ? "\u{1B}[C" : "\u{1B}[\(place.x - cursor.x)C"
    } else {
      output += place == Point(0, 0) ? "\u{1B}[H" : "\u{1B}[\(place.y + 1);\(place.x + 1)H"
    }
  }

  /// `ESC [ 0 ; … m`: all of a style, whatever was before.
  private static func sequence(for style: Style) -> String {
    var codes = ["0"]
    for (attribute, code) in [(Attributes.bold, "1"), (.dim, "2"), (.underline, "4"), (.reverse, "7")]
    where style.attributes.contains(attribute) { codes.append(code) }
    if let code = code(for: style.foreground, first: 30) { codes.append(code) }
    if let code = code(for: style.background, first: 40) { codes.append(code) }
    return "\u{1B}[\(codes.joined(separator: ";"))m"
  }

  private static func code(for color: ThemeColor, first: Int) -> String? {
    guard case .index(let index) = color else { return nil }
    switch Int(index) {
    case 0..<8: return String(first + Int(index))
    case 8..<16: return String(first + 60 + Int(index) - 8)
    default: return "\(first + 8);5;\(index)"
    }
  }
}
