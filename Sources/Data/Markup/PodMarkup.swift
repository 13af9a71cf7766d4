/// Turns Perl's plain old documentation (perlpod(1)) into text: commands and formatting codes go, words, headings, items
/// and program text stay as they are laid out.
enum PodMarkup {
  /// Appends the text of the POD `source` to `text`.
  static func strip(_ source: [UInt8], to text: inout [UInt8]) {
    source.withUnsafeBufferPointer { bytes in
      var state = State()
      for paragraph in paragraphs(bytes) { state.take(bytes, paragraph, to: &text) }
    }
  }

  /// The stretches of lines between empty lines (lines of white space alone count as empty).
  private static func paragraphs(_ bytes: Bytes) -> [Range<Int>] {
    var paragraphs: [Range<Int>] = []
    var (start, index, open) = (0, 0, false)
    while index < bytes.count {
      let end = bytes.endOfLine(from: index, limit: bytes.count)
      if bytes.trimmed(index..<end).isEmpty {
        if open { paragraphs.append(start..<index - 1) }
        open = false
      } else if !open {
        (start, open) = (index, true)
      }
      index = end + 1
    }
    return open ? paragraphs + [start..<bytes.count] : paragraphs
  }

  private struct State {
    /// Text before the first command is program text, and so is text after `=cut`.
    var isPod = false
    /// How many `=begin` blocks are open that are meant for another format.
    var foreign = 0
    /// A bullet or number that waits for its paragraph.
    var label: [UInt8] = []

    mutating func take(_ bytes: Bytes, _ paragraph: Range<Int>, to text: inout [UInt8]) {
      let first = bytes[paragraph.lowerBound]
      if first == UInt8(ascii: "="), paragraph.count > 1, bytes[paragraph.lowerBound + 1].isLetter {
        return command(bytes, paragraph, to: &text)
      }
      guard isPod, foreign == 0 else { return }
      if first.isWhitespace {
        emit(to: &text) { $0 += bytes[paragraph] }
      } else {
        emit(to: &text) { PodCodes.strip(bytes, paragraph, to: &$0) }
      }
    }

    private mutating func emit(to text: inout [UInt8], _ write: (inout [UInt8]) -> Void) {
      text += label
      label = []
      let before = text.count
      write(&text)
      if text.count > before { text += [10, 10] }
    }

    private mutating func command(_ bytes: Bytes, _ paragraph: Range<Int>, to text: inout [UInt8]) {
      var end = paragraph.lowerBound + 1
      while end < paragraph.upperBound, !bytes[end].isWhitespace { end += 1 }
      let name = bytes.string(paragraph.lowerBound + 1..<end)
      let rest = bytes.trimmed(end..<paragraph.upperBound)
      isPod = name != "cut"
      switch name {
      case "begin": foreign += bytes.matches(":", at: rest.lowerBound, limit: rest.upperBound) ? 0 : 1
      case "end": foreign = max(0, foreign - (bytes.matches(":", at: rest.lowerBound, limit: rest.upperBound) ? 0 : 1))
      case "item" where foreign == 0: item(bytes, rest, to: &text)
      case "head1", "head2", "head3", "head4", "head5", "head6":
        guard foreign == 0 else { return }
        label = []
        emit(to: &text) { PodCodes.strip(bytes, rest, to: &$0) }
      default: break
      }
    }

    /// A bullet or a number is written before the next paragraph; any other item is a line of its own.
    private mutating func item(_ bytes: Bytes, _ rest: Range<Int>, to text: inout [UInt8]) {
      var mark = rest.lowerBound
      if mark < rest.upperBound, bytes[mark] == UInt8(ascii: "*") {
        mark += 1
        label = [UInt8(ascii: "*"), 32]
      } else {
        while mark < rest.upperBound, bytes[mark].isDigit { mark += 1 }
        if mark < rest.upperBound, mark > rest.lowerBound, bytes[mark] == UInt8(ascii: ".") { mark += 1 }
        label = mark == rest.upperBound ? Array(bytes[rest]) + (rest.isEmpty ? [] : [32]) : []
        if !label.isEmpty || rest.isEmpty { return }
        mark = rest.lowerBound
      }
      let words = bytes.trimmed(mark..<rest.upperBound)
      if !words.isEmpty { emit(to: &text) { PodCodes.strip(bytes, words, to: &$0) } }
    }
  }
}
