public import Foundation

/// A process of this program that works on one trial. What it prints goes to the trial's log, which it keeps locked.
public final class TrialProcess {
  /// When it was started.
  public let start = Date()
  private let process = Process()
  /// Held here too, so that nobody comes in between two processes of a trial.
  public let lock: FileLock

  /// Starts the program.
  ///
  /// - Parameters:
  ///   - lock: of the trial's log.
  ///   - onExit: called on another thread when the process has ended.
  /// - Throws: `TrialError` when the program cannot be started.
  public init(
    program: String, arguments: [String], lock: FileLock, onExit: @escaping @Sendable () -> Void
  ) throws(TrialError) {
    self.lock = lock
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    let output = FileHandle(fileDescriptor: lock.descriptor, closeOnDealloc: false)
    process.standardOutput = output
    process.standardError = output
    process.terminationHandler = { _ in onExit() }
    do {
      try process.run()
    } catch {
      throw TrialError(file: program, message: "cannot be started: \(error.localizedDescription)")
    }
  }

  /// The number of the process.
  public var identifier: Int32 { process.processIdentifier }

  /// Whether it has not ended yet.
  public var isRunning: Bool { process.isRunning }

  /// Whether it ended by itself with status 0.
  public var succeeded: Bool { process.terminationReason == .exit && process.terminationStatus == 0 }

  /// Whether a signal ended it.
  public var wasKilled: Bool { process.terminationReason == .uncaughtSignal }

  /// Sends a signal, if it still runs.
  public func send(_ signal: Int32) {
    if process.isRunning { kill(process.processIdentifier, signal) }
  }
}
