/// The lines of a task's file as text.
struct TaskLines {
  /// How a file's bytes stand for characters.
  enum Encoding {
    case utf8
    /// ISO 8859-1: every byte is the character of its number.
    case latin1
  }

  /// What the file is called in messages.
  let path: String
  /// Without the ends of the lines; what follows the last one counts if it is not empty.
  let lines: [String]

  /// Lines end at LF alone, a CR before it is taken off, and so is a byte order mark at the start.
  ///
  /// - Throws: `DataError` if the file cannot be read, is empty, or a line is not in the encoding.
  init(path: String, encoding: Encoding = .utf8) throws {
    self.path = path
    var bytes = try FileReading.contents(of: path)[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    guard !bytes.isEmpty else { throw DataError("\(path): is empty") }
    var lines: [String] = []
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      let line = line.last == 0x0D ? line.dropLast() : line
      switch encoding {
      case .latin1:
        var text = String.UnicodeScalarView()
        text.append(contentsOf: line.lazy.map { Unicode.Scalar($0) })
        lines.append(String(text))
      case .utf8:
        guard let text = String(validating: line, as: UTF8.self) else {
          throw DataError("\(path), line \(lines.count + 1): is not UTF-8")
        }
        lines.append(text)
      }
    }
    if lines.last == "" { lines.removeLast() }
    self.lines = lines
  }

  /// An error at a line, counted from 0.
  func fault(_ line: Int, _ text: String) -> DataError { DataError("\(path), line \(line + 1): \(text)") }

  /// The index of `label` among `labels`.
  func index(of label: some StringProtocol, in labels: [String], line: Int) throws(DataError) -> Int {
    if let index = labels.firstIndex(where: { $0 == label }) { return index }
    throw fault(line, "label '\(label.prefix(40))' is none of \(labels.joined(separator: ", "))")
  }

  /// The number that `text` stands for, within a range.
  func number(_ text: some StringProtocol, in range: ClosedRange<Double>, line: Int) throws(DataError) -> Double {
    guard let number = Double(text), range.contains(number) else {
      throw fault(line, "'\(text.prefix(40))' is no number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}
