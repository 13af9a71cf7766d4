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
  /// - Throws: `CommandError` where it cannot be written; not where nobody reads it any more.
  static func write(_ text: String) throws {
    let shown = isatty(STDOUT_FILENO) == 1 ? printableLines(text) : text
    // What was printed before comes before.
    fflush(nil)
    let fault = writeAll(shown, to: STDOUT_FILENO)
    if fault != 0, fault != EPIPE {
      throw CommandError("standard output: cannot be written: \(String(cString: strerror(fault)))")
    }
  }
}
