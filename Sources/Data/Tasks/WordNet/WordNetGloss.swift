/// What stands after the bar of a line: a definition, then examples in quotation marks.
package struct WordNetGloss: Equatable {
  /// What the words mean.
  package private(set) var definition: String
  /// Sentences or phrases that use one of the words.
  package private(set) var examples: [String] = []

  /// The definition goes up to the first quotation mark that follows a semicolon or stands at the very start, and an
  /// example up to its closing mark. What follows an example, such as its author, is dropped.
  package init(_ text: some Collection<UInt8>) {
    let bytes = Array(text)
    let mark = UInt8(ascii: "\"")
    /// The next opening mark from `start`, and where the semicolon before it is.
    func opening(from start: Int) -> (end: Int, mark: Int)? {
      var place = start
      while let found = bytes[place...].firstIndex(of: mark) {
        var before = found
        while before > start, bytes[before - 1] == 32 { before -= 1 }
        if before == 0 { return (0, found) }
        if before > start, bytes[before - 1] == UInt8(ascii: ";") { return (before - 1, found) }
        place = found + 1
      }
      return nil
    }
    func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self).trimmingBlanks }
    var next = opening(from: 0)
    definition = string(0..<(next?.end ?? bytes.count))
    if definition.last == ";" { definition = string(0..<definition.utf8.count - 1) }
    while let found = next, let close = bytes[(found.mark + 1)...].firstIndex(of: mark) {
      let example = string(found.mark + 1..<close)
      if !example.isEmpty { examples.append(example) }
      next = opening(from: close + 1)
    }
    if definition.isEmpty { definition = examples.first ?? string(0..<bytes.count) }
  }

  /// The definition without the remarks in brackets at its start, which often name the field.
  package var plainDefinition: String {
    var text = Substring(definition)
    while text.first == "(", let close = text.firstIndex(of: ")") {
      text = text[text.index(after: close)...].drop { $0 == " " }
    }
    return text.isEmpty ? definition : String(text)
  }
}
