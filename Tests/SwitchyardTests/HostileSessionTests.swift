import Experiment
import Foundation
import Sessions
import TestSupport
import Testing

/// Sessions that are damaged or mean harm, given to the real program: one line and status 2, or the figures; never a
/// crash, never a hang, and nothing that steers a terminal.
@Suite(.timeLimit(.minutes(10))) struct HostileSessionTests {
  private let program: Program

  init() throws { program = try Program() }

  private func path(_ name: String) -> String { program.folder.url.appendingPathComponent(name).path }

  /// Records events as a closed session.
  private func session(_ name: String, _ events: [Stamped]) throws -> String {
    try SessionRecorder.write(events, to: path(name))
    return path(name)
  }

  /// What reads a session and prints.
  private func commands(_ session: String) -> [[String]] {
    [
      ["sessions", "list", "--folder", program.folder.url.path], ["sessions", "show", session],
      ["sessions", "show", session, "--recipe"], ["sessions", "verify", session],
      ["sessions", "export", session, "--table", "steps", "--format", "jsonl"],
      ["sessions", "export", session, "--table", "runs", "--format", "jsonl"],
      ["sessions", "export", session, "--format", "tensorboard", "--output", path("log")],
      ["replay", session, "--plain"], ["forecast", session], ["evaluate", session], ["resume", session, "--plain"],
      ["doctor", "--bundle", path("report.tar.gz")],
    ]
  }

  /// Bytes that would steer a terminal: C0 but line ends and tabs, DEL, and C1 as UTF-8.
  private func steers(_ text: String) -> Bool {
    text.unicodeScalars.contains { scalar in
      (scalar.value < 0x20 && scalar != "\n" && scalar != "\t") || (0x7F...0x9F).contains(scalar.value)
    }
  }

  /// Runs everything on a file and says what it should not have done.
  private func faults(_ session: String, _ what: String, only: [String]? = nil) throws -> [String] {
    var faults: [String] = []
    for command in commands(session) where only?.contains(command[0]) ?? true {
      let result = try program.run(
        arguments: command, environment: ["XDG_DATA_HOME": program.folder.url.path, "LC_ALL": "C.UTF-8"])
      let line = "\(what): \(command.prefix(2).joined(separator: " "))"
      // Standing for itself: `verify` says 1 of a session with faults.
      if ![0, 1, 2].contains(result.status) { faults.append("\(line) ends with \(result.status)") }
      if result.status == 2, result.errorLines.count != 1 || !result.errors.hasPrefix("error: ") {
        faults.append("\(line) says \(result.errors.prefix(200))")
      }
      if steers(result.output) || steers(result.errors) { faults.append("\(line) prints control characters") }
    }
    return faults
  }

  @Test func namesAndNotesDoNotReachTheTerminal() throws {
    let bad = "\u{1B}]0;owned\u{7}\u{1B}[2J\u{1B}[31m\u{9B}5mx\r\u{8}y\u{202E}z"
    var run = ScriptedRun(steps: 60)
    run.isMeasured = true
    let events = run.events.map { stamped -> Stamped in
      var stamped = stamped
      switch stamped.event {
      case .started(var it):
        (it.name, it.workload, it.recipe, it.version) = (bad, bad, "# \(bad)\n[run]\nname = \"a\"\n", bad)
        (it.machine.processor, it.machine.blasCore, it.domains) = (bad, bad, [bad, bad + "2"])
        for index in it.moeLayers.indices { it.moeLayers[index].router = bad }
        stamped.event = .started(it)
      case .step(var it):
        for index in it.terms.indices { it.terms[index].name += bad }
        stamped.event = .step(it)
      case .evaluated(var it):
        for index in it.domains.indices { it.domains[index].domain = bad }
        stamped.event = .evaluated(it)
      case .checkpointed(var it):
        it.file = bad
        stamped.event = .checkpointed(it)
      case .alert(var it):
        (it.rule, it.message) = (bad, bad)
        stamped.event = .alert(it)
      case .control(var it):
        (it.key, it.before, it.after) = (bad, bad, bad)
        stamped.event = .control(it)
      case .note(var it):
        it.text = bad
        stamped.event = .note(it)
      case .log(var it):
        it.text = bad
        stamped.event = .log(it)
      case .finished(var it):
        it.message = bad
        stamped.event = .finished(it)
      default: break
      }
      return stamped
    }
    let file = try session("evil.sqlite", events)
    #expect(try faults(file, "hostile text") == [])
    // Nor does a recipe whose keys are hostile, in the message that refuses it.
    let recipe = try program.folder.write("[run]\n\"\(bad.prefix { $0 != "\r" })\" = 1\n", to: "evil.toml")
    let result = try program.run("describe", recipe)
    #expect(result.status == 2 && !steers(result.errors) && result.errorLines.count == 1)
  }

  @Test func aSessionCutAnywhereIsOneLine() throws {
    let file = try session("whole.sqlite", ScriptedRun(steps: 20).events)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    try FileManager.default.removeItem(atPath: file)
    var state: UInt64 = 7
    var lengths = [0, 1, 15, 16, 99, 100, 101, 4095, 4096, 4097, bytes.count - 1]
    for _ in 0..<5 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      lengths.append(Int(state >> 33) % bytes.count)
    }
    var found: [String] = []
    for length in lengths {
      try bytes.prefix(length).write(to: URL(fileURLWithPath: path("cut.sqlite")))
      found += try faults(path("cut.sqlite"), "cut at \(length)", only: ["sessions", "replay", "forecast"])
    }
    #expect(found == [])
  }

  @Test func absurdNumbersAreBorne() throws {
    // All that a session's columns can hold, though no run has it: the reader takes it, so everything after has to.
    let limit = 1 << 53
    var run = ScriptedRun(steps: 12)
    run.isMeasured = true
    for time in [1e300, -1e300, .infinity, .nan, 9.3e18] {
      let events = run.events.map { stamped -> Stamped in
        var stamped = stamped
        stamped.time = stamped.sequence.isMultiple(of: 2) ? time : 0
        switch stamped.event {
        case .started(var it):
          (it.totalSteps, it.tokensPerStep, it.sequenceLength, it.vocabulary, it.layers) = (
            limit, limit, limit, limit, limit
          )
          (it.totalParameters, it.activeParameters, it.flopsPerToken) = (limit, limit, time)
          (it.machine.cores, it.machine.threads, it.machine.sgemmGflops, it.firstStep) = (limit, limit, time, 0)
          stamped.event = .started(it)
        case .step(var it):
          (it.tokens, it.residentBytes) = (limit, limit)
          (it.loss, it.learningRate, it.tokensPerSecond, it.seconds, it.gflops) = (time, time, time, time, time)
          stamped.event = .step(it)
        case .evaluated(var it):
          (it.tokens, it.loss, it.bitsPerByte, it.seconds) = (limit, time, time, time)
          stamped.event = .evaluated(it)
        case .checkpointed(var it):
          (it.step, it.bytes) = (limit, limit)
          stamped.event = .checkpointed(it)
        case .note(var it):
          it.step = limit
          stamped.event = .note(it)
        default: break
        }
        return stamped
      }
      let file = try session("absurd-\(time).sqlite", events)
      #expect(try faults(file, "time \(time)") == [])
      try FileManager.default.removeItem(atPath: file)
    }
  }

  @Test func whatIsNoSessionIsOneLine() throws {
    let foreign = path("foreign.sqlite")
    let sqlite = Process()
    sqlite.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    sqlite.arguments = ["sqlite3", foreign, "CREATE TABLE event (a); INSERT INTO event VALUES ('x')"]
    try sqlite.run()
    sqlite.waitUntilExit()
    try Data((0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }).write(
      to: URL(fileURLWithPath: path("noise.sqlite")))
    var found: [String] = []
    for name in ["foreign.sqlite", "noise.sqlite", "missing.sqlite"] {
      for command in commands(path(name)) where !["doctor"].contains(command[0]) && command[1] != "list" {
        let result = try program.run(arguments: command)
        if result.status != 2 || result.errorLines.count != 1 {
          found.append("\(name): \(command): \(result.status) \(result.errors)")
        }
      }
    }
    #expect(found == [])
  }
}
