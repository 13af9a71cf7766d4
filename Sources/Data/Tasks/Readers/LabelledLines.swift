/// Files of lines `LABEL TEXT`, the label up to the first blank.
enum LabelledLines {
  static func read(path: String, encoding: TaskLines.Encoding, labels: [String]) throws -> [TaskExample] {
    let file = try TaskLines(path: path, encoding: encoding)
    return try file.lines.enumerated().map { number, line in
      guard let blank = line.firstIndex(of: " ") else { throw file.fault(number, "has no blank after the label") }
      let label = try file.index(of: line[..<blank], in: labels, line: number)
      let text = line[line.index(after: blank)...].trimmingBlanks
      guard !text.isEmpty else { throw file.fault(number, "has no text after the label") }
      return TaskExample(.sentence(text), .category(label))
    }
  }
}

extension StringProtocol {
  /// Without blanks and tabs at both ends.
  var trimmingBlanks: String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    var text = Substring(self).drop(while: isBlank)
    while let last = text.last, isBlank(last) { text.removeLast() }
    return String(text)
  }
}
