import Experiment
import Foundation
import Sessions
import TestSupport
import Testing

@Suite struct RecorderTests {
  /// Values that are easily lost on the way.
  private var oddEvents: [Stamped] {
    let odd: [Double] = [
      .nan, .infinity, -.infinity, -0.0, 0, 0.1 + 0.2, 5e-300, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
      1e16 + 2,
      -1.0 / 3,
    ]
    var header = ScriptedRun().header()
    header.seed = .max
    header.name = "o'dd \"name\" – 日本\n"
    header.domains = []
    header.flopsPerToken = .nan
    header.moeLayers[1].part = "b"
    var events: [Event] = [.started(header)]
    for (index, value) in odd.enumerated() {
      let ledger = LayerLedger(
        layer: 3, part: index.isMultiple(of: 2) ? "" : "a", devices: 1, experts: 2, capacity: index - 1,
        routed: [Int32.max, Int32(index)], kept: [0, 0], dropped: [255, 256], padded: [65535, 0],
        rectified: [65536, 1],
        filled: [-1, Int32.min], gateMass: index == 3 ? [] : [Float(value), 1.1], entropy: Float(value))
      events.append(
        .step(
          Step(
            step: index + 1, tokens: 1 << 40, loss: value,
            terms: [NamedValue("balance", value), NamedValue("ü b", -value)],
            learningRate: value, gradientNorm: value, tokensPerSecond: value, seconds: value,
            phases: [NamedValue("balance", value)], gflops: value, residentBytes: 1 << 45,
            ledgers: index == 5 ? [] : [ledger, ledger])))
      events.append(
        .evaluated(
          Evaluation(
            step: index, tokens: index, loss: value, bitsPerByte: value,
            domains: index == 2 ? [] : [DomainLoss(domain: "x,\"y", loss: value, tokens: 3)],
            positions: index == 4 ? [] : [Float(value), .leastNonzeroMagnitude, 3], seconds: value)))
    }
    for action in [Control.Action.pause, .resume, .singleStep, .stop, .set, .undo] {
      events.append(.control(Control(action: action, step: 1, key: "moe.k", before: "1", after: "")))
    }
    for severity in Alert.Severity.allCases {
      events.append(.alert(Alert(rule: "r", severity: severity, step: 0, message: "m\nn")))
    }
    for level in LogLine.Level.allCases { events.append(.log(LogLine(level: level, text: ""))) }
    events.append(.note(Note(step: 9, text: "'; DROP TABLE event; --")))
    events.append(.checkpointed(Checkpoint(step: 9, file: "a b.safetensors", bytes: 1 << 40, isBest: true)))
    events.append(.checkpointed(Checkpoint(step: 9, file: "c", bytes: 0, isBest: false)))
    for reason in Finish.Reason.allCases { events.append(.finished(Finish(reason: reason, step: 9, message: "x"))) }
    return events.enumerated().map { index, event in
      Stamped(sequence: index, time: index == 3 ? .infinity : 1.7e9 + Double(index) / 3, event: event)
    }
  }

  @Test func everythingComesBackBitForBit() throws {
    let folder = try TemporaryFolder()
    let events = oddEvents
    let reader = try SessionReader(path: folder.session("odd.sqlite", events))
    let back = try reader.events()
    #expect(back.count == events.count)
    for (one, other) in zip(back, events) where one != other { Issue.record("\(one) is not \(other)") }
    // Zero and minus zero are told apart, so this also means bits.
    #expect(zip(back, events).allSatisfy { $0 == $1 })
  }

