import Foundation
import TestSupport
import Testing

@Suite struct DoctorTests {
  private let program: Program

  init() throws { program = try Program() }

  /// What `tar` says of an archive.
  private func tar(_ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["tar"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: output, as: UTF8.self)
  }

  @Test func itNamesWhatItFinds() throws {
    let result = try program.run("doctor", environment: ["TERM": "no-such-terminal", "LC_ALL": "C", "NO_COLOR": "1"])
    #expect(result.status == 0 && result.errors.isEmpty)
    for label in [
      "switchyard", "system", "processor", "BLAS core", "sgemm", "threads", "libraries", "terminal", "colours",
      "locale",
      "font", "sessions", "disk", "themes", "recipes", "configuration", "state", "data",
    ] { #expect(result.lines.contains { $0.hasPrefix(label + " ") }, "\(label)") }
    #expect(result.output.contains("no-such-terminal, unknown to terminfo"))
    #expect(result.output.contains("! taken for xterm-256color"))
    #expect(result.output.contains("! nothing but ASCII can be printed: export LC_ALL=C.UTF-8"))
    #expect(result.output.contains("none: attributes and shapes tell things apart (NO_COLOR=1)"))
    // Themes and recipes are found beside the program, whatever the current folder is.
    #expect(result.output.contains("ember") && result.output.contains("first-light"))
  }

  @Test func goodLocalesAndTerminalsAreGood() throws {
    let result = try program.run(
      "doctor", environment: ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "COLORTERM": "truecolor", "NO_COLOR": ""])
    #expect(result.output.contains("xterm-256color, known to terminfo"))
    #expect(result.lines.contains { $0.hasPrefix("colours") && $0.contains(" 256 (COLORTERM=truecolor") })
    #expect(result.output.contains("asked for braille"))
  }

  @Test func aReportOfAFaultGivesNothingAway() throws {
    let recipe = try TinyRun.recipe(in: program.folder, steps: 4)
    let sessions = program.folder.url.appendingPathComponent("sessions")
    try FileManager.default.createDirectory(at: sessions, withIntermediateDirectories: true)
    #expect(try program.run("run", recipe, "--plain", "--session", "sessions/told.sqlite").status == 0)
    let home = program.folder.url.path
    let result = try program.run(
      "doctor", "--bundle", "report.tar.gz",
      environment: [
        "HOME": home, "SECRET_TOKEN": "hunter2", "AWS_SECRET_ACCESS_KEY": "hunter2", "SSH_CONNECTION": "hunter2",
        "TERM": "vt100", "SHELL": "/bin/zsh",
      ])
    #expect(result.status == 0, "\(result.errors)")
    let archive = program.folder.url.appendingPathComponent("report.tar.gz").path
    let names = try tar("-tzf", archive).split(separator: "\n").filter { !$0.hasSuffix("/") }.map {
      String($0.dropFirst("switchyard-report/".count))
    }
    #expect(
      Set(names) == ["CONTENTS.txt", "doctor.txt", "environment.txt", "sessions/told.toml", "sessions/told.log"])
    // All that is in it is listed, in it and on the screen.
    for name in names { #expect(result.output.contains("  \(name)  "), "\(name)") }
    let all = try tar("-xzOf", archive)
    #expect(!all.contains("hunter2") && !all.contains("SECRET"))
    #expect(all.contains("TERM=vt100\n") && all.contains("SSH_CONNECTION is set\n"))
    #expect(!all.contains(home + "/"))
    let recorded = try tar("-xzOf", archive, "switchyard-report/sessions/told.toml")
    #expect(recorded.contains("[moe]") && recorded.contains("seed = "))
    #expect(try tar("-xzOf", archive, "switchyard-report/sessions/told.log").contains("completed after step 4"))
  }

  @Test func aBundleThatCannotBeWrittenIsOneLine() throws {
    let result = try program.run("doctor", "--bundle", "no/such/folder/report.tar.gz")
    #expect(result.status == 2 && result.errorLines.count == 1)
    #expect(result.errors.contains("there is no folder no/such/folder"))
  }
}
