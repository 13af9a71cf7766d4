import Foundation

/// A process of this program that works on one trial. What it prints goes to the trial's log, which it keeps locked.
final class TrialProcess {
  let trial: Trial
  let task: TrialTask
  let start = Date()
  private let process = Process()
  /// Held here too, so that nobody comes in between two processes of a trial.
  let lock: FileLock

  /// Starts the program.
  ///
  /// - Parameter onExit: called on another thread when the process has ended.
  init(
    _ trial: Trial, _ task: TrialTask, program: String, arguments: [String], lock: FileLock,
    onExit: @escaping @Sendable () -> Void
  ) throws(StudyError) {
    (self.trial, self.task, self.lock) = (trial, task, lock)
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
      throw StudyError(file: program, message: "cannot be started: \(error.localizedDescription)")
    }
  }

  var isRunning: Bool { process.isRunning }

  /// Whether it ended by itself with status 0.
  var succeeded: Bool { process.terminationReason == .exit && process.terminationStatus == 0 }

  /// Whether a signal ended it.
  var wasKilled: Bool { process.terminationReason == .uncaughtSignal }

  func send(_ signal: Int32) {
    if process.isRunning { kill(process.processIdentifier, signal) }
  }
}
