import Foundation

/// The built program, run as a user runs it.
struct Program {
  /// What a finished run of the program left.
  struct Result {
    let status: Int32
    let output: String
    let errors: String

    /// Lines on standard error that are not empty.
    var errorLines: [Substring] { errors.split(separator: "\n") }
    /// Lines on standard output that are not empty.
    var lines: [Substring] { output.split(separator: "\n") }
  }

  /// A folder of its own, removed when the value goes.
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Where the build put the program: beside the tests.
  static let binary: URL = {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    while folder.path != "/" {
      let candidate = folder.appendingPathComponent("switchyard")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      folder.deleteLastPathComponent()
    }
    return root.appendingPathComponent(".build/release/switchyard")
  }()

  /// The project's root.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Starts the program without waiting.
  func start(_ arguments: [String], environment: [String: String] = [:]) throws -> Running {
    let process = Process()
    process.executableURL = Self.binary
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    // The user's own state is left alone.
    process.environment = ProcessInfo.processInfo.environment
      .merging(["XDG_STATE_HOME": folder.url.path + "/state"]) { $1 }.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let output = try folder.newFile()
    let errors = try folder.newFile()
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    return Running(process: process, output: output, errors: errors)
  }

  /// Runs the program to its end.
  func run(arguments: [String], environment: [String: String] = [:]) throws -> Result {
    try start(arguments, environment: environment).wait()
  }

  /// Runs the program to its end.
  func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Result {
    try start(arguments, environment: environment).wait()
  }

  /// A program under way.
  struct Running {
    let process: Process
    let output: URL
    let errors: URL

    func wait() throws -> Result {
      process.waitUntilExit()
      return Result(
        status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
        errors: try String(contentsOf: errors, encoding: .utf8))
    }

    /// Waits until standard output holds a text; false when the program ends before.
    func waitFor(_ text: String) throws -> Bool {
      while true {
        let isRunning = process.isRunning
        if try String(contentsOf: output, encoding: .utf8).contains(text) { return true }
        if !isRunning { return false }
        usleep(20_000)
      }
    }
  }
}

/// A folder that is removed with the value.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// An empty file with a name of its own.
  func newFile() throws -> URL {
    let file = url.appendingPathComponent(UUID().uuidString)
    try Data().write(to: file)
    return file
  }

  /// Writes a text file and returns its path.
  func write(_ text: String, to name: String) throws -> String {
    let file = url.appendingPathComponent(name)
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file.path
  }
}