  @Test func theReplayedStateIsTheLiveState() throws {
    let folder = try TemporaryFolder()
    let events = ScriptedRun().events
    let path = try folder.session("run.sqlite", events)
    #expect(try SessionReader(path: path).state() == fold(events))
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files == ["run.sqlite"], "journals must be gone: \(files)")
    let size = try folder.bytes("run.sqlite").count
    #expect(size < 540_000, "300 steps of 4 layers take \(size) bytes")
  }

  @Test func eventsComeInPieces() throws {
    let folder = try TemporaryFolder()
    let events = ScriptedRun(steps: 30).events
    let reader = try SessionReader(path: folder.session("run.sqlite", events))
    #expect(try reader.events(after: 9, limit: 5) == Array(events[10..<15]))
    #expect(try reader.events(after: events.count - 1).isEmpty)
  }

  @Test func anExistingFileIsNotOverwritten() throws {
    let folder = try TemporaryFolder()
    try folder.write([1, 2, 3], to: "there.sqlite")
    let text = message { _ = try SessionRecorder(creating: folder["there.sqlite"]) }
    #expect(text == folder["there.sqlite"] + ": exists already; choose another name")
    #expect(try folder.bytes("there.sqlite") == [1, 2, 3])
    let missing = message { _ = try SessionRecorder(creating: folder["no/such/a.sqlite"]) }
    #expect(missing?.contains("cannot be made: No such file or directory") == true)
  }

  @Test func aStoppedRunIsTakenUp() throws {
    let folder = try TemporaryFolder()
    let run = ScriptedRun(steps: 80)
    let first = run.stretch(from: 0, to: 50, firstSequence: 0, at: 10)
    let path = try folder.session("run.sqlite", first)
    let recorder = try SessionRecorder(appendingTo: path)
    #expect(recorder.nextSequence == first.count)
    let second = run.stretch(from: 50, to: 80, firstSequence: first.count, at: 1000)
    try folder.record(recorder, second)
    #expect(try SessionReader(path: path).events() == first + second)
  }

  /// What kill -9 leaves: the file and its write-ahead log as they are at some moment.
  @Test func whatAKilledProcessLeavesIsReadAndTakenUp() throws {
    let folder = try TemporaryFolder()
    let run = ScriptedRun(steps: 60)
    let events = run.stretch(from: 0, to: 60, firstSequence: 0, at: 0)
    let recorder = try SessionRecorder(creating: folder["live.sqlite"])
    let queue = EventQueue()
    recorder.record(from: queue)
    for event in events.prefix(40) { queue.put(event) }
    let reader = try SessionReader(path: folder["live.sqlite"])
    while try reader.events().count < 40 { usleep(5000) }
    for suffix in ["", "-wal"] {
      try folder.write(try folder.bytes("live.sqlite" + suffix), to: "killed.sqlite" + suffix)
      try folder.write(try folder.bytes("live.sqlite" + suffix), to: "cut.sqlite" + suffix)
    }
    let log = try folder.bytes("cut.sqlite-wal")
    try folder.write(log.prefix(log.count - 1000), to: "cut.sqlite-wal")

    #expect(try SessionReader(path: folder["killed.sqlite"]).events() == Array(events.prefix(40)))
    let again = try SessionRecorder(appendingTo: folder["killed.sqlite"])
    #expect(again.nextSequence == 40)
    try folder.record(again, Array(events.dropFirst(40)))
    #expect(try SessionReader(path: folder["killed.sqlite"]).events() == events)
    // A log that is cut off loses its last commit, and nothing older.
    let cut = try SessionReader(path: folder["cut.sqlite"]).events()
    #expect(cut == Array(events.prefix(cut.count)))

    queue.close()
    #expect(recorder.finish() == nil)
  }

  @Test func aSessionIsWatchedWhileItIsWritten() throws {
    let folder = try TemporaryFolder()
    let events = ScriptedRun(steps: 40).events
    let recorder = try SessionRecorder(creating: folder["live.sqlite"])
    let queue = EventQueue()
    recorder.record(from: queue)
    queue.put(events[0])
    let reader = try SessionReader(path: folder["live.sqlite"])
    while try reader.events().isEmpty { usleep(5000) }
    var player = try SessionPlayer(path: folder["live.sqlite"])
    #expect(player.count == 1)
    for event in events.dropFirst() { queue.put(event) }
    while player.count < events.count {
      try player.refresh()
      usleep(5000)
    }
    try player.seekToEnd()
    #expect(player.state == fold(events))
    queue.close()
    #expect(recorder.finish() == nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["live.sqlite"])
  }

  @Test func aFullDiskStopsRecordingButNotTheRun() throws {
    let folder = try TemporaryFolder()
    let bus = EventBus(now: { 0 })
    let queue = bus.subscribe()
    let others = bus.subscribe()
    let recorder = try SessionRecorder(creating: folder["small.sqlite"], maximumBytes: 320_000)
    recorder.record(from: queue) { bus.emit(.alert($0)) }
    let events = ScriptedRun(steps: 300).events
    for event in events.prefix(20) { bus.emit(event.event) }
    let reader = try SessionReader(path: folder["small.sqlite"])
    while try reader.events().count < 20 { usleep(5000) }
    for event in events.dropFirst(20) { bus.emit(event.event) }
    // The alert comes from the recording thread, and recording of what follows must not hang.
    var seen: [Stamped] = []
    while !seen.contains(where: {
      if case .alert(let alert) = $0.event { alert.rule == "recording-stopped" } else { false }
    }) {
      seen += others.drain(waiting: 0.1)
    }
    bus.emit(.log(LogLine(text: "still running")))
    bus.close()
    let failure = recorder.finish()
    #expect(failure?.message.contains("full") == true, "\(String(describing: failure))")
    let kept = try reader.events()
    #expect(kept.count >= 20 && kept.count < events.count)
    #expect(kept.map(\.event) == events.prefix(kept.count).map(\.event))
  }

  @Test func flushingCommitsAllThatWasEmitted() throws {
    let folder = try TemporaryFolder()
    let recorder = try SessionRecorder(creating: folder["run.sqlite"])
    let queue = EventQueue()
    let reader = try SessionReader(path: folder["run.sqlite"])
    recorder.record(from: queue)
    recorder.flush()
    for (index, event) in ScriptedRun(steps: 50).events.enumerated() {
      queue.put(event)
      if index % 5 == 0 {
        recorder.flush()
        #expect(try reader.events().count == index + 1)
      }
    }
    queue.close()
    #expect(recorder.finish() == nil)
    recorder.flush()
  }

  @Test func aSequenceNumberUsedTwiceStopsRecording() throws {
    let folder = try TemporaryFolder()
    let events = ScriptedRun(steps: 3).events
    let path = try folder.session("run.sqlite", events)
    let text = message { try folder.record(SessionRecorder(appendingTo: path), [events[2]]) }
    #expect(text?.contains("UNIQUE") == true)
    #expect(try SessionReader(path: path).events() == events)
  }
}
