/// Files of columns between tabs, in which quotation marks are letters like any others.
struct TabbedTable {
  private let file: TaskLines
  /// The rows, each with the number of its line.
  let rows: [(line: Int, cells: [Substring])]

  /// - Parameters:
  ///   - header: the names of the columns where the first line gives them.
  ///   - columns: how many columns a row may have.
  init(path: String, header: [String]? = nil, columns: ClosedRange<Int>) throws {
    file = try TaskLines(path: path)
    var rows: [(line: Int, cells: [Substring])] = []
    for (number, line) in file.lines.enumerated() {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
      if number == 0, let header {
        guard cells.map(String.init) == header else {
          throw file.fault(0, "must name the columns \(header.joined(separator: ", "))")
        }
        continue
      }
      guard columns.contains(cells.count) else {
        throw file.fault(number, "has \(cells.count) columns, expected \(columns.lowerBound)")
      }
      rows.append((number, cells))
    }
    guard !rows.isEmpty else { throw DataError("\(path): has no rows") }
    self.rows = rows
  }

  /// A sentence and its class, of which `names` are the spellings.
  func sentences(text: Int, label: Int, names: [String]) throws -> [TaskExample] {
    try rows.map { line, cells in
      let index = try file.index(of: cells[label], in: names, line: line)
      return TaskExample(.sentence(try sentence(cells[text], line)), .category(index))
    }
  }

  /// Two sentences and their class, of which `names` are the spellings.
  func pairs(_ first: Int, _ second: Int, label: Int, names: [String]) throws -> [TaskExample] {
    try rows.map { line, cells in
      let index = try file.index(of: cells[label], in: names, line: line)
      return TaskExample(.pair(try sentence(cells[first], line), try sentence(cells[second], line)), .category(index))
    }
  }

  /// Two sentences and a number.
  func scores(_ first: Int, _ second: Int, score: Int, in range: ClosedRange<Double>) throws -> [TaskExample] {
    try rows.map { line, cells in
      let number = try file.number(cells[score], in: range, line: line)
      return TaskExample(.pair(try sentence(cells[first], line), try sentence(cells[second], line)), .score(number))
    }
  }

  private func sentence(_ cell: Substring, _ line: Int) throws(DataError) -> String {
    let text = cell.trimmingBlanks
    guard !text.isEmpty else { throw file.fault(line, "has an empty sentence") }
    return text
  }
}
