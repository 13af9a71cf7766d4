import Experiment
import Foundation
import Sessions
import Sweeps
import Testing

@Suite struct StoreTests {
  private let fixture: SweepFixture

  init() throws { fixture = try SweepFixture() }

  private func refusal(_ file: String) -> String {
    do {
      _ = try SweepStore.contents(of: file)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    let sweep = try fixture.make(
      "optimizer.learning_rate=log:1e-4:1e-2", seeds: [3, 4], method: .random, earlyStop: .forecast, trials: 6,
      budget: 7200)
    let contents = try fixture.contents()
    #expect(contents.sweep == sweep)
    #expect(contents.sweep.fingerprint == sweep.fingerprint)
    #expect(contents.budget == 7200 && contents.spent == 0)
    #expect(contents.trials.count == 12)
    #expect(contents.trials.map(\.number) == Array(1...12))
    // Drawn numbers come back to the bit.
    let drawn = try Configurations(
      sweep.space, of: sweep.recipe, count: 6, seed: 7, sameActiveParameters: nil, cost: SweepFixture.cost)
    #expect(contents.trials.prefix(6).map(\.settings) == drawn.kept.map(\.settings))
  }

  @Test func anExistingFileIsLeftAlone() throws {
    try fixture.make()
    let before = try Data(contentsOf: URL(fileURLWithPath: fixture.file))
    #expect(throws: SessionError.self) { try fixture.make() }
    #expect(try Data(contentsOf: URL(fileURLWithPath: fixture.file)) == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.path) == ["sweep.sqlite"])
  }

  @Test func aFingerprintTellsWhatMatters() throws {
    let sweep = try fixture.make()
    var other = sweep
    other.name = "else"
    other.recipe[Keys.Run.threads] = 5
    #expect(other.fingerprint == sweep.fingerprint)
    other.seeds = [8]
    #expect(other.fingerprint != sweep.fingerprint)
    other = sweep
    other.space = try SearchSpace([Axis("moe.k=1:3:1")])
    #expect(other.fingerprint != sweep.fingerprint)
  }

  @Test func whatIsNoSweepIsRefusedInOneLine() throws {
    try fixture.make()
    let whole = try Data(contentsOf: URL(fileURLWithPath: fixture.file))
    let damaged = fixture.path + "/damaged.sqlite"
    #expect(refusal(damaged) == "\(damaged): does not exist")
    for (contents, word) in [
      (Data(), "is empty"), (Data("no database, but long enough to be one".utf8), "not an SQLite file"),
      (whole.prefix(whole.count / 2), "damaged"), (whole.prefix(5000), "damaged"),
    ] {
      try contents.write(to: URL(fileURLWithPath: damaged))
      let message = refusal(damaged)
      #expect(message.contains(word), "\(contents.count) bytes: \(message)")
      #expect(!message.contains("\n") && message.hasPrefix(damaged))
      try? FileManager.default.removeItem(atPath: damaged)
    }
    let recorder = try SessionRecorder(creating: damaged)
    recorder.finish()
    #expect(refusal(damaged) == "\(damaged): is not a sweep: an SQLite file of another program")
    #expect(refusal(fixture.path).contains("is a folder, not a sweep"))
  }

  @Test(arguments: [
    "UPDATE trial SET state = 'odd'", "UPDATE trial SET settings = 'moe.k = many'", "UPDATE sweep SET recipe = '['",
    "UPDATE trial SET step = 'x'", "UPDATE axis SET text = 'moe.k'", "UPDATE sweep SET rungs = 'a b'",
    "UPDATE sweep SET method = NULL", "DELETE FROM sweep", "DROP TABLE axis", "UPDATE sweep SET reduction = 0",
    "PRAGMA user_version = 9",
  ])
  func aDamagedSweepIsOneLine(sql: String) throws {
    try fixture.make()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["sqlite3", fixture.file, sql]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let message = refusal(fixture.file)
    // Some columns refuse the value themselves; then the sweep is whole.
    if process.terminationStatus == 0 {
      #expect(!message.isEmpty && !message.contains("\n"), "\(sql): \(message)")
    } else {
      #expect(message.isEmpty)
    }
  }
}
