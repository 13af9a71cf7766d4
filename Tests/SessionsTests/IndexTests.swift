import Experiment
import Foundation
import Sessions
import TestSupport
import Testing

/// Lists of sessions: what state each is in, and what the user has attached to it.
@Suite struct IndexTests {
  private let folder: TemporaryFolder
  private let store: AnnotationStore

  init() throws {
    folder = try TemporaryFolder()
    store = AnnotationStore(folder: StateFolder(path: folder["state"]))
  }

  private var index: SessionIndex { SessionIndex(folders: [.init(folder.path)], store: store) }

  private func read() -> SessionIndex {
    var index = index
    index.look()
    index.readAll()
    return index
  }

  /// A run that was killed after its 9th step.
  private var killed: [Stamped] {
    var run = ScriptedRun(steps: 60)
    run.finishes = false
    return run.stretch(from: 0, to: 9, firstSequence: 0, at: 0)
  }

  @Test func everyConditionIsTold() throws {
    try folder.session("done.sqlite", ScriptedRun(steps: 60).events)
    try folder.session("killed.sqlite", killed)
    try folder.write(Array("no database at all".utf8), to: "text.sqlite")
    try folder.session("cut.sqlite", ScriptedRun(steps: 20).events)
    try folder.write(folder.bytes("cut.sqlite").prefix(6000), to: "cut.sqlite")
    try folder.write([], to: "empty.sqlite")
    try folder.session("nothing.sqlite", [])
    try FileManager.default.createDirectory(atPath: folder["folder.sqlite"], withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: folder["link.sqlite"], withDestinationPath: folder["nowhere"])
    #expect(mkfifo(folder["pipe.sqlite"], 0o600) == 0)
    let writer = try SessionRecorder(creating: folder["written.sqlite"])
    defer { writer.finish() }
    let found = Dictionary(uniqueKeysWithValues: read().entries.map { ($0.fileName, $0) })
    #expect(found.count == 10)
    #expect(found["done"]?.condition == .ended(.completed))
    #expect(found["killed"]?.condition == .killed)
    #expect(found["killed"]?.summary?.lastStep == 9)
    #expect(found["written"]?.condition == .running)
    #expect(found["text"]?.condition == .damaged("is not a session: not an SQLite file"))
    #expect(found["empty"]?.condition == .damaged("is empty"))
    #expect(found["folder"]?.condition == .damaged("is a folder, not a session"))
    #expect(found["pipe"]?.condition == .damaged("is not a regular file"))
    #expect(found["link"]?.condition == .damaged("does not exist"))
    #expect(found["nothing"]?.condition == .damaged("holds no run: it ends before its first event"))
    guard case .damaged = found["cut"]?.condition else {
      Issue.record("half a file is \(String(describing: found["cut"]?.condition))")
      return
    }
  }

  @Test func aRunIsRunningAsLongAsSomebodyWritesIt() throws {
    var index = index
    let recorder = try SessionRecorder(creating: folder["run.sqlite"])
    let queue = EventQueue()
    recorder.record(from: queue)
    let events = ScriptedRun(steps: 20).events
    for event in events.prefix(10) { queue.put(event) }
    recorder.flush()
    index.look()
    index.readAll()
    #expect(index.entries.first?.condition == .running)
    let early = try #require(index.entries.first?.summary)
    for event in events.dropFirst(10) { queue.put(event) }
    recorder.flush()
    index.look()
    #expect(index.unread == 1, "what was written since is read again")
    index.readAll()
    #expect(index.entries.first?.condition == .running)
    #expect((index.entries.first?.summary?.events ?? 0) > early.events)
    queue.close()
    recorder.finish()
    index.look()
    index.readAll()
    #expect(index.entries.first?.condition == .ended(.completed))
  }

  @Test func lookingDoesNotDisturbTheWriter() throws {
    try folder.session("run.sqlite", killed)
    for _ in 0..<20 {
      _ = read()
      let recorder = try SessionRecorder(appendingTo: folder["run.sqlite"])
      #expect(read().entries.first?.condition == .running)
      // Closing the lock that was only looked at would let a second writer in.
      #expect(throws: SessionError.self) { try SessionRecorder(appendingTo: folder["run.sqlite"]) }
      recorder.finish()
    }
    #expect(try SessionReader(path: folder["run.sqlite"]).verify().problems.isEmpty)
  }

  @Test func onlyWhatHasChangedIsReadAgain() throws {
    for number in 0..<5 { try folder.session("run-\(number).sqlite", ScriptedRun(steps: 2).events) }
    var index = index
    var hasChanged = index.look()
    #expect(hasChanged && index.unread == 5)
    #expect(index.entries.allSatisfy { $0.condition == .unread })
    index.read(atMost: 2)
    #expect(index.unread == 3)
    index.readAll()
    hasChanged = index.look()
    #expect(!hasChanged && index.unread == 0)
    try SessionRecorder.append([.note(Note(step: 2, text: "seen"))], to: folder["run-3.sqlite"])
    index.look()
    #expect(index.unread == 1)
    try FileManager.default.removeItem(atPath: folder["run-1.sqlite"])
    hasChanged = index.look()
    #expect(hasChanged)
    #expect(index.entries.map(\.fileName) == ["run-0", "run-2", "run-3", "run-4"])
  }

