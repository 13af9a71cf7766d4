import Foundation
public import Trials

/// Runs trials as processes on this machine.
///
/// Each keeps its log locked as long as it lives, so that one which outlived its driver is found again.
public final class LocalExecutor: Executor {
  private let program: String
  private let folder: TrialFolder

  /// - Parameters:
  ///   - program: path of this program.
  ///   - folder: where the trials' files lie.
  public init(program: String, folder: TrialFolder) {
    self.program = program
    self.folder = folder
  }

  /// See `Executor`.
  public func start(_ job: TrialJob, onEnd: @escaping @Sendable () -> Void) throws -> (any RunningJob)? {
    guard let lock = try FileLock(folder.log(job.trial)) else { return nil }
    let process = try TrialProcess(program: program, arguments: job.arguments, lock: lock, onExit: onEnd)
    return LocalJob(process) { [folder] in folder.lastLine(job.trial) }
  }

  /// See `Executor`.
  public func adopt(_ job: TrialJob, identifier: String) throws -> (any RunningJob)? {
    guard try FileLock.isHeld(folder.log(job.trial)) else { return nil }
    return OrphanJob(log: folder.log(job.trial), identifier: identifier)
  }
}

/// A process that this driver has started.
private final class LocalJob: RunningJob {
  private let process: TrialProcess
  private let lastLine: () -> String

  init(_ process: TrialProcess, lastLine: @escaping () -> String) {
    (self.process, self.lastLine) = (process, lastLine)
  }

  var identifier: String { String(process.identifier) }
  var ending: JobEnding? {
    if process.isRunning { return nil }
    if process.wasKilled { return .killed }
    return process.succeeded ? .succeeded : .failed(message: lastLine())
  }
  func end() { process.send(SIGTERM) }
  func kill() { process.send(SIGKILL) }
}

/// A process that an earlier driver has started: only its log's lock tells that it lives.
private final class OrphanJob: RunningJob {
  private let log: String
  let identifier: String

  init(log: String, identifier: String) {
    (self.log, self.identifier) = (log, identifier)
  }

  /// How it ends nobody is told.
  var ending: JobEnding? { (try? FileLock.isHeld(log)) == false ? .killed : nil }
  func end() { send(SIGTERM) }
  func kill() { send(SIGKILL) }

  private func send(_ signal: Int32) {
    // While the log is locked its process lives, so that the number is still its own.
    guard let number = Int32(identifier), number > 1, ending == nil else { return }
    Foundation.kill(number, signal)
  }
}
