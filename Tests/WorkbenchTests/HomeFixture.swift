import Experiment
import Foundation
import Sessions
import TerminalUI
import TestSupport
import Workbench

/// Home with sessions of scripted runs, recorded once into a folder that lives as long as the tests.
enum HomeFixture {
  /// Sessions as the index reads them, with sizes and states that no machine changes.
  static let entries: [LibraryEntry] = {
    guard let folder = try? folder() else { return [] }
    func entry(_ name: String, _ run: ScriptedRun, at start: Double, steps: Int? = nil) -> LibraryEntry {
      var run = run
      run.name = name
      let path = "\(folder)/\(name).sqlite"
      run.finishes = steps == nil
      let events = run.stretch(from: 0, to: steps ?? run.steps, firstSequence: 0, at: start)
      try? record(events, to: path)
      var entry = LibraryEntry(reading: path, annotations: AnnotationStore(folder: StateFolder(path: "\(folder)/none")))
      entry.path = "sessions/\(name).sqlite"
      entry.bytes = 831_488
      return entry
    }
    let day = 86_400.0
    var seeded = ScriptedRun(steps: 120)
    seeded.seed = 11
    var entries = [
      entry("first-light", ScriptedRun(steps: 120), at: start),
      entry("mask-visible", .masked(steps: 120), at: start - day),
      entry("rectified", .rectified(steps: 120), at: start - 2 * day),
      entry("killed-early", ScriptedRun(steps: 300), at: start - 3 * day, steps: 60),
      entry("under-way", seeded, at: start + 600, steps: 90),
    ]
    entries[1].annotation = Annotation(
      name: "best mask", note: "V = 2, P = 0.4", isPinned: true, isMarked: true, color: 2)
    entries[2].annotation.isMarked = true
    entries[3].hasCheckpoint = true
    entries[4].condition = .running
    entries.append(
      LibraryEntry(
        path: "sessions/cut-off.sqlite", bytes: 6000,
        condition: .damaged("is damaged: database disk image is malformed")))
    entries.append(LibraryEntry(path: "sessions/not-read-yet.sqlite"))
    return entries
  }()

  /// 2023-11-14 22:13 UTC.
  static let start = 1_700_000_000.0

  /// The losses of a session of the fixture.
  static func preview(of path: String) -> SessionPreview? {
    guard let folder = try? folder(), var entry = entries.first(where: { $0.path == path }), entry.summary != nil else {
      return nil
    }
    entry.path = folder + "/" + (path as NSString).lastPathComponent
    var preview = SessionPreview(reading: entry)
    preview.path = path
    return preview
  }

  static let recipes = RecipeShelf.documents(in: [Screens.root.appendingPathComponent("recipes").path]).map {
    document in
    var document = document
    document.path = "recipes/\((document.path as NSString).lastPathComponent)"
    document.values["file"] = HomeValue(document.path)
    return document
  }.filter { ["first-light", "mask-moe", "small"].contains($0.name) }

  static let studies = [
    HomeDocument(
      path: "recipes/studies/mask", name: "mask",
      values: [
        "state": HomeValue("under way"), "members": .count(5), "seeds": .count(3), "trials": .count(15),
        "done": .count(4), "title": HomeValue("Masked routing"),
      ], lines: ["Masked routing", "Does it help to hide experts?", "", "switchyard study recipes/studies/mask"])
  ]

  static let sweeps = [
    HomeDocument(
      path: "sessions/sweeps/k/sweep.sqlite", name: "k",
      values: [
        "state": HomeValue("running", role: .ok), "trials": .count(12), "done": .count(7), "best": .measure(2.1234),
        "method": HomeValue("grid"), "axes": HomeValue("moe.k=1,2  moe.capacity_factor=0.5:2:0.5"),
      ], lines: ["axes", "  moe.k=1,2"])
  ]

  /// A home of a size that was given keys, separated by spaces.
  static func state(
    _ size: Size = Size(120, 40), keys: String = "", entries: [LibraryEntry] = entries, isEmpty: Bool = false
  ) throws -> HomeState {
    var state = HomeState()
    _ = state.take(.resized(size), at: start)
    _ = state.take(.themes(["default", "light", "mono"], current: "default"), at: start)
    state.show(isEmpty ? [] : entries, unread: isEmpty ? 0 : 1)
    if !isEmpty {
      state.show(recipes, in: .recipes)
      state.show(studies, in: .studies)
      state.show(sweeps, in: .sweeps)
    }
    _ = try press(keys, &state)
    state.show(state.currentEntry.flatMap { preview(of: $0.path) })
    return state
  }

  /// Presses keys, separated by spaces, and collects what home wants done.
  @discardableResult
  static func press(_ keys: String, _ state: inout HomeState) throws -> [Effect] {
    try TerminalUI.Key.sequence(keys).flatMap { state.take(.key($0), at: start) }
  }

  private static let place: Result<String, any Error> = Result {
    let folder = NSTemporaryDirectory() + "switchyard-home-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    atexit { HomeFixture.remove() }
    return folder
  }

  private static func folder() throws -> String { try place.get() }
  private static func remove() {
    if let folder = try? place.get() { try? FileManager.default.removeItem(atPath: folder) }
  }

  /// Records events as a closed session.
  static func record(_ events: [Stamped], to path: String) throws {
    try SessionRecorder.write(events, to: path)
  }
}
