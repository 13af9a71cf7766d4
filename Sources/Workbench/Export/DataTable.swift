public import Sessions

/// What a panel shows as rows and columns, for a file.
public struct DataTable: Sendable, Equatable {
  /// A value.
  public typealias Cell = ExportedCell

  /// Names of the columns.
  public var columns: [String]
  /// Rows with a value for each column.
  public var rows: [[Cell]]

  /// Makes a table.
  public init(columns: [String], rows: [[Cell]]) {
    self.columns = columns
    self.rows = rows
  }

  /// Comma-separated values with a line of names; `nan` and `inf` where a number is none.
  public var csv: String { text(.csv) }

  /// A JSON array with an object a row; a NaN is `null`, infinities are `1e999` and `-1e999`.
  public var json: String {
    let lines = text(.jsonl).split(separator: "\n")
    return "[\n" + lines.map { "  " + $0 }.joined(separator: ",\n") + "\n]\n"
  }

  private func text(_ format: ExportFormat) -> String {
    var text = ""
    var writer = TableWriter(columns: columns, format: format) { text += $0 }
    // A string takes whatever it is given.
    try? writer.writeNames()
    for row in rows { try? writer.write(row) }
    try? writer.flush()
    return text
  }
}
