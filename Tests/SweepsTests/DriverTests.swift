import Experiment
import Foundation
import Sweeps
import Testing
import Trials

/// Who runs a sweep, as others see it.
@Suite struct DriverTests {
  private let fixture: SweepFixture

  init() throws { fixture = try SweepFixture() }

  @Test func aRunnerIsSeenAsLongAsItLives() throws {
    try fixture.make()
    #expect(SweepDriver.of(fixture.file) == .none)
    do {
      let runner = try fixture.runner(ScriptedExecutor(fixture.folder))
      #expect(SweepDriver.of(fixture.file) == .running(process: getpid()))
      // Looking takes nothing away, and nobody else gets in.
      #expect(throws: SweepError.self) { try fixture.runner(ScriptedExecutor(fixture.folder)) }
      _ = try runner.run()
    }
    #expect(SweepDriver.of(fixture.file) == .none)
    #expect(!SweepDriver.stop(fixture.file))
  }

  @Test func aLockWithoutANumberIsADriverThatCannotBeAsked() throws {
    try fixture.make()
    let lock = try #require(try FileLock(fixture.file + ".lock"))
    #expect(SweepDriver.of(fixture.file) == .running(process: nil))
    #expect(!SweepDriver.stop(fixture.file))
    ftruncate(lock.descriptor, 0)
    let words = Array("no number\n".utf8)
    _ = write(lock.descriptor, words, words.count)
    #expect(SweepDriver.of(fixture.file) == .running(process: nil))
  }

  @Test func whoeverLooksKeepsNobodyAway() throws {
    try fixture.make()
    // A look holds a shared lock for a moment; a runner that begins then waits for it.
    let descriptor = open(fixture.file + ".lock", O_RDWR | O_CREAT, 0o644)
    #expect(flock(descriptor, LOCK_SH | LOCK_NB) == 0)
    Thread.detachNewThread {
      usleep(30_000)
      close(descriptor)
    }
    _ = try fixture.runner(ScriptedExecutor(fixture.folder))
  }
}

/// Locks on files, as studies and sweeps use them.
@Suite struct FileLockTests {
  private let fixture: SweepFixture

  init() throws { fixture = try SweepFixture() }

  @Test func aLockIsHeldAsLongAsSomebodyHasTheFile() throws {
    let path = fixture.file + ".log"
    var lock = try FileLock(path)
    #expect(try FileLock.isHeld(path))
    // As the process of a trial gets it, which may outlive the one that started it.
    let child = dup(try #require(lock).descriptor)
    lock = nil
    defer { close(child) }
    #expect(try FileLock.isHeld(path) && FileLock(path) == nil)
  }

  @Test func aLockThatIsGivenUpIsFreeForAll() throws {
    let path = fixture.file + ".lock"
    let lock = try #require(try FileLock(path))
    let child = dup(lock.descriptor)
    defer { close(child) }
    lock.unlock()
    #expect(try !FileLock.isHeld(path))
    #expect(try FileLock(path) != nil)
  }
}

/// What is written to add trials.
@Suite struct AddedTrialsTests {
  private let fixture: SweepFixture

  init() throws { fixture = try SweepFixture() }

  @Test func aCombinationHasTheAxesFirst() throws {
    try fixture.make()
    let contents = try fixture.contents()
    #expect(
      try AddedTrials.value("moe.router=mask moe.k=9", in: contents) == "moe.k = 9\nmoe.router = \"mask\"")
    #expect(try AddedTrials.value(" moe.k=9 ", in: contents) == "moe.k = 9")
  }

  @Test(arguments: [
    ("8", "already"), ("", "write settings"), ("moe.k=2", "already"), ("moe.k=0", "from 1"), ("moe.kk=2", "moe.k"),
    ("k", "key=value"),
  ])
  func whatIsWrongIsSaid(text: String, words: String) throws {
    try fixture.make()
    let contents = try fixture.contents()
    #expect {
      _ = try AddedTrials.value(text, in: contents)
    } throws: {
      "\($0)".contains(words)
    }
  }

  @Test func aDrawnSweepTakesANumber() throws {
    try fixture.make("moe.k=1:40", method: .random, trials: 3)
    let contents = try fixture.contents()
    #expect(try AddedTrials.value("8", in: contents) == "8")
    #expect(throws: SweepError.self) { try AddedTrials.value("0", in: contents) }
  }
}
