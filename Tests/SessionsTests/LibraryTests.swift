import Experiment
import Foundation
import Sessions
import TestSupport
import Testing

@Suite struct LibraryTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func newSessionsGoWhereTheyBelong() throws {
    let data = ["XDG_DATA_HOME": "/x/data", "HOME": "/h"]
    #expect(
      SessionLibrary(environment: data, currentFolder: folder.path).folder == "/x/data/switchyard/sessions")
    #expect(
      SessionLibrary(environment: ["HOME": "/h"], currentFolder: folder.path).folder
        == "/h/.local/share/switchyard/sessions")
    #expect(
      SessionLibrary(environment: ["HOME": "/h", "XDG_DATA_HOME": "rel"], currentFolder: folder.path).folder
        == "/h/.local/share/switchyard/sessions")
    try FileManager.default.createDirectory(atPath: folder["sessions"], withIntermediateDirectories: false)
    #expect(SessionLibrary(environment: data, currentFolder: folder.path).folder == folder["sessions"])
  }

  @Test func namesCarryTheDateAndAreNew() throws {
    let library = SessionLibrary(folder: folder["a/b"])
    let zone = try #require(TimeZone(identifier: "UTC"))
    let date = Date(timeIntervalSince1970: 1_700_000_000)
    let path = try library.newPath(name: "first-light", date: date, timeZone: zone)
    #expect(path == folder["a/b/first-light-20231114-221320.sqlite"])
    try Data().write(to: URL(fileURLWithPath: path))
    #expect(
      try library.newPath(name: "first-light", date: date, timeZone: zone)
        == folder["a/b/first-light-20231114-221320-2.sqlite"])
    #expect(
      try library.newPath(name: "../é x/y", date: date, timeZone: zone) == folder["a/b/é-x-y-20231114-221320.sqlite"])
    #expect(try library.newPath(name: "", date: date, timeZone: zone) == folder["a/b/run-20231114-221320.sqlite"])
    #expect(SessionLibrary.checkpointFolder(ofSession: path) == folder["a/b/first-light-20231114-221320.checkpoints"])
  }

  @Test func sessionsAreFoundByNameOrPath() throws {
    let library = SessionLibrary(folder: folder.path)
    let path = try folder.session("one.sqlite", ScriptedRun(steps: 2).events)
    try folder.write([1], to: "other.txt")
    #expect(library.paths() == [path])
    #expect(try library.path(of: "one") == path)
    #expect(try library.path(of: "one.sqlite") == path)
    #expect(try library.path(of: path) == path)
    #expect(
      message { _ = try library.path(of: "two") }
        == "two: does not exist, nor is there one of that name in \(folder.path)")
    #expect(SessionLibrary(folder: folder["none"]).paths().isEmpty)
  }

  @Test func aSummaryTellsHowFarARunGot() throws {
    let run = ScriptedRun(steps: 60)
    let whole = try SessionReader(path: folder.session("whole.sqlite", run.events)).summary()
    let state = fold(run.events)
    #expect(whole.finish == Finish(reason: .completed, step: 60))
    #expect(whole.lastStep == 60 && whole.lastLoss == state.steps.loss.last)
    #expect(whole.heldOutLoss == state.evaluations.last?.loss)
    #expect(whole.header == run.header() && whole.events == run.events.count && whole.alerts == 1)
    #expect(whole.start == run.start && whole.end == run.events.last?.time)
    var killed = run
    killed.finishes = false
    let part = killed.stretch(from: 0, to: 9, firstSequence: 0, at: 0)
    let summary = try SessionReader(path: folder.session("part.sqlite", part)).summary()
    #expect(summary.finish == nil && summary.lastStep == 9)
    let empty = try SessionReader(path: folder.session("empty.sqlite", []))
    #expect(message { _ = try empty.summary() }?.hasSuffix("holds no run: it ends before its first event") == true)
  }
}
