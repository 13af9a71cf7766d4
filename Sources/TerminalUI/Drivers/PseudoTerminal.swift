internal import CTerminal
internal import Glibc

/// A terminal without a screen, with a program in it: the program draws and reads keys as on a real one, and whoever holds
/// the other end types, resizes, hangs up and counts what is written. For measurements and tests.
public final class PseudoTerminal {
  /// The program's number.
  public let process: Int32
  /// Bytes that the program has written so far, as far as `read` has taken them.
  public private(set) var bytesRead = 0

  private var end: Int32
  private var status: Int32?

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - arguments: the program's path, and what it is given.
  ///   - environment: all of its variables.
  ///   - folder: where it runs; nil for this process's own folder.
  ///   - errors: a file for its standard error; nil for the terminal.
  ///   - isControlling: whether hanging up sends it SIGHUP, and Ctrl-C and Ctrl-Z send their signals.
  /// - Throws: `TerminalUIError` when the system has no pseudo-terminals or the program cannot be started.
  public init(
    _ arguments: [String], environment: [String: String], size: Size, folder: String? = nil, errors: String? = nil,
    isControlling: Bool = true
  ) throws(TerminalUIError) {
    var name = [CChar](repeating: 0, count: 128)
    end = terminal_open_pseudo(&name, name.count)
    guard end >= 0 else {
      throw TerminalUIError("cannot open a pseudo-terminal: \(String(cString: strerror(errno)))")
    }
    terminal_set_window_size(end, Int32(size.width), Int32(size.height))
    let words = arguments.map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var child: pid_t = 0
    let fault = terminal_spawn(&child, name, isControlling ? 1 : 0, errors, folder, words, variables)
    guard fault == 0 else {
      close(end)
      throw TerminalUIError("\(sanitized(arguments.first ?? "")): \(String(cString: strerror(fault)))")
    }
    process = child
  }

  deinit {
    hangUp()
    if status == nil {
      kill(process, SIGKILL)
      var ignored: Int32 = 0
      waitpid(process, &ignored, 0)
    }
  }

  /// Sends bytes as a keyboard does.
  public func type(_ text: String) {
    guard end >= 0 else { return }
    _ = Array(text.utf8).withUnsafeBytes { write(end, $0.baseAddress, $0.count) }
  }

  /// Gives the window another size.
  public func resize(_ size: Size) {
    if end >= 0 { terminal_set_window_size(end, Int32(size.width), Int32(size.height)) }
  }

  /// Takes what the program has written; waits at most so many milliseconds for the first byte.
  /// - Returns: empty when nothing came; nil when the program has closed its end.
  public func read(milliseconds: Int) -> [UInt8]? {
    guard end >= 0 else { return nil }
    var polled = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
    guard poll(&polled, 1, Int32(clamping: milliseconds)) > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(end, &bytes, bytes.count)
    guard count > 0 else { return nil }
    bytesRead += count
    return Array(bytes[..<count])
  }

  /// Closes this end, as a terminal's window that is closed or a connection that is lost.
  public func hangUp() {
    if end >= 0 { close(end) }
    end = -1
  }

  /// The exit status if the program has ended: its code, or 128 and the number of the signal that ended it.
  public func exitStatus() -> Int32? {
    if let status { return status }
    var raw: Int32 = 0
    guard waitpid(process, &raw, WNOHANG) == process else { return nil }
    status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + (raw & 0x7F)
    return status
  }
}
