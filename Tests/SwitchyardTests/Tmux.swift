import Foundation

/// A terminal of tmux's with the program in it: what a user would see, and the keys a user would press.
final class Tmux {
  private let server = "switchyard-\(UUID().uuidString)"
  private let folder: TemporaryFolder

  /// Whether tmux is installed.
  static let isInstalled = ["/usr/bin/tmux", "/usr/local/bin/tmux"].contains(
    where: FileManager.default.isExecutableFile)

  /// Starts a command in a window of a size; the window stays when the command has ended, and says so.
  init(_ command: String, in folder: TemporaryFolder, width: Int = 120, height: Int = 40) throws {
    self.folder = folder
    let options = try folder.write(
      "set -g default-terminal screen-256color\nset -s escape-time 0\n", to: "tmux.conf")
    // The inner shell becomes the command, so that its number is the program's.
    let line = "sh -c 'echo $$ > pid; exec \(command)'; echo \"ended with $?\"; exec sleep 600"
    try tmux(
      "-f", options, "new-session", "-d", "-x", String(width), "-y", String(height), "-c", folder.url.path, line)
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
  func process() throws -> Int32 {
    let text = try String(contentsOf: folder.url.appendingPathComponent("pid"), encoding: .utf8)
    return Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
  }

  /// Looks until the screen satisfies the condition, 20 times a second; false after so many looks.
  func wait(looks: Int = 1200, _ condition: (String) throws -> Bool) throws -> Bool {
    for _ in 0..<looks {
      if try condition(screen()) { return true }
      usleep(50_000)
    }
    return false
  }

  /// Looks until a text stands on the screen.
  func wait(for text: String, looks: Int = 1200) throws -> Bool { try wait(looks: looks) { $0.contains(text) } }

  /// Looks until the command has ended, and says with which status; nil after a minute.
  func end() throws -> Int32? {
    guard try wait(for: "ended with ") else { return nil }
    return try screen().split(separator: "\n").last { $0.contains("ended with ") }
      .flatMap { Int32($0.split(separator: " ").last ?? "") }
  }

  /// Runs tmux by `posix_spawn`: what its server inherits would otherwise live as long as the server. Foundation's
  /// `Process` waits for descriptors to be closed that the server keeps, and hands on a thread's blocked signals.
  @discardableResult
  private func tmux(_ arguments: String...) throws -> String {
    let output = try folder.newFile()
    var files = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&files)
    defer { posix_spawn_file_actions_destroy(&files) }
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&files, 1, output.path, O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0)
    for descriptor in Int32(3)..<256 { posix_spawn_file_actions_addclose(&files, descriptor) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let environment = ProcessInfo.processInfo.environment
      .merging([
        "LC_ALL": "C.UTF-8", "NO_COLOR": "", "COLORTERM": "", "XDG_STATE_HOME": folder.url.path + "/state",
      ]) { $1 }
    var words = (["tmux", "-u", "-L", server] + arguments).map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var child: pid_t = 0
    let fault = posix_spawnp(&child, "tmux", &files, &attributes, &words, &variables)
    guard fault == 0 else { throw POSIXError(POSIXErrorCode(rawValue: fault) ?? .EIO) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    return try String(contentsOf: output, encoding: .utf8)
  }
}
