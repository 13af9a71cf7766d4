internal import TerminalUI

/// A line of text set in rows, token by token.
struct TokenFlow {
  /// A stretch of one token in one row.
  struct Piece: Equatable {
    var text: String
    /// The place of its token in the line; nil for a mark between tokens.
    var token: Int?
    /// Which piece of a scaffold token it belongs to, from 0.
    var part = 0
    var x: Int
    var width: Int
  }

  private(set) var rows: [[Piece]] = [[]]
  private var used = 0
  private let width: Int

  /// - Parameters:
  ///   - hasBars: whether tokens are marked off from one another by characters, too.
  init(line: [Int], of side: Inspection.Side, width: Int, hasBars: Bool, glyphs: Glyphs) {
    self.width = max(1, width)
    let (bar, seam) = glyphs.isUnicode ? ("│", "╎") : ("|", ":")
    for (place, index) in line.enumerated() {
      let symbol = side.symbols[index]
      // A mark stands before a token and never at the beginning of a line.
      if hasBars, place > 0 { add(bar, nil) }
      guard symbol.kind == .scaffold else {
        add(visibleText(of: symbol.bytes, glyphs: glyphs), place)
        continue
      }
      if hasBars { add("{", nil) }
      for (part, id) in symbol.ids.enumerated() {
        if part > 0 { add(seam, nil) }
        add(visibleText(of: side.bytes(ofID: id), glyphs: glyphs), place, part: part)
      }
      if hasBars { add("}", nil) }
    }
  }

  private mutating func add(_ text: String, _ token: Int?, part: Int = 0) {
    var rest = Substring(text)
    while !rest.isEmpty {
      var (end, columns) = (rest.startIndex, 0)
      while end < rest.endIndex {
        let wide = displayWidth(of: String(rest[end]))
        if used + columns + wide > width { break }
        columns += wide
        end = rest.index(after: end)
      }
      if end > rest.startIndex {
        let piece = Piece(text: String(rest[..<end]), token: token, part: part, x: used, width: columns)
        rows[rows.count - 1].append(piece)
        used += columns
        rest = rest[end...]
      } else if used == 0 {
        // Wider than a row: left out.
        rest = rest.dropFirst()
        continue
      }
      if !rest.isEmpty {
        rows.append([])
        used = 0
      }
    }
  }

  /// The row in which a token begins.
  func row(of token: Int) -> Int { rows.firstIndex { $0.contains { $0.token == token } } ?? 0 }

  /// The column in which a token begins.
  func column(of token: Int) -> Int { rows.joined().first { $0.token == token }?.x ?? 0 }

  /// The token of a row that lies nearest to a column.
  func token(inRow row: Int, nearest column: Int) -> Int? {
    guard rows.indices.contains(row) else { return nil }
    func distance(_ piece: Piece) -> Int { max(piece.x - column, column - (piece.x + piece.width - 1), 0) }
    return rows[row].filter { $0.token != nil }.min { distance($0) < distance($1) }?.token ?? nil
  }
}
