internal import TerminalUI

extension InspectorState {
  mutating func moveCursor(_ command: CommandID, at now: Double) {
    switch command {
    case .previousToken: step(by: -1)
    case .nextToken: step(by: 1)
    case .rowUp: moveRows(by: -1)
    case .rowDown: moveRows(by: 1)
    case .pageUp: moveRows(by: -max(1, textSize.height - 1))
    case .pageDown: moveRows(by: max(1, textSize.height - 1))
    case .textStart: move(to: 0, token: 0)
    case .textEnd:
      let last = lines.count - 1
      move(to: last, token: lines[last].count - 1)
    case .otherSide:
      side = (side + 1) % inspection.sides.count
      move(to: line, token: token)
    case .nextFound, .previousFound:
      if search.isEmpty || !find(search, forth: command == .nextFound) { say("nothing found", at: now) }
    case .nextScaffold, .previousScaffold:
      let symbols = inspection.sides[side].symbols
      if !seek(forth: command == .nextScaffold, where: { symbols[$0].kind == .scaffold }) {
        say("no scaffold token here", at: now)
      }
    case .nextSame, .previousSame:
      guard lines[line].indices.contains(token) else { return }
      let wanted = lines[line][token]
      if !seek(forth: command == .nextSame, where: { $0 == wanted }) { say("nowhere else", at: now) }
    case .findScaffold:
      let list = inspection.sides[side].scaffolds
      guard list.indices.contains(scaffold) else { return }
      let wanted = list[scaffold].symbol
      _ = seek(forth: true) { $0 == wanted }
    default: return
    }
    tokenOffset = 0
    // The list follows the cursor.
    guard lines[line].indices.contains(token) else { return }
    let symbol = lines[line][token]
    if let place = inspection.sides[side].scaffolds.firstIndex(where: { $0.symbol == symbol }) { scaffold = place }
  }

  private var lines: [[Int]] { inspection.sides[side].lines }

  private mutating func step(by step: Int) {
    let wanted = token + step
    if lines[line].indices.contains(wanted) {
      move(to: line, token: wanted)
    } else if step > 0, line + 1 < lines.count {
      move(to: line + 1, token: 0)
    } else if step < 0, line > 0 {
      move(to: line - 1, token: lines[line - 1].count - 1)
    }
  }

  private mutating func moveRows(by count: Int) {
    var (line, place) = (self.line, flow(self.line, side))
    var row = place.row(of: token)
    let column = place.column(of: token)
    let start = (line, row)
    for _ in 0..<abs(count) {
      if count > 0 {
        if row + 1 < place.rows.count {
          row += 1
        } else if line + 1 < lines.count {
          (line, row) = (line + 1, 0)
          place = flow(line, side)
        }
      } else if row > 0 {
        row -= 1
      } else if line > 0 {
        line -= 1
        place = flow(line, side)
        row = place.rows.count - 1
      }
    }
    guard (line, row) != start else { return }
    guard let found = place.token(inRow: row, nearest: column) else { return move(to: line, token: 0) }
    // A row that only goes on with a long token is gone over.
    if line == self.line, found == token { return step(by: count > 0 ? 1 : -1) }
    move(to: line, token: found)
  }

  /// Moves to the next token, or the one before, that fulfils a condition, over the end of the text if need be.
  mutating func seek(forth: Bool, where isWanted: (Int) -> Bool) -> Bool {
    let count = lines.count
    for step in 0...count {
      let line = ((self.line + (forth ? step : -step)) % count + count) % count
      let tokens = lines[line]
      let found: Int? =
        switch (step, forth) {
        case (0, true): tokens.indices.first { $0 > token && isWanted(tokens[$0]) }
        case (0, false): tokens.indices.last { $0 < token && isWanted(tokens[$0]) }
        case (_, true): tokens.firstIndex(where: isWanted)
        case (_, false): tokens.lastIndex(where: isWanted)
        }
      if let found {
        move(to: line, token: found)
        return true
      }
    }
    return false
  }

  /// Moves to the next place of a text, or of the id after `#`.
  mutating func find(_ text: String, forth: Bool) -> Bool {
    let side = inspection.sides[side]
    if text.hasPrefix("#"), let id = Int(text.dropFirst().filter { $0 != "," }) {
      return seek(forth: forth) { side.symbols[$0].ids.contains(id) }
    }
    let wanted = Array(text.utf8)
    let count = lines.count
    // The cursor's own place is not found again, but from another one in the same line.
    for step in 0...count {
      let line = ((self.line + (forth ? step : -step)) % count + count) % count
      let bytes = lines[line].flatMap { side.symbols[$0].bytes }
      let starts = side.starts(ofLine: line)
      let places = bytes.indices.filter { bytes[$0...].starts(with: wanted) }
      func token(_ place: Int) -> Int { side.token(atByte: place, ofLine: line) }
      let found: Int? =
        switch (step, forth) {
        case (0, true): places.first { token($0) > self.token }
        case (0, false): places.last { token($0) < self.token }
        case (_, true): places.first
        case (_, false): places.last
        }
      if let found, starts.count > 1 {
        move(to: line, token: token(found))
        return true
      }
    }
    return false
  }
}
