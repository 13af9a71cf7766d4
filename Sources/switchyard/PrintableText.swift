import Foundation
import TerminalUI

/// A text of several lines in which nothing could steer a terminal: names, notes and recipes come from files that
/// strangers may have written.
func printableLines(_ text: String) -> String {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A }) { return text }
  return text.split(separator: "\n", omittingEmptySubsequences: false).map { sanitized(String($0)) }
    .joined(separator: "\n")
}

/// Standard output for data that other programs read: as it is, but on a terminal without what could steer it.
enum DataOutput {
  /// - Throws: what the system says where it cannot be written.
  static func write(_ text: String) throws {
    let shown = isatty(STDOUT_FILENO) == 1 ? printableLines(text) : text
    try FileHandle.standardOutput.write(contentsOf: Data(shown.utf8))
  }
}
