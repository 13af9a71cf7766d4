import Foundation
import Testing

/// What the program does when whoever reads its output leaves, as `head` does.
@Suite struct ClosedPipeTests {
  private let program: Program

  init() throws { program = try Program() }

  /// How a program ended whose reader left.
  private struct End {
    let reason: Process.TerminationReason
    let status: Int32
    let errors: String
  }

  /// Runs the program with a pipe for its output, which is closed as soon as `text` has been read.
  ///
  /// - Parameter text: nil: the pipe is closed from the beginning.
  private func end(after text: String?, _ arguments: [String]) throws -> End {
    let process = Process()
    process.executableURL = Program.binary
    process.arguments = arguments
    process.currentDirectoryURL = program.folder.url
    process.environment = ProcessInfo.processInfo.environment
      .merging(["XDG_STATE_HOME": program.folder.url.path + "/state"]) { $1 }
    process.standardInput = FileHandle.nullDevice
    let errors = try program.folder.newFile()
    process.standardError = try FileHandle(forWritingTo: errors)
    // One with a name: no program that another test starts gets an end of it, which would keep it open.
    let name = program.folder.url.path + "/" + UUID().uuidString
    try #require(mkfifo(name, 0o600) == 0)
    let readingEnd = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    let writingEnd = open(name, O_WRONLY | O_CLOEXEC)
    try #require(readingEnd >= 0 && writingEnd >= 0 && fcntl(readingEnd, F_SETFL, 0) == 0)
    let reading = FileHandle(fileDescriptor: readingEnd, closeOnDealloc: false)
    process.standardOutput = FileHandle(fileDescriptor: writingEnd, closeOnDealloc: false)
    if text == nil {
      try reading.close()
      try waitUntilNobodyReads(name)
    }
    try process.run()
    close(writingEnd)
    if let text {
      var read = ""
      while !read.contains(text) {
        let more = reading.availableData
        try #require(!more.isEmpty, "the output ended after \(read)")
        read += String(decoding: more, as: UTF8.self)
      }
      try reading.close()
    }
    process.waitUntilExit()
    return End(
      reason: process.terminationReason, status: process.terminationStatus,
      errors: try String(contentsOf: errors, encoding: .utf8))
  }

  /// A process that another test is just starting has the reading end too, until it becomes its program.
  private func waitUntilNobodyReads(_ name: String) throws {
    for _ in 0..<5000 {
      let end = open(name, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
      if end < 0 && errno == ENXIO { return }
      close(end)
      usleep(1000)
    }
    Issue.record("somebody still reads \(name)")
  }

  @Test(arguments: [
    ["data", "list"], ["describe", "first-light"], ["sweep", "--help"],
    ["study", Program.root.path + "/recipes/studies/mask", "--table-only", "--out", "none", "--format", "json"],
  ])
  func aListEndsWithoutAWord(arguments: [String]) throws {
    let end = try end(after: nil, arguments)
    #expect(end.reason == .uncaughtSignal && end.status == SIGPIPE, "\(end.reason) \(end.status)")
    #expect(end.errors.isEmpty, "\(end.errors)")
  }

  @Test func aRunIsEndedInGoodOrderAndGoesOnLater() throws {
    let recipe = try TinyRun.recipe(in: program.folder, steps: 100_000)
    let left = try end(after: "step 10 ", ["run", recipe, "--headless", "--session", "left.sqlite"])
    #expect(left.reason == .exit && left.status == 141, "\(left.reason) \(left.status)")
    #expect(left.errors.isEmpty, "\(left.errors)")
    let verified = try program.run("sessions", "verify", "left.sqlite")
    #expect(verified.status == 0, "\(verified.output)")
    #expect(!verified.output.contains("the run has not ended"), "\(verified.output)")
    // The checkpoint is of the last step that was done: a run taken up there does none of them again.
    let steps = try program.run("sessions", "export", "left.sqlite", "--table", "steps", "--format", "csv")
    let last = try #require(steps.lines.last?.split(separator: ",").first)
    let saved = try FileManager.default.contentsOfDirectory(atPath: program.folder.url.path + "/left.checkpoints")
    #expect(saved.contains { $0.hasPrefix("step-") && Int($0.dropFirst(5).prefix(8)) == Int(last) }, "\(saved) \(last)")
  }

  @Test func aStudyEndsItsTrialsAndGoesOnLater() throws {
    let recipe = try TinyRun.recipe(in: program.folder, steps: 600)
    let text = try String(contentsOfFile: recipe, encoding: .utf8)
    let folder = program.folder.url.appendingPathComponent("pair")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    _ = try program.folder.write(text, to: "pair/base.toml")
    _ = try program.folder.write(
      """
      title = "A pair"
      recipe = "base.toml"
      seeds = [1, 2]
      [[member]]
      name = "half"
      set = ["moe.capacity_factor=0.5"]
      [[member]]
      name = "full"
      """, to: "pair/study.toml")
    let left = try end(after: nil, ["study", "pair", "--out", "out", "--jobs", "1"])
    #expect(left.reason == .exit && left.status == 141, "\(left.reason) \(left.status)")
    #expect(left.errors.isEmpty, "\(left.errors)")
    let list = try program.run("study", "pair", "--out", "out", "--list")
    #expect(list.status == 0)
    // It has gone no further than the trial that was under way, and that one has not failed.
    #expect(list.lines.count { $0.contains("not run yet") } >= 3, "\(list.output)")
    #expect(!list.output.contains("failed"), "\(list.output)")
    let whole = try program.run("study", "pair", "--out", "out")
    #expect(whole.status == 0, "\(whole.errors)")
    #expect(whole.output.contains("[4/4]") && !whole.output.contains("Missing"), "\(whole.output)")
  }
}
