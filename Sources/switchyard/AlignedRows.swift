/// Columns side by side, those of `right` flush right.
func aligned(_ rows: [[String]], right: Set<Int>) -> String {
  let widths = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column].count }.max() ?? 0 }
  return rows.map { row in
    var line = ""
    for (column, cell) in row.enumerated() {
      let blanks = String(repeating: " ", count: widths[column] - cell.count)
      let isLast = column == row.count - 1
      line += right.contains(column) ? blanks + cell : isLast ? cell : cell + blanks
      if !isLast { line += "  " }
    }
    return line
  }.joined(separator: "\n")
}
