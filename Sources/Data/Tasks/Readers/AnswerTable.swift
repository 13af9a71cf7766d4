/// Questions and candidate answers: CSV with the columns `qtext,label,atext`, fields with commas or quotation marks in
/// quotation marks, those inside doubled (RFC 4180).
enum AnswerTable {
  static func read(path: String) throws -> [TaskExample] {
    let file = try TaskLines(path: path)
    guard file.lines[0] == "qtext,label,atext" else { throw file.fault(0, "must be 'qtext,label,atext'") }
    var examples: [TaskExample] = []
    var numbers: [String: Int] = [:]
    for (number, line) in file.lines.enumerated().dropFirst() {
      let cells = try cells(line, file, number)
      guard cells.count == 3 else { throw file.fault(number, "has \(cells.count) fields, expected 3") }
      let (question, answer) = (cells[0].trimmingBlanks, cells[2].trimmingBlanks)
      guard !question.isEmpty, !answer.isEmpty else { throw file.fault(number, "has an empty question or answer") }
      let label = try file.index(of: cells[1], in: ["0", "1"], line: number)
      let id = numbers[question] ?? numbers.count
      numbers[question] = id
      examples.append(TaskExample(.pair(question, answer), .answer(question: id, isRight: label == 1)))
    }
    guard !examples.isEmpty else { throw DataError("\(path): has no rows") }
    return examples
  }

  /// The fields of a line; none of these files has one that goes over several.
  private static func cells(_ line: String, _ file: TaskLines, _ number: Int) throws(DataError) -> [String] {
    var cells: [String] = []
    var cell = String.UnicodeScalarView()
    var isQuoted = false
    var rest = line.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch (scalar, isQuoted) {
      case ("\"", true) where rest.first == "\"":
        rest.removeFirst()
        cell.append("\"")
      case ("\"", true):
        isQuoted = false
        guard rest.isEmpty || rest.first == "," else {
          throw file.fault(number, "something follows a closing quotation mark")
        }
      case ("\"", false) where cell.isEmpty: isQuoted = true
      case (",", false):
        cells.append(String(cell))
        cell = String.UnicodeScalarView()
      default: cell.append(scalar)
      }
    }
    guard !isQuoted else { throw file.fault(number, "a quotation mark is not closed") }
    return cells + [String(cell)]
  }
}
