/// Cells in rows and columns, as plain text or Markdown. The first column names the rows.
public struct Grid {
  /// What stands above the columns.
  public var header: [String]
  /// Rows of as many cells.
  public var rows: [[String]]

  /// A table of these cells. A cell is one line, whatever names stand in it.
  public init(header: [String], rows: [[String]]) {
    func line(_ cell: String) -> String { cell.split(whereSeparator: \.isNewline).joined(separator: " ") }
    self.header = header.map(line)
    self.rows = rows.map { $0.map(line) }
  }

  /// Lines no wider than `width`: where the columns do not fit beside each other, the table goes on below with the names
  /// of the rows repeated. A single column that is too wide is left as it is.
  public func text(width: Int) -> String {
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    guard let first = widths.first else { return "" }
    var blocks: [[Int]] = []
    var used = 0
    for column in header.indices.dropFirst() {
      if blocks.isEmpty || used + 2 + widths[column] > width {
        blocks.append([])
        used = first
      }
      blocks[blocks.count - 1].append(column)
      used += 2 + widths[column]
    }
    return blocks.map { columns in
      ([header] + rows).map { row in
        let cells = columns.map { Self.padded(row[$0], widths[$0]) }
        var line = ([Self.padded(row[0], first)] + cells).joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line
      }.joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  /// A pipe table.
  public var markdown: String {
    func line(_ cells: [String]) -> String {
      "| " + cells.map { $0.map { $0 == "|" ? "\\|" : String($0) }.joined() }.joined(separator: " | ") + " |"
    }
    let rule = "|" + String(repeating: " --- |", count: header.count)
    return ([line(header), rule] + rows.map(line)).joined(separator: "\n")
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
