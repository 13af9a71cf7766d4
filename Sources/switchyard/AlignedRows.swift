import TerminalUI

/// Columns side by side, those of `right` flush right. Cells may come from anywhere: what could steer a terminal is gone.
func aligned(_ rows: [[String]], right: Set<Int>) -> String {
  let cells = rows.map { $0.map(sanitized) }
  let widths = (0..<(cells.first?.count ?? 0)).map { column in
    cells.map { displayWidth(of: $0[column]) }.max() ?? 0
  }
  return cells.map { row in
    var line = ""
    for (column, cell) in row.enumerated() {
      let blanks = String(repeating: " ", count: widths[column] - displayWidth(of: cell))
      let isLast = column == row.count - 1
      line += right.contains(column) ? blanks + cell : isLast ? cell : cell + blanks
      if !isLast { line += "  " }
    }
    return line
  }.joined(separator: "\n")
}
