/// A value of an exported table.
public enum ExportedCell: Hashable, Sendable {
  /// A whole number.
  case integer(Int)
  /// A number of 64 bits without a sign.
  case unsigned(UInt64)
  /// A number in double precision.
  case double(Double)
  /// A number in single precision, written with its own digits.
  case float(Float)
  /// A text.
  case text(String)
  /// No value.
  case none
}

typealias Cell = ExportedCell

/// Writes rows as CSV or JSON lines, some at a time; `ExportFormat` says how values look.
public struct TableWriter {
  /// Names of the columns.
  public let columns: [String]
  private let format: ExportFormat
  private let output: (String) throws -> Void
  private let names: [String]
  private var pending = ""

  private static let pieceSize = 1 << 16

  /// Begins a table.
  /// - Parameter output: takes pieces of text in order.
  public init(columns: [String], format: ExportFormat, output: @escaping (String) throws -> Void) {
    self.columns = columns
    self.format = format
    self.output = output
    names = columns.map { format == .csv ? Self.quoted($0) : Self.json($0) }
  }

  /// The line of names that CSV begins with.
  public mutating func writeNames() throws {
    if format == .csv { try write(line: names.joined(separator: ",")) }
  }

  /// Writes one row, a cell for each column.
  public mutating func write(_ row: [ExportedCell]) throws {
    switch format {
    case .csv: try write(line: row.map(Self.csv).joined(separator: ","))
    case .jsonl:
      let members = zip(names, row).compactMap { name, cell in Self.json(cell).map { "\(name):\($0)" } }
      try write(line: "{" + members.joined(separator: ",") + "}")
    }
  }

  /// Hands out what is left.
  public mutating func flush() throws {
    if !pending.isEmpty { try output(pending) }
    pending = ""
  }

  private mutating func write(line: String) throws {
    pending += line
    pending += "\n"
    if pending.utf8.count >= Self.pieceSize { try flush() }
  }

  private static func csv(_ cell: Cell) -> String {
    switch cell {
    case .integer(let number): String(number)
    case .unsigned(let number): String(number)
    // Swift writes as few digits as read back to the same bits, and nan, inf, -inf.
    case .double(let number): number.isNaN ? "nan" : number.description
    case .float(let number): number.isNaN ? "nan" : number.description
    case .text(let text): quoted(text)
    case .none: ""
    }
  }

  private static func json(_ cell: Cell) -> String? {
    switch cell {
    case .integer(let number): String(number)
    case .unsigned(let number): String(number)
    case .double(let number): json(number, number.description)
    case .float(let number): json(Double(number), number.description)
    case .text(let text): json(text)
    case .none: nil
    }
  }

  private static func json(_ number: Double, _ digits: String) -> String {
    if number.isNaN { return "null" }
    return number.isFinite ? digits : number > 0 ? "1e999" : "-1e999"
  }

  private static func quoted(_ text: String) -> String {
    let needsQuotes = text.unicodeScalars.contains { ",\"\n\r".unicodeScalars.contains($0) }
    return needsQuotes
      ? "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : text
  }

  private static func json(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      // JSON does not ask for the second range, but it would steer a terminal on which the lines are looked at.
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
