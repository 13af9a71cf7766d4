import Foundation

/// A terminal of tmux's with the program in it: what a user would see, and the keys a user would press.
final class Tmux {
  private let server = "switchyard-\(UUID().uuidString)"
  private let folder: TemporaryFolder

  /// Whether tmux is installed.
  static let isInstalled = ["/usr/bin/tmux", "/usr/local/bin/tmux"].contains(where: FileManager.default.isExecutableFile)

  /// Starts a command in a window of a size; the window stays when the command has ended.
  init(_ command: String, in folder: TemporaryFolder, width: Int = 120, height: Int = 40) throws {
    self.folder = folder
    let options = try folder.write(
      "set -g remain-on-exit on\nset -g default-terminal screen-256color\nset -s escape-time 0\n", to: "tmux.conf")
    try tmux(
      "-f", options, "new-session", "-d", "-x", String(width), "-y", String(height), "-c", folder.url.path, command)
  }

  deinit { _ = try? tmux("kill-server") }

  /// Presses keys by tmux's names.
  func press(_ keys: String...) throws { for key in keys { try tmux("send-keys", key) } }

  /// What stands on the screen.
  func screen() throws -> String { try tmux("capture-pane", "-p") }

  /// A variable of tmux's, such as `alternate_on`.
  func variable(_ name: String) throws -> String {
    try tmux("display", "-p", "#{\(name)}").trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Whether the screen is the shell's, with a cursor.
  func isRestored() throws -> Bool { try variable("alternate_on") == "0" && variable("cursor_flag") == "1" }

  /// Changes the window's size.
  func resize(_ width: Int, _ height: Int) throws {
    try tmux("resize-window", "-x", String(width), "-y", String(height))
  }

  /// Process number of what was started.
  func process() throws -> Int32 { Int32(try variable("pane_pid")) ?? 0 }

  /// Looks until the screen satisfies the condition; false after a minute.
  func wait(_ condition: (String) throws -> Bool) throws -> Bool {
    for _ in 0..<1200 {
      if try condition(screen()) { return true }
      usleep(50_000)
    }
    return false
  }

  /// Looks until a text stands on the screen.
  func wait(for text: String) throws -> Bool { try wait { $0.contains(text) } }

  /// Looks until the command has ended, and says with which status; nil after a minute.
  func end() throws -> String? {
    try wait { _ in try variable("pane_dead") == "1" } ? try variable("pane_dead_status") : nil
  }

  @discardableResult
  private func tmux(_ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["tmux", "-u", "-L", server] + arguments
    process.environment = ProcessInfo.processInfo.environment
      .merging(["LC_ALL": "C.UTF-8", "NO_COLOR": "", "COLORTERM": ""]) { $1 }
    // A file and no pipe: the server keeps what it inherits open, and a pipe would never end.
    let output = try folder.newFile()
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return try String(contentsOf: output, encoding: .utf8)
  }
}
