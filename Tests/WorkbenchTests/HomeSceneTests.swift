import Experiment
import Foundation
import Sessions
import TerminalUI
import TestSupport
import Testing
import Workbench

/// Home on real files: reading, deleting, following.
@Suite struct HomeSceneTests {
  private let folder = NSTemporaryDirectory() + "switchyard-home-scene-" + UUID().uuidString

  private func withFolder(_ body: () throws -> Void) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body()
  }

  private var store: AnnotationStore { AnnotationStore(folder: StateFolder(path: folder + "/state")) }

  private func scene(shelf: @escaping HomeScene.Shelf = { _ in [] }) -> HomeScene {
    var clock = 0.0
    // Every look at this clock takes longer than a picture: one file is read at a time.
    return HomeScene(
      folders: [.init(folder)], annotations: store, exportFolder: folder,
      monotonic: {
        clock += 1
        return clock
      }, shelf: shelf)
  }

  private func press(_ keys: String, _ scene: inout HomeScene, at now: Double) throws {
    for key in try TerminalUI.Key.sequence(keys) { _ = scene.take(.key(key), at: now) }
  }

  /// Gathers until nothing is left to be read.
  private func settle(_ scene: inout HomeScene, at now: Double) {
    repeat { _ = scene.gather(at: now) } while scene.secondsToNext == 0
    _ = scene.gather(at: now + 0.5)
  }

  @Test func sessionsAreReadOneByOneAndTheListFollowsTheFolder() throws {
    try withFolder {
      for number in 0..<3 {
        var run = ScriptedRun(steps: 4)
        run.start += Double(number)
        try HomeFixture.record(run.events, to: "\(folder)/run-\(number).sqlite")
      }
      var scene = scene()
      _ = scene.take(.resized(Size(120, 40)), at: 0)
      #expect(scene.gather(at: 0) != nil)
      #expect(scene.state.entries.filter { $0.condition != .unread }.count == 1)
      #expect(scene.secondsToNext == 0)
      settle(&scene, at: 0)
      #expect(scene.state.entries.map(\.condition) == Array(repeating: .ended(.completed), count: 3))
      #expect(scene.gather(at: 0.6) == nil, "nothing has changed, nothing is drawn")
      try FileManager.default.removeItem(atPath: "\(folder)/run-1.sqlite")
      #expect(scene.gather(at: 2) != nil)
      #expect(scene.state.entries.map(\.fileName) == ["run-0", "run-2"])
    }
  }

  @Test func deletingIsUndone() throws {
    try withFolder {
      try HomeFixture.record(ScriptedRun(steps: 4).events, to: "\(folder)/run.sqlite")
      var scene = scene()
      _ = scene.take(.resized(Size(80, 24)), at: 0)
      settle(&scene, at: 0)
      try press("d", &scene, at: 1)
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/run.sqlite"))
      #expect(scene.state.entries.isEmpty)
      #expect(scene.picture(.builtIn()).text.contains("z brings it back"))
      try press("z", &scene, at: 2)
      #expect(scene.state.entries.map(\.fileName) == ["run"])
      #expect(try SessionReader(path: "\(folder)/run.sqlite").verify().problems.isEmpty)
    }
  }

  @Test func tablesAreExported() throws {
    try withFolder {
      try HomeFixture.record(ScriptedRun(steps: 4).events, to: "\(folder)/run.sqlite")
      var scene = scene()
      _ = scene.take(.resized(Size(120, 40)), at: 0)
      settle(&scene, at: 0)
      try press("X enter", &scene, at: 1)
      #expect(scene.picture(.builtIn()).text.contains("written: run-steps.csv"))
      var table = ""
      try SessionReader(path: "\(folder)/run.sqlite").export(.steps, as: .csv) { table += $0 }
      #expect(try String(contentsOfFile: "\(folder)/run-steps.csv", encoding: .utf8) == table)
    }
  }

  @Test func namesAreKeptAndACommandsChangesAreSeen() throws {
    try withFolder {
      try HomeFixture.record(ScriptedRun(steps: 4).events, to: "\(folder)/run.sqlite")
      var scene = scene()
      _ = scene.take(.resized(Size(80, 24)), at: 0)
      settle(&scene, at: 0)
      try press("R b e s t enter p", &scene, at: 1)
      let kept = LibraryEntry(reading: "\(folder)/run.sqlite", annotations: store)
      #expect(kept.name == "best" && kept.annotation.isPinned)
      try store.update(kept.key) { $0.note = "from the shell" }
      settle(&scene, at: 3)
      #expect(scene.state.entries[0].annotation.note == "from the shell")
    }
  }

  @Test func aFileThatCannotBeKeptIsSaidAndForgotten() throws {
    try withFolder {
      try HomeFixture.record(ScriptedRun(steps: 4).events, to: "\(folder)/run.sqlite")
      try Data("x".utf8).write(to: URL(fileURLWithPath: "\(folder)/state"))
      var scene = scene()
      _ = scene.take(.resized(Size(120, 24)), at: 0)
      settle(&scene, at: 0)
      try press("p", &scene, at: 1)
      #expect(scene.picture(.builtIn()).text.contains("cannot be written"))
      settle(&scene, at: 3)
      #expect(scene.state.entries.count == 1)
    }
  }

  @Test func aGrowingSessionIsFollowedReadOnly() throws {
    try withFolder {
      let path = "\(folder)/run.sqlite"
      let events = ScriptedRun(steps: 30).events
      let recorder = try SessionRecorder(creating: path)
      let queue = EventQueue()
      recorder.record(from: queue)
      for event in events.prefix(12) { queue.put(event) }
      recorder.flush()
      var clock = 0.0
      let source = try FollowSource(path: path, now: { clock })
      #expect(source.drain().events == Array(events.prefix(12)))
      #expect(source.writer == .writing)
      #expect(source.drain().events.isEmpty, "the file is not looked at all the time")
      for event in events.dropFirst(12) { queue.put(event) }
      recorder.flush()
      clock += 1
      #expect(source.drain().events == Array(events.dropFirst(12)))
      queue.close()
      recorder.finish()
      clock += 1
      _ = source.drain()
      #expect(source.writer == .gone)
    }
  }

  @Test func whoWatchesCannotSteer() throws {
    try withFolder {
      let path = "\(folder)/run.sqlite"
      var run = ScriptedRun(steps: 30)
      run.finishes = false
      let recorder = try SessionRecorder(creating: path)
      let queue = EventQueue()
      recorder.record(from: queue)
      for event in run.events { queue.put(event) }
      recorder.flush()
      var clock = 0.0
      let source = try FollowSource(path: path, now: { clock })
      var scene = try RunScene(source)
      _ = scene.take(.resized(Size(120, 40)), at: 0)
      _ = scene.gather(at: 0)
      let live = scene.picture(.builtIn()).rows
      #expect(live[0].contains("watching") && live[0].contains("read only"))
      #expect(!(live.last ?? "").contains("pause") && !(live.last ?? "").contains("change"))
      for key in try TerminalUI.Key.sequence("space . r z N m c") {
        #expect(scene.take(.key(key), at: 0).isEmpty, "\(key.name)")
      }
      #expect(scene.take(.signal(.terminate), at: 0) == [.quit(.terminated)])
      #expect(scene.take(.key(.character("q")), at: 0) == [.quit(.finished)], "nothing is asked")
      queue.close()
      recorder.finish()
      clock += 1
      #expect(scene.gather(at: 1) != nil)
      #expect(scene.picture(.builtIn()).rows[0].contains("nobody writes it"))
    }
  }

  @Test func preferencesComeBackAndDamageIsPassedOver() throws {
    try withFolder {
      let memory = Memory(folder: StateFolder(path: folder + "/state"))
      #expect(memory.load() == Preferences())
      let preferences = Preferences(
        theme: "light",
        scenes: [
          "home": SceneMemory(
            words: ["a": "b"], lists: ["c": ["d"]], numbers: ["e": 0.5, "f": .infinity], flags: ["g": true])
        ])
      memory.save(preferences)
      #expect(memory.load() == preferences)
      for damage in ["", "{", "[]", "{\"theme\":3}", "{\"scenes\":{\"home\":4}}"] {
        let file = URL(fileURLWithPath: folder + "/state/preferences.json")
        try Data(damage.utf8).write(to: file)
        var complaints: [String] = []
        #expect(memory.load { complaints.append($0) } == Preferences(), "\(damage)")
        #expect(complaints.count == 1, "\(damage)")
        memory.save(preferences)
        #expect(memory.load() == preferences)
      }
      #expect(memory.folder.path.hasPrefix(folder), "tests leave the user's own alone")
      try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/file"))
      var complaints: [String] = []
      Memory(folder: StateFolder(path: folder + "/file/state")).save(preferences) { complaints.append($0) }
      #expect(complaints.count == 1)
    }
  }

  @Test func recipesTellWhatTheyAre() throws {
    try withFolder {
      try Data("# A small one.\n# For tests.\n[moe]\nk = 1\n".utf8).write(to: URL(fileURLWithPath: folder + "/a.toml"))
      try Data("[moe]\nk = 0\n".utf8).write(to: URL(fileURLWithPath: folder + "/b.toml"))
      try Data([0xFF, 0xFE]).write(to: URL(fileURLWithPath: folder + "/c.toml"))
      try FileManager.default.createDirectory(atPath: folder + "/d.toml", withIntermediateDirectories: true)
      let found = RecipeShelf.documents(in: [folder, folder + "/none", folder])
      #expect(found.map(\.name) == ["a", "b", "c", "d"])
      #expect(found[0].lines == ["A small one.", "For tests.", "", "moe.k = 1"])
      #expect(found[0].values["k"]?.number == 1 && found[0].fault == nil)
      #expect(found[1].fault?.contains("moe.k") == true)
      #expect(found[2].fault?.contains("cannot be read as text") == true)
      #expect(found[3].fault?.contains("cannot be read as text") == true)
    }
  }
}