  @Test func aSummaryHasWhatListsSortBy() throws {
    let run = ScriptedRun(steps: 120)
    let path = try folder.session("run.sqlite", run.events)
    let summary = try SessionReader(path: path).summary()
    let state = fold(run.events)
    #expect(summary.tokens == state.steps.tokens.last)
    #expect(summary.bestHeldOutLoss == state.evaluations.map(\.loss).min())
    #expect(abs(summary.seconds - (summary.end - summary.start)) < 60)
    let stretches = run.stretch(from: 0, to: 10, firstSequence: 0, at: 0)
    let second = run.stretch(from: 8, to: 120, firstSequence: stretches.count, at: 5000)
    let resumed = try SessionReader(path: folder.session("two.sqlite", stretches + second)).summary()
    #expect(resumed.seconds < 1000, "the wait between the stretches does not count")
    #expect(resumed.seconds > 0)
  }

  @Test func theLossCurveIsThatOfTheRun() throws {
    let run = ScriptedRun(steps: 60)
    let path = try folder.session("run.sqlite", run.events)
    let state = fold(run.events)
    let whole = try SessionReader(path: path).lossCurve()
    #expect(whole.steps == state.steps.step)
    #expect(whole.losses == state.steps.loss)
    #expect(whole.heldOut == state.evaluations.map(\.loss))
    #expect(whole.evaluatedSteps == state.evaluations.map(\.step))
    let thin = try SessionReader(path: path).lossCurve(points: 7)
    #expect(thin.steps == [9, 18, 27, 36, 45, 54, 60])
    #expect(abs(thin.losses[0] - state.steps.loss[0..<9].reduce(0, +) / 9) < 1e-12)
    // What a resumed run did again counts once.
    let first = run.stretch(from: 0, to: 30, firstSequence: 0, at: 0)
    let second = run.stretch(from: 20, to: 60, firstSequence: first.count, at: 100)
    let resumed = try SessionReader(path: folder.session("two.sqlite", first + second)).lossCurve()
    #expect(resumed.steps == Array(1...60))
    #expect(resumed.evaluatedSteps == Array(Set(resumed.evaluatedSteps)).sorted())
  }

  @Test func annotationsSurviveRenamingAndMovingTheFile() throws {
    try folder.session("run.sqlite", ScriptedRun(steps: 3).events)
    var index = read()
    let color = index.entries[0].color
    try index.annotate(folder["run.sqlite"]) { ($0.name, $0.note, $0.isPinned) = ("best so far", "k = 2", true) }
    #expect(index.entries[0].name == "best so far")
    rename(folder["run.sqlite"], folder["moved.sqlite"])
    let moved = try #require(read().entries.first)
    #expect(moved.fileName == "moved" && moved.name == "best so far" && moved.annotation.note == "k = 2")
    #expect(moved.annotation.isPinned && moved.color == color)
    // Another process's change is seen without being told, and both stay.
    try store.update(moved.key) { $0.isMarked = true }
    index.look()
    index.readAll()
    #expect(index.entries[0].annotation.isMarked && index.entries[0].annotation.isPinned)
    try store.update(moved.key) { $0 = Annotation() }
    #expect(store.load().annotations.isEmpty)
  }

  @Test func coloursLast() throws {
    for number in 0..<10 {
      var run = ScriptedRun(steps: 2)
      run.start += Double(number)
      try folder.session("run-\(number).sqlite", run.events)
    }
    var index = read()
    index.assignColors()
    let colors = index.entries.map(\.color)
    #expect(colors == [0, 1, 2, 3, 4, 5, 6, 7, 0, 1])
    try FileManager.default.removeItem(atPath: folder["run-0.sqlite"])
    try FileManager.default.removeItem(atPath: folder["run-2.sqlite"])
    try folder.session("new.sqlite", ScriptedRun(steps: 3).events)
    try store.update(index.entries[5].key) { $0.color = 3 }
    index = read()
    index.assignColors()
    let kept = Dictionary(uniqueKeysWithValues: index.entries.map { ($0.fileName, $0.color) })
    // The new run has the moment and seed of one that is gone: it is that run, as far as one can tell.
    #expect(kept["new"] == 0)
    #expect(kept["run-1"] == 1 && kept["run-3"] == 3 && kept["run-5"] == 3 && kept["run-9"] == 1)
  }

  @Test func aDamagedFileOfAnnotationsIsToldAndKept() throws {
    try folder.session("run.sqlite", ScriptedRun(steps: 3).events)
    try FileManager.default.createDirectory(atPath: folder["state"], withIntermediateDirectories: true)
    for damage in [
      "{", "[]", "{\"version\":1,\"sessions\":[1]}", "{\"version\":1,\"sessions\":{\"a\":{\"color\":\"x\"}}}",
    ] {
      try folder.write(Array(damage.utf8), to: "state/library.json")
      var index = read()
      #expect(index.complaint?.contains("library.json: is damaged") == true)
      #expect(index.entries[0].annotation == Annotation())
      try index.annotate(folder["run.sqlite"]) { $0.isPinned = true }
      #expect(try folder.bytes("state/library.json.damaged") == Array(damage.utf8))
      #expect(read().entries[0].annotation.isPinned)
    }
    // A folder that cannot be made is one line, and the list goes on.
    try folder.write([1], to: "file")
    let blocked = AnnotationStore(folder: StateFolder(path: folder["file/state"]))
    #expect(message { try blocked.update("a") { $0.isPinned = true } }?.contains("cannot be written") == true)
    #expect(blocked.load().complaint == nil)
  }

  @Test func theStateFolderIsTheUsersOwn() {
    #expect(StateFolder(environment: ["XDG_STATE_HOME": "/x", "HOME": "/h"]).path == "/x/switchyard")
    #expect(StateFolder(environment: ["XDG_STATE_HOME": "x", "HOME": "/h"]).path == "/h/.local/state/switchyard")
    #expect(StateFolder(environment: ["HOME": "/h"]).path == "/h/.local/state/switchyard")
  }
}
