internal import CNcurses
internal import Glibc

/// Writes pictures to curses, only the cells that differ from the last one.
struct CursesScreen {
  private let window: UnsafeMutablePointer<WINDOW>
  private let depth: ColorDepth
  private let isUnicode: Bool
  private var last: CellBuffer?

  init(window: UnsafeMutablePointer<WINDOW>, depth: ColorDepth, isUnicode: Bool) {
    self.window = window
    self.depth = depth
    self.isUnicode = isUnicode
  }

  /// Forgets the last picture.
  mutating func forget() { last = nil }

  mutating func draw(_ buffer: CellBuffer) {
    if last?.size != buffer.size {
      last = nil
      werase(window)
    }
    for y in 0..<buffer.size.height {
      for x in 0..<buffer.size.width {
        let cell = buffer[x, y]
        guard cell.width > 0, last == nil || last?[x, y] != cell || last?[x + 1, y].width != buffer[x + 1, y].width
        else {
          continue
        }
        put(cell, x: x, y: y)
      }
    }
    last = buffer
    wrefresh(window)
  }

  private func put(_ cell: Cell, x: Int, y: Int) {
    // Curses measures with the C library's table; where the two disagree the row would get out of step.
    var scalars = cell.text.unicodeScalars.map { wchar_t(bitPattern: $0.value) }
    let width = scalars.first.map { curses_width($0) } ?? 1
    let isShown = isUnicode ? width == cell.width : cell.text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    if !isShown { scalars = [wchar_t(UInt8(ascii: "?"))] }
    scalars = [scalars[0]] + scalars.dropFirst().filter { isUnicode && curses_width($0) == 0 }
    let style = cell.style
    let pair = depth == .mono ? 0 : alloc_pair(number(style.foreground), number(style.background))
    curses_put(window, Int32(y), Int32(x), scalars + [0], attributes(style.attributes), max(0, pair))
    if !isShown, cell.width == 2 {
      curses_put(
        window, Int32(y), Int32(x + 1), [wchar_t(UInt8(ascii: " ")), 0], attributes(style.attributes), max(0, pair))
    }
  }

  private func number(_ color: ThemeColor) -> Int32 {
    if case .index(let index) = color, Int(index) < depth.rawValue { Int32(index) } else { -1 }
  }

  private func attributes(_ attributes: Attributes) -> attr_t {
    var result: attr_t = 0
    if attributes.contains(.bold) { result |= curses_bold() }
    if attributes.contains(.dim) { result |= curses_dim() }
    if attributes.contains(.reverse) { result |= curses_reverse() }
    if attributes.contains(.underline) { result |= curses_underline() }
    return result
  }
}
