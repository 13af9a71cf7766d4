import Experiment
import Foundation
import Sessions
import TestSupport
import Testing

/// Deleting can be undone, and loses nothing on the way.
@Suite struct TrashTests {
  private let folder: TemporaryFolder
  private let date = Date(timeIntervalSince1970: 1_700_000_000)

  init() throws { folder = try TemporaryFolder() }

  private func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder[name]) }

  @Test func aSessionGoesWithItsCheckpointsAndComesBack() throws {
    let path = try folder.session("run.sqlite", ScriptedRun(steps: 5).events)
    let bytes = try folder.bytes("run.sqlite")
    try FileManager.default.createDirectory(atPath: folder["run.checkpoints"], withIntermediateDirectories: true)
    try folder.write([1, 2, 3], to: "run.checkpoints/step-5.safetensors")
    let item = try SessionTrash.delete(path, date: date)
    #expect(!exists("run.sqlite") && !exists("run.checkpoints"))
    #expect(SessionLibrary(folder: folder.path).paths().isEmpty)
    #expect(SessionTrash(of: folder.path).items() == [item])
    #expect(item.name == "run")
    #expect(try SessionTrash.restore(item) == path)
    #expect(try folder.bytes("run.sqlite") == bytes)
    #expect(try folder.bytes("run.checkpoints/step-5.safetensors") == [1, 2, 3])
    #expect(!exists(".trash"), "an empty trash leaves nothing behind")
  }

  @Test func theLogOfAKilledWriterGoesAlong() throws {
    // What a process that is killed leaves: a session whose last events are in the write-ahead log alone.
    let recorder = try SessionRecorder(creating: folder["run.sqlite"])
    let queue = EventQueue()
    recorder.record(from: queue)
    for event in ScriptedRun(steps: 5).events { queue.put(event) }
    recorder.flush()
    for suffix in ["", "-wal"] {
      try FileManager.default.copyItem(atPath: folder["run.sqlite\(suffix)"], toPath: folder["killed.sqlite\(suffix)"])
    }
    queue.close()
    recorder.finish()
    let before = try SessionReader(path: folder["killed.sqlite"]).summary()
    let item = try SessionTrash.delete(folder["killed.sqlite"], date: date)
    #expect(!exists("killed.sqlite-wal"))
    try SessionTrash.restore(item)
    #expect(try SessionReader(path: folder["killed.sqlite"]).summary() == before)
  }

  @Test func twoOfTheSameNameDoNotMeet() throws {
    var items: [SessionTrash.Item] = []
    for steps in [2, 3, 4] {
      items.append(try SessionTrash.delete(folder.session("run.sqlite", ScriptedRun(steps: steps).events), date: date))
    }
    #expect(Set(SessionTrash(of: folder.path).items().map(\.folder)) == Set(items.map(\.folder)))
    try SessionTrash.restore(items[1])
    #expect(try SessionReader(path: folder["run.sqlite"]).summary().lastStep == 3)
    #expect(message { try SessionTrash.restore(items[0]) }?.contains("exists again") == true)
    #expect(SessionTrash(of: folder.path).items().count == 2)
  }

  @Test func whatIsBeingWrittenStays() throws {
    let recorder = try SessionRecorder(creating: folder["run.sqlite"])
    #expect(message { try SessionTrash.delete(folder["run.sqlite"]) }?.contains("being written") == true)
    recorder.finish()
    try SessionTrash.delete(folder["run.sqlite"])
    #expect(message { try SessionTrash.delete(folder["run.sqlite"]) }?.contains("does not exist") == true)
  }

  @Test func damagedFilesCanBeDeletedToo() throws {
    try folder.write([1, 2, 3], to: "text.sqlite")
    try FileManager.default.createSymbolicLink(atPath: folder["link.sqlite"], withDestinationPath: folder["nowhere"])
    let items = try ["text.sqlite", "link.sqlite"].map { try SessionTrash.delete(folder[$0], date: date) }
    #expect(SessionLibrary(folder: folder.path).paths().isEmpty)
    for item in items { try SessionTrash.restore(item) }
    #expect(try folder.bytes("text.sqlite") == [1, 2, 3])
    #expect(SessionLibrary(folder: folder.path).paths().count == 2)
  }
}
