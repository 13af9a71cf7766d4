import Foundation
import Sessions

/// A folder with the sessions of trials, their logs and recipes: where each file of a trial lies, by the trial's name.
public struct TrialFolder: Sendable, Equatable {
  /// The folder.
  public let path: String

  /// Touches no file.
  public init(_ path: String) { self.path = path }

  /// The session of a trial.
  public func session(_ trial: String) -> String { "\(path)/\(trial).sqlite" }

  /// What the processes of a trial print. As long as one runs, the file is locked.
  public func log(_ trial: String) -> String { "\(path)/logs/\(trial).log" }

  /// The recipe that a trial is started with.
  public func recipe(_ trial: String) -> String { "\(path)/recipes/\(trial).toml" }

  /// Makes the folders.
  public func make() throws(TrialError) {
    for folder in [path, "\(path)/logs", "\(path)/recipes"] {
      do {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      } catch {
        throw TrialError(file: folder, message: "cannot be made: \(error.localizedDescription)")
      }
    }
  }

  /// Writes a text file whole or not at all.
  public func write(_ text: String, to file: String) throws(TrialError) {
    do {
      try text.write(toFile: file, atomically: true, encoding: .utf8)
    } catch {
      throw TrialError(file: file, message: "cannot be written: \(error.localizedDescription)")
    }
  }

  /// Moves the files of a trial out of the way, into `aside`, where nothing is overwritten.
  ///
  /// - Returns: where the session is now.
  @discardableResult
  public func moveAside(_ trial: String) throws(TrialError) -> String {
    let files = FileManager.default
    let aside = "\(path)/aside"
    do {
      try files.createDirectory(atPath: aside, withIntermediateDirectories: true)
      var number = 1
      while files.fileExists(atPath: "\(aside)/\(trial)-\(number).sqlite") { number += 1 }
      let session = session(trial)
      let target = "\(aside)/\(trial)-\(number).sqlite"
      // The session itself goes last: cut off in between, this is done again from its beginning.
      let checkpoints = SessionLibrary.checkpointFolder(ofSession: session)
      for (from, to) in [
        (checkpoints, SessionLibrary.checkpointFolder(ofSession: target)), (session + "-shm", target + "-shm"),
        (session + "-wal", target + "-wal"), (session, target),
      ] where files.fileExists(atPath: from) {
        if files.fileExists(atPath: to) { try files.removeItem(atPath: to) }
        try files.moveItem(atPath: from, toPath: to)
      }
      return target
    } catch {
      throw TrialError(file: session(trial), message: "cannot be moved to \(aside): \(error.localizedDescription)")
    }
  }

  /// Whether there is a checkpoint from which the trial could go on.
  public func hasCheckpoint(_ trial: String) -> Bool { RecordedRun.hasCheckpoint(session(trial)) }

  /// Removes the checkpoints of a trial that needs them no more.
  public func removeCheckpoints(_ trial: String) {
    try? FileManager.default.removeItem(atPath: SessionLibrary.checkpointFolder(ofSession: session(trial)))
  }

  /// The last line that a trial's processes printed.
  public func lastLine(_ trial: String) -> String {
    let text = (try? String(contentsOfFile: log(trial), encoding: .utf8)) ?? ""
    return text.split(whereSeparator: \.isNewline).last.map(String.init) ?? "ended without a word"
  }
}
