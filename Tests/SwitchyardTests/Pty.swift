import Foundation
import TerminalUI

/// The program on a pseudo-terminal, with what it has written so far.
final class Pty {
  let terminal: PseudoTerminal
  /// The last bytes that came, as text.
  private(set) var tail = ""
  /// Whether a byte beyond ASCII has come.
  private(set) var isBeyondASCII = false
  private let errors: URL

  /// Starts the built program.
  init(
    _ arguments: [String], in folder: TemporaryFolder, size: Size = Size(100, 30), environment: [String: String] = [:],
    isControlling: Bool = true
  ) throws {
    errors = try folder.newFile()
    let standard = ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "NO_COLOR": "", "COLORTERM": ""]
    let all = ProcessInfo.processInfo.environment.merging(standard) { $1 }.merging(environment) { $1 }
    terminal = try PseudoTerminal(
      [Program.binary.path] + arguments, environment: all, size: size, folder: folder.url.path, errors: errors.path,
      isControlling: isControlling)
  }

  /// Reads until nothing has come for so long, or the end.
  @discardableResult
  func drain(quietMilliseconds: Int = 0) -> Bool {
    while let bytes = terminal.read(milliseconds: quietMilliseconds) {
      if bytes.isEmpty { return true }
      isBeyondASCII = isBeyondASCII || bytes.contains { $0 >= 0x80 }
      tail = String((tail + String(decoding: bytes, as: UTF8.self)).suffix(20_000))
    }
    return false
  }

  /// Reads until a condition holds; false at the end of the program or after about a minute.
  func wait(until condition: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<2400 {
      if try condition() { return true }
      guard drain(quietMilliseconds: 25) else { return try condition() }
    }
    return false
  }

  /// Reads until the program has written a text since the last call.
  func wait(for text: String) -> Bool {
    defer { tail = "" }
    return wait { tail.contains(text) }
  }

  /// Reads until the program has ended, and says how; nil after about a minute.
  func end() -> Int32? {
    for _ in 0..<2400 {
      if let status = terminal.exitStatus() {
        drain()
        return status
      }
      if !drain(quietMilliseconds: 25) { usleep(25_000) }
    }
    return nil
  }

  /// Lines on standard error.
  var errorLines: [String] {
    ((try? String(contentsOf: errors, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
  }

  /// Types, and takes what that brings.
  func press(_ keys: String) {
    terminal.type(keys)
    drain(quietMilliseconds: 60)
  }

  /// Closes what is open and leaves; the status.
  func quit() -> Int32? {
    for _ in 0..<4 { press("\u{1B}") }
    terminal.type("q")
    return end()
  }

  /// Processor time that the program has used, in clock ticks; nil when it is gone.
  var processorTicks: Int? {
    guard let text = try? String(contentsOfFile: "/proc/\(terminal.process)/stat", encoding: .utf8) else { return nil }
    let fields = text.drop { $0 != ")" }.split(separator: " ")
    guard fields.count > 13, fields[1] != "Z", let user = Int(fields[12]), let system = Int(fields[13]) else {
      return nil
    }
    return user + system
  }
}
