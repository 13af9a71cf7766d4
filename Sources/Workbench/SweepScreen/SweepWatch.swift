internal import Experiment
internal import Foundation
internal import Sessions
internal import Sweeps

/// Looks into a sweep's files on a thread of its own, as long as this value lives, whoever runs the sweep.
///
/// Nothing is written. The sweep's file is small and read whole; a trial's session is opened when the sweep's file tells
/// of a new evaluation.
public final class SweepWatch: Sendable {
  private let looking: Looking

  /// Reads the sweep once, and begins to watch it.
  ///
  /// - Parameter interval: seconds between two looks.
  /// - Throws: `SessionError` for what is no sweep, or damaged.
  public init(_ file: String, interval: Double = 0.5) throws {
    looking = Looking(file, SweepSnapshot(try SweepStore.contents(of: file), driver: SweepDriver.of(file)))
    let looking = looking
    let thread = Thread {
      while !looking.isStopped {
        looking.look()
        Thread.sleep(forTimeInterval: interval)
      }
    }
    thread.name = "sweep watch"
    // The database and the report want more than a thread's usual half megabyte.
    thread.stackSize = 4 << 20
    thread.start()
  }

  deinit { looking.stop() }

  /// What is known now.
  public var snapshot: SweepSnapshot { looking.known }

  /// What has been learnt since the last call; nil for nothing new.
  public func news() -> SweepSnapshot? { looking.news() }

  /// Has `wake` called when there is something new.
  public func onArrival(_ wake: @escaping @Sendable () -> Void) { looking.onArrival(wake) }
}

/// What the thread and the screen share. `lock` guards all of it.
private final class Looking: @unchecked Sendable {
  private let file: String
  private let lock = NSLock()
  private var latest: SweepSnapshot
  private var hasNews = false
  private var isOver = false
  private var wake: (@Sendable () -> Void)?
  /// Times of the sweep's file and of what is not in it yet, at the last look; touched by the thread alone.
  private var stamp: [Date] = []
  /// Steps of the evaluations whose balance is known; touched by the thread alone.
  private var measured: [Int: Int] = [:]

  init(_ file: String, _ snapshot: SweepSnapshot) {
    self.file = file
    latest = snapshot
  }

  var isStopped: Bool { lock.withLock { isOver } }
  var known: SweepSnapshot { lock.withLock { latest } }
  func stop() { lock.withLock { isOver = true } }
  func onArrival(_ wake: @escaping @Sendable () -> Void) { lock.withLock { self.wake = wake } }

  func news() -> SweepSnapshot? {
    lock.withLock {
      defer { hasNews = false }
      return hasNews ? latest : nil
    }
  }

  /// One look; what cannot be read now may be readable at the next one.
  func look() {
    let before = known
    var contents = before.contents
    let stamp = [file, file + "-wal"].map { path in
      let facts = try? FileManager.default.attributesOfItem(atPath: path)
      return (facts?[.modificationDate] as? Date) ?? .distantPast
    }
    // A file that was written to in the same moment has the same time: what is young is read again.
    if stamp != self.stamp || (stamp.max() ?? .distantPast).timeIntervalSinceNow > -2 {
      if let found = try? SweepStore.contents(of: file) { (contents, self.stamp) = (found, stamp) }
    }
    let driver = SweepDriver.of(file)
    let printed = lastLines()
    if contents != before.contents || driver != before.driver || printed != before.printed {
      publish(SweepSnapshot(contents, balances: before.balances, driver: driver, printed: printed))
    }
    measure(contents)
  }

  private func publish(_ snapshot: SweepSnapshot) {
    let wake = lock.withLock {
      latest = snapshot
      hasNews = true
      return self.wake
    }
    wake?()
  }

  private func measure(_ contents: SweepContents) {
    let folder = (file as NSString).deletingLastPathComponent
    var balances = known.balances
    for trial in contents.trials {
      guard let step = contents.points[trial.number]?.last?.step, measured[trial.number] != step, !isStopped,
        let reader = try? SessionReader(path: "\(folder.isEmpty ? "." : folder)/\(trial.name).sqlite"),
        let evaluation = try? reader.latestEvaluation()
      else { continue }
      measured[trial.number] = evaluation.step
      balances[trial.number] = LoadBalance.maximumOverMean(evaluation)
    }
    var next = known
    guard balances != next.balances else { return }
    next.balances = balances
    publish(next)
  }

  /// The end of what the sweep's process prints.
  private func lastLines() -> [String] {
    guard let handle = FileHandle(forReadingAtPath: SweepWatch.log(of: file)) else { return [] }
    defer { try? handle.close() }
    let end = (try? handle.seekToEnd()) ?? 0
    try? handle.seek(toOffset: end > 32_768 ? end - 32_768 : 0)
    let text = String(decoding: (try? handle.readToEnd()) ?? Data(), as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).suffix(200).map(String.init)
  }
}

extension SweepWatch {
  /// Where a process that was started without a terminal prints.
  public static func log(of file: String) -> String {
    (file.hasSuffix(".sqlite") ? String(file.dropLast(7)) : file) + ".log"
  }
}
