import Foundation
import Workbench

/// A process that runs a sweep and outlives its screen: a session of its own, which no signal of the terminal reaches.
enum DetachedSweep {
  /// Starts `switchyard sweep FILE`; what it prints is added to the log beside the file.
  ///
  /// - Parameter jobs: trials at a time; nil for one a core.
  static func start(_ file: String, jobs: Int? = nil) throws {
    let program = try thisProgram()
    let log = SweepWatch.log(of: file)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    // Files of this process that lack O_CLOEXEC, such as a terminal's, are none of the sweep's business.
    for descriptor in STDERR_FILENO + 1..<1024 { posix_spawn_file_actions_addclose(&actions, descriptor) }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Neither what the screen's thread blocks nor what it ignores is handed on.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGTSTP, SIGTTIN, SIGTTOU] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, newSession | Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))

    let words = [program, "sweep", file] + (jobs.map { ["--jobs", "\($0)"] } ?? [])
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    let status = posix_spawn(&process, program, &actions, &attributes, arguments, environ)
    guard status == 0 else {
      throw CommandError("\(program): cannot be started: \(String(cString: strerror(status)))")
    }
    reap(process)
  }

  /// `POSIX_SPAWN_SETSID`, which is a macro that Swift does not see.
  private static let newSession: Int16 = 0x80

  /// Takes note of the process's end, so that none is left as a zombie while the screen is up.
  private static func reap(_ process: pid_t) {
    let thread = Thread {
      var status: Int32 = 0
      while waitpid(process, &status, 0) == -1, errno == EINTR {}
    }
    thread.stackSize = 64 << 10
    thread.start()
  }
}
