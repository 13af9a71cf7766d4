internal import TerminalUI

extension StatusLine {
  /// Facts in their order over several lines; what has no room on the last one is marked as left out.
  ///
  /// - Parameters:
  ///   - width: columns of a line.
  ///   - lines: how many lines there may be; none gives none.
  static func wrapped(_ items: [Item], width: Int, lines: Int, gap: Int = 3, theme: Theme) -> [StatusLine] {
    func columns(of item: Item) -> Int { item.spans.reduce(0) { $0 + displayWidth(of: $1.text) } }
    guard lines > 0, !items.isEmpty else { return [] }
    let sign = Item([Span(theme.glyphs.ellipsis, theme[.muted])], priority: .max)
    var (rows, used): ([[Item]], Int) = ([[]], 0)
    for (place, item) in items.enumerated() {
      let isLastLine = rows.count == lines
      let need = columns(of: item) + (used > 0 ? gap : 0)
      let spare = isLastLine && place < items.count - 1 ? gap + columns(of: sign) : 0
      if used == 0 || used + need + spare <= width {
        rows[rows.count - 1].append(item)
        used += need
      } else if isLastLine {
        rows[rows.count - 1].append(sign)
        break
      } else {
        rows.append([item])
        used = columns(of: item)
      }
    }
    return rows.map { StatusLine(left: $0, role: .text, gap: gap) }
  }
}
