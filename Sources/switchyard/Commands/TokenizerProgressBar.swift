import Foundation

/// One line on standard error that shows how far a command has come; nothing where that is no terminal.
final class ProgressBar {
  private let isTerminal: Bool
  private var last = Date.distantPast
  private var isShown = false

  /// - Parameter sharesTerminal: true where the command's own output goes to standard output; no bar is drawn across it.
  init(sharesTerminal: Bool = false) {
    isTerminal = isatty(STDERR_FILENO) == 1 && !(sharesTerminal && isatty(STDOUT_FILENO) == 1)
  }

  /// Shows a bar, at most ten times a second.
  func show(_ what: String, _ done: Int, of total: Int, unit: String) {
    guard isTerminal, Date().timeIntervalSince(last) > 0.1 else { return }
    last = Date()
    isShown = true
    let width = 30
    let share = total > 0 ? min(1, Double(done) / Double(total)) : 0
    let full = Int(share * Double(width))
    let bar = String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
    Self.write("\r\u{1B}[K\(what) [\(bar)] \(Int(share * 100)) %, \(done) \(unit)")
  }

  /// Takes the line away.
  func clear() {
    if isShown { Self.write("\r\u{1B}[K") }
    isShown = false
  }

  /// A line of its own on standard error.
  static func say(_ line: String) { write(line + "\n") }

  private static func write(_ text: String) {
    StandardError.write(text)
  }
}
