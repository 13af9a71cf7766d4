import Data
import Foundation
import TerminalUI

/// Writes tokens so that one sees where each begins and ends.
struct TokenPaint {
  /// Whether escape sequences are written.
  let isColored: Bool
  /// Which characters may be used.
  let glyphs: Glyphs

  /// One line of the terminal.
  struct Row {
    var text: String
    /// Columns it takes.
    var width: Int
  }

  /// Grounds of the 256-colour palette, taken in turn; all of them carry black ink.
  private static let grounds = [153, 157, 223, 183, 217]

  /// The columns of the terminal, if there is one.
  static var terminalWidth: Int? {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40 else { return nil }
    return Int(size.ws_col)
  }

  /// The first lines of a file, each with its line feed.
  static func firstLines(of path: String, count: Int) throws -> [[UInt8]] {
    guard let file = fopen(path, "rb") else {
      throw DataError("cannot read \(path): \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var lines: [[UInt8]] = []
    var line: [UInt8] = []
    // A line may be as long as the file; a screenful is shown of it.
    while lines.count < count {
      let byte = getc(file)
      if byte != EOF { line.append(UInt8(truncatingIfNeeded: byte)) }
      if byte == EOF || byte == 0x0A || line.count == 2000 {
        if !line.isEmpty { lines.append(line) }
        line = []
      }
      if byte == EOF { break }
    }
    return lines
  }

  /// The bytes of a token with control characters and broken characters made visible.
  func visible(_ bytes: [UInt8]) -> String { visibleText(of: bytes, glyphs: glyphs) }

  /// The tokens of a line in rows of at most `width` columns.
  func rows(_ segments: [TokenSegment], width: Int) -> [Row] {
    var rows: [Row] = [Row(text: "", width: 0)]
    for (number, segment) in segments.enumerated() {
      for part in parts(segment, isFirst: number == 0, width: width) {
        let taken = displayWidth(of: part)
        if rows[rows.count - 1].width + taken > width { rows.append(Row(text: "", width: 0)) }
        rows[rows.count - 1].text += isColored ? painted(part, segment.kind, number) : part
        rows[rows.count - 1].width += taken
      }
    }
    return rows
  }

  /// What is written for a token, cut where it is longer than a row.
  private func parts(_ segment: TokenSegment, isFirst: Bool, width: Int) -> [String] {
    var text = visible(segment.bytes)
    if !isColored {
      if segment.kind == .scaffold { text = "{\(text)}" }
      if segment.kind == .special { text = "[\(text)]" }
      if !isFirst { text = "|" + text }
    }
    var parts = [""]
    var taken = 0
    for character in text {
      let columns = displayWidth(of: String(character))
      if taken + columns > width {
        parts.append("")
        taken = 0
      }
      parts[parts.count - 1].append(character)
      taken += columns
    }
    return parts
  }

  private func painted(_ text: String, _ kind: TokenSegment.Kind, _ number: Int) -> String {
    let mark =
      switch kind {
      case .token: ""
      case .scaffold: ";4;31"
      case .special: ";1;7"
      }
    return "\u{1B}[30;48;5;\(Self.grounds[number % Self.grounds.count])\(mark)m\(text)\u{1B}[0m"
  }
}
