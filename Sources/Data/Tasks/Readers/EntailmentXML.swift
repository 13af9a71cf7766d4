/// The pairs of the RTE challenges: `<pair id=… entailment="YES"><t>…</t><h>…</h></pair>`, in the first challenge
/// `value="TRUE"`.
///
/// No general reader of XML: the files hold this one pattern, with the five named entities and numbered characters.
enum EntailmentXML {
  /// Class 0: no entailment; class 1: entailment.
  static func read(path: String) throws -> [TaskExample] {
    let file = try TaskLines(path: path)
    // All tags of interest begin and end within a line; a text may go over several.
    let text = file.lines.joined(separator: "\n")
    var rest = Substring(text)
    var examples: [TaskExample] = []
    func line(_ at: Substring.Index) -> Int { text[..<at].utf8.count(where: { $0 == 0x0A }) }
    while let start = rest.firstRange(of: "<pair") {
      guard let head = rest[start.upperBound...].firstIndex(of: ">"),
        let end = rest[start.upperBound...].firstRange(of: "</pair>")
      else { throw file.fault(line(start.lowerBound), "this pair does not end: the file is cut off") }
      let attributes = rest[start.upperBound..<head]
      let body = rest[head..<end.lowerBound]
      let label: Int
      if attributes.contains("=\"YES\"") || attributes.contains("value=\"TRUE\"") {
        label = 1
      } else if attributes.contains("=\"NO\"") || attributes.contains("value=\"FALSE\"") {
        label = 0
      } else {
        throw file.fault(line(start.lowerBound), "this pair has neither entailment=\"YES\" or \"NO\" nor value")
      }
      guard let premise = try part("t", of: body, file, line(start.lowerBound)),
        let hypothesis = try part("h", of: body, file, line(start.lowerBound))
      else { throw file.fault(line(start.lowerBound), "this pair lacks <t> or <h>") }
      examples.append(TaskExample(.pair(premise, hypothesis), .category(label)))
      rest = rest[end.upperBound...]
    }
    guard !examples.isEmpty else { throw DataError("\(path): holds no <pair>") }
    guard rest.contains("</entailment-corpus>") else {
      throw file.fault(file.lines.count - 1, "the file does not end with </entailment-corpus>: it is cut off")
    }
    return examples
  }

  private static func part(
    _ name: String, of body: Substring, _ file: TaskLines, _ line: Int
  ) throws(DataError) -> String? {
    guard let start = body.firstRange(of: "<\(name)>"),
      let end = body[start.upperBound...].firstRange(of: "</\(name)>")
    else { return nil }
    let text = try unescaped(body[start.upperBound..<end.lowerBound], file, line)
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return text.isEmpty ? nil : text
  }

  private static func unescaped(_ text: Substring, _ file: TaskLines, _ line: Int) throws(DataError) -> String {
    var result = ""
    var rest = text
    while let mark = rest.firstIndex(of: "&") {
      result += rest[..<mark]
      guard let end = rest[mark...].prefix(12).firstIndex(of: ";") else {
        // The third challenge writes the character itself.
        result += "&"
        rest = rest[rest.index(after: mark)...]
        continue
      }
      let name = rest[rest.index(after: mark)..<end]
      switch name {
      case "amp": result += "&"
      case "lt": result += "<"
      case "gt": result += ">"
      case "quot": result += "\""
      case "apos": result += "'"
      case let number where number.first == "#":
        let digits = number.dropFirst()
        let value = digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        guard let value, let scalar = Unicode.Scalar(value) else {
          throw file.fault(line, "&\(name); in this pair stands for no character")
        }
        result.unicodeScalars.append(scalar)
      default: result += "&\(name);"
      }
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }
}
