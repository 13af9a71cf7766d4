import Experiment
import Foundation
import TerminalUI

/// Trains something small on two threads with its screen on a pseudo-terminal, presses keys, and measures: how long a
/// picture takes to answer a key, and how many bytes a second the screen writes while nobody presses one.
struct LatencyProbe {
  /// The window's size.
  var size: Size
  /// Options of the screen, such as `--low-bandwidth`.
  var options: [String] = []
  /// Keys to press.
  var keys = 150
  /// Seconds over which bytes are counted.
  var seconds = 6.0

  struct Result {
    var report: DisplayReport
    /// Bytes a second of a screen that only follows the run.
    var bytesPerSecond: Double
  }

  func measure() throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-doctor-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let recipe = try recipe(in: folder)
    let report = folder.appendingPathComponent("report.json")
    let errors = folder.appendingPathComponent("errors.txt")
    var environment = ProcessInfo.processInfo.environment
    for (name, value) in [
      ("TERM", "xterm-256color"), ("LC_ALL", "C.UTF-8"), ("NO_COLOR", ""), ("XDG_CONFIG_HOME", folder.path),
      ("XDG_STATE_HOME", folder.path),
    ] { environment[name] = value }
    let session = folder.appendingPathComponent("run.sqlite").path
    let terminal = try PseudoTerminal(
      [
        Bundle.main.executablePath ?? CommandLine.arguments[0], "run", recipe, "--session", session, "--display-report",
        report.path,
      ] + options, environment: environment, size: size, folder: folder.path, errors: errors.path)
    var seen = ""
    let start = Monotonic.now
    while !seen.contains("live") {
      guard let bytes = terminal.read(milliseconds: 200), Monotonic.now - start < 120 else {
        let said = (try? String(contentsOf: errors, encoding: .utf8))?.split(separator: "\n").last.map(String.init)
        throw CommandError("the screen for the measurement did not open: \(said ?? "no reason was given")")
      }
      seen = String((seen + String(decoding: bytes, as: UTF8.self)).suffix(4000))
    }
    // The first pictures are whole; what follows is what a line has to carry.
    read(terminal, for: 2)
    let before = (terminal.bytesRead, Monotonic.now)
    read(terminal, for: seconds)
    let rate = Double(terminal.bytesRead - before.0) / (Monotonic.now - before.1)
    press(terminal)
    terminal.type("\u{1B}")
    read(terminal, for: 0.3)
    terminal.type("q")
    read(terminal, for: 0.3)
    terminal.type("s")
    while terminal.exitStatus() == nil, Monotonic.now - start < 180 { _ = terminal.read(milliseconds: 50) }
    guard let data = try? Data(contentsOf: report),
      let measured = try? JSONDecoder().decode(DisplayReport.self, from: data)
    else { throw CommandError("the screen for the measurement ended without its report") }
    return Result(report: measured, bytesPerSecond: rate)
  }

  /// Measures small and large screens, and a slow line, and prints what was found.
  static func printAll() throws {
    print("a small run trains on 2 threads with its screen on a pseudo-terminal; keys are pressed")
    print("screen                     key to picture: median      99 %   longest    bytes/s   bytes/picture")
    let kinds: [(String, LatencyProbe)] = [
      ("80 x 24", LatencyProbe(size: Size(80, 24))), ("200 x 60", LatencyProbe(size: Size(200, 60))),
      ("200 x 60 low bandwidth", LatencyProbe(size: Size(200, 60), options: ["--low-bandwidth"], keys: 40)),
    ]
    for (name, probe) in kinds {
      let it = try probe.measure()
      func milliseconds(_ value: Double) -> String { String(format: "%7.1f ms", value * 1000) }
      let report = it.report
      print(
        fitted(name, to: 40) + milliseconds(report.median) + milliseconds(report.percentile99)
          + milliseconds(report.longest) + String(format: "%11.0f", it.bytesPerSecond)
          + String(format: "%16d", report.bytes / max(1, report.pictures)))
      fflush(nil)
    }
    print("expected: 99 % below 50 ms (a slow line: below the 250 ms between its pictures),")
    print("          below 10,000 bytes a second, on a slow line below 2,000")
  }

  /// Keys that look at things and change nothing of the run, at uneven moments.
  private func press(_ terminal: PseudoTerminal) {
    let keys = ["\t", "v", "[", "]", "1", "2", "3", "4", "y", "n", "\u{1B}[A", "\u{1B}[B", ">", "<", "?", "\u{1B}"]
    var state: UInt64 = 7
    for _ in 0..<self.keys {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      terminal.type(keys[Int(state >> 33) % keys.count])
      read(terminal, for: 0.02 + Double(state >> 40 & 0xFF) / 2550)
    }
  }

  private func read(_ terminal: PseudoTerminal, for seconds: Double) {
    let end = Monotonic.now + seconds
    while Monotonic.now < end {
      guard terminal.read(milliseconds: max(1, Int((end - Monotonic.now) * 1000))) != nil else { return }
    }
  }

  /// A run that keeps two threads busy for longer than the measurement takes, on a text made here.
  private func recipe(in folder: URL) throws -> String {
    let words = ["switch", "yard", "router", "expert", "token", "ledger", "slot", "capacity", "track", "signal"]
    var text = ""
    for place in 0..<60_000 {
      text += words[(place * place + place / 7) % words.count] + (place % 50 == 49 ? "\n\n" : " ")
    }
    let file = folder.appendingPathComponent("text.txt")
    try text.write(to: file, atomically: true, encoding: .utf8)
    let recipe = folder.appendingPathComponent("doctor.toml")
    try """
    [run]
    name = "doctor"
    steps = 100000
    threads = 2
    [data]
    corpora = []
    text = ["\(file.path)"]
    sequence_length = 64
    batch_size = 8
    [model]
    layers = 4
    width = 128
    heads = 4
    [moe]
    experts = 8
    expert_width = 256
    [evaluation]
    every = 50
    batches = 2
    """.write(to: recipe, atomically: true, encoding: .utf8)
    return recipe.path
  }
}

/// A clock that nobody sets.
private enum Monotonic {
  static var now: Double { ProcessInfo.processInfo.systemUptime }
}
