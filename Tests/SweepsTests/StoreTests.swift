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
    "PRAGMA user_version = 9", "UPDATE trial SET step = -1", "UPDATE trial SET target = 9223372036854775807",
    "UPDATE trial SET flops = 9e999", "UPDATE trial SET flops = -1", "UPDATE sweep SET spent = -9e999",
    "UPDATE sweep SET budget = 9e999", "UPDATE sweep SET trials = -5",
    "INSERT INTO evaluation VALUES (1, 9223372036854775807, 1, 1, 1)",
    "INSERT INTO evaluation VALUES (1, 1, -1, 1, 1)",
    "INSERT INTO decision VALUES (1, 0, 'a', 'odd', NULL, '', '', NULL)",
    "INSERT INTO attempt VALUES (1, 1, 1, 1, '', 9e999, NULL, '')",
    "ALTER TABLE trial ADD COLUMN more", "DROP TABLE decision; CREATE VIEW decision AS SELECT * FROM trial",
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

  @Test func aSweepCutAnywhereIsOneLine() throws {
    try fixture.make()
    let whole = try Data(contentsOf: URL(fileURLWithPath: fixture.file))
    let contents = try fixture.contents()
    let cut = fixture.path + "/cut.sqlite"
    var state: UInt64 = 5
    var lengths = stride(from: 0, to: whole.count, by: 4096).flatMap { [$0, $0 + 1, $0 + 4095] }
    for _ in 0..<40 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      lengths.append(Int(state >> 33) % whole.count)
    }
    for length in lengths where length < whole.count {
      try whole.prefix(length).write(to: URL(fileURLWithPath: cut))
      // What is cut off the end may have been empty: then nothing is lost.
      if let found = try? SweepStore.contents(of: cut) {
        #expect(found == contents, "cut at \(length)")
      } else {
        let message = refusal(cut)
        #expect(message.hasPrefix(cut + ": ") && !message.contains("\n"), "cut at \(length): \(message)")
      }
      let store = try? SweepStore(cut)
      _ = try? store?.contents()
      store?.close()
    }
  }

  @Test func flippedBytesNeverCrash() throws {
    try fixture.make()
    let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: fixture.file)))
    let flipped = fixture.path + "/flipped.sqlite"
    var state: UInt64 = 44
    for _ in 0..<100 {
      var damaged = whole
      for _ in 0..<4 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        damaged[Int(state >> 20) % damaged.count] = UInt8(truncatingIfNeeded: state >> 11)
      }
      try Data(damaged).write(to: URL(fileURLWithPath: flipped))
      if let contents = try? SweepStore.contents(of: flipped) { _ = SweepReport(contents) }
    }
  }
}
