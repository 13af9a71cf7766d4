/// Turns reStructuredText, as Sphinx's manuals use it, into text: directives, roles, targets, comments and underlines go;
/// prose, signatures and program text stay with their indentation.
struct RestMarkup {
  private let bytes: Bytes
  private var text: [UInt8] = []
  /// Lines of prose that wait for the end of their paragraph: markup may go on over the end of a line.
  private var paragraph: [UInt8] = []
  private var block = Block.prose

  private enum Block {
    case prose
    /// Lines indented by more are dropped.
    case dropped(Int)
    /// Lines indented by more are program text.
    case literal(Int)
    /// Lines indented by more, up to an empty line, go on with the argument of a directive or its options.
    case signature(Int)
    case options(Int)
  }

  /// Appends the text of `source` to `text`.
  static func strip(_ source: [UInt8], to text: inout [UInt8]) {
    source.withUnsafeBufferPointer { bytes in
      var markup = RestMarkup(bytes: bytes)
      markup.run()
      text += markup.text
    }
  }

  private init(bytes: Bytes) {
    self.bytes = bytes
  }

  private mutating func run() {
    var start = 0
    while start < bytes.count {
      let end = bytes.endOfLine(from: start, limit: bytes.count)
      let words = bytes.trimmed(start..<end)
      if words.isEmpty { empty() } else { line(start..<words.upperBound, words: words) }
      start = end + 1
    }
    flush()
  }

  private mutating func empty() {
    flush()
    switch block {
    case .signature(let indent), .options(let indent):
      // What follows the head of a directive is its body.
      if case .options = block, isLiteralHead { block = .literal(indent) } else { block = .prose }
    default: break
    }
    if !text.isEmpty, !text.suffix(2).elementsEqual([10, 10]) { text.append(10) }
  }

  private var isLiteralHead = false

  private mutating func line(_ line: Range<Int>, words: Range<Int>) {
    let indent = words.lowerBound - line.lowerBound
    switch block {
    case .dropped(let limit) where indent > limit: return
    case .literal(let limit) where indent > limit: return verbatim(line)
    case .signature(let limit) where indent > limit:
      if bytes[words.lowerBound] == UInt8(ascii: ":") { return }
      return verbatim(line)
    case .options(let limit) where indent > limit:
      if bytes[words.lowerBound] == UInt8(ascii: ":") { return }
      block = isLiteralHead ? .literal(limit) : .prose
      if isLiteralHead { return verbatim(line) }
    default: block = .prose
    }
    if isAdornment(words) { return flush() }
    if bytes.matches(".. ", at: words.lowerBound, limit: words.upperBound) || isTwoDots(words) {
      flush()
      return explicit(words, indent: indent)
    }
    if bytes.matches(">>> ", at: words.lowerBound, limit: words.upperBound) {
      flush()
      // A session goes on, its answers too, up to the next empty line.
      block = .signature(indent - 1)
      return verbatim(line)
    }
    prose(line, words: words, indent: indent)
  }

  private func isTwoDots(_ words: Range<Int>) -> Bool {
    words.count == 2 && bytes.matches("..", at: words.lowerBound, limit: words.upperBound)
  }

  /// A line of prose; two colons at its end say that program text follows.
  private mutating func prose(_ line: Range<Int>, words: Range<Int>, indent: Int) {
    guard words.count >= 2, bytes.matches("::", at: words.upperBound - 2, limit: words.upperBound) else {
      paragraph += bytes[line]
      return paragraph.append(10)
    }
    if words.count > 2 {
      paragraph += bytes[line.lowerBound..<words.upperBound - 1]
      paragraph.append(10)
    }
    flush()
    block = .literal(indent + listMark(words))
  }

  /// The width of the bullet or number before the text of a list item, with its space: the item goes on at that margin.
  private func listMark(_ words: Range<Int>) -> Int {
    var index = words.lowerBound
    while index < words.upperBound, bytes[index].isDigit || bytes[index] == UInt8(ascii: "#") { index += 1 }
    let marks: [UInt8] = index > words.lowerBound ? Array(".)".utf8) : Array("*-+".utf8)
    guard index + 1 < words.upperBound, marks.contains(bytes[index]), bytes[index + 1] == 32 else { return 0 }
    return index + 2 - words.lowerBound
  }

  private mutating func verbatim(_ line: Range<Int>) {
    text += bytes[line]
    text.append(10)
  }

  private mutating func flush() {
    guard !paragraph.isEmpty else { return }
    paragraph.withUnsafeBufferPointer { RestInline.strip($0, to: &text) }
    paragraph.removeAll(keepingCapacity: true)
  }

  /// An underline, a transition, or the frame of a table: at least three marks and nothing else.
  private func isAdornment(_ words: Range<Int>) -> Bool {
    guard words.count >= 3 else { return false }
    let first = bytes[words.lowerBound]
    if first == UInt8(ascii: "+") || first == UInt8(ascii: "=") {
      return bytes[words].allSatisfy { [UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "="), 32].contains($0) }
    }
    guard !first.isLetter, !first.isDigit, first < 0x80, first != UInt8(ascii: ".") || words.count > 3 else {
      return false
    }
    return bytes[words].allSatisfy { $0 == first }
  }

  /// Explicit markup: `.. ` and then a directive, target, substitution, footnote or comment.
  private mutating func explicit(_ words: Range<Int>, indent: Int) {
    let rest = bytes.trimmed(words.lowerBound + 2..<words.upperBound)
    block = .dropped(indent)
    guard !rest.isEmpty else { return }
    if bytes[rest.lowerBound] == UInt8(ascii: "[") {
      block = .prose
      return paragraph += Array(bytes[rest]) + [10]
    }
    var name = rest.lowerBound
    while name < rest.upperBound,
      bytes[name].isLetter || bytes[name] == UInt8(ascii: "-")
        || (bytes[name] == UInt8(ascii: ":") && name + 1 < rest.upperBound && bytes[name + 1].isLetter)
    { name += 1 }
    guard name > rest.lowerBound, bytes.matches("::", at: name, limit: rest.upperBound) else { return }
    let argument = bytes.trimmed(name + 2..<rest.upperBound)
    directive(RestDirective(bytes.string(rest.lowerBound..<name)), argument: argument, indent: indent)
  }

  private mutating func directive(_ kind: RestDirective, argument: Range<Int>, indent: Int) {
    isLiteralHead = false
    let margin = [UInt8](repeating: 32, count: indent)
    switch kind {
    case .drop: return
    case .literal:
      isLiteralHead = true
      block = .options(indent)
    case .label(let label):
      block = .options(indent)
      paragraph += margin + Array(label.utf8) + (argument.isEmpty ? [] : [32]) + Array(bytes[argument]) + [10]
    case .version(let sentence):
      block = .options(indent)
      let words = bytes.string(argument).split(separator: " ", maxSplits: 1).map(String.init)
      let first = words.first ?? ""
      let second = words.count > 1 ? words[1] : ""
      var filled = sentence.replacing("%1", with: first).replacing("%2", with: second)
      if !sentence.contains("%2"), !second.isEmpty { filled += " " + second }
      paragraph += margin + Array(filled.utf8) + [10]
    case .signature:
      block = .signature(indent)
      if !argument.isEmpty { text += margin + Array(bytes[argument]) + [10] }
    }
  }
}
