import Experiment
import Foundation
public import Sessions

/// The folder in which the sessions of a study lie, and the names of the files in it.
public struct StudyFolder: Sendable {
  /// The folder.
  public let path: String

  /// Touches no file.
  public init(_ path: String) { self.path = path }

  /// The usual place: `studies/NAME` where sessions lie.
  public init(study: String, library: SessionLibrary) { path = "\(library.folder)/studies/\(study)" }

  /// The session of a trial.
  public func session(_ trial: Trial) -> String { "\(path)/\(trial.name).sqlite" }

  /// What the processes of a trial print. As long as one runs, the file is locked.
  func log(_ trial: Trial) -> String { "\(path)/logs/\(trial.name).log" }

  /// The recipe that a trial is started with.
  func recipe(_ trial: Trial) -> String { "\(path)/recipes/\(trial.name).toml" }

  /// The file of the lock that keeps a second study away.
  var lock: String { "\(path)/study.lock" }

  /// What there is of a trial.
  public func record(_ trial: Trial) -> TrialRecord { TrialRecord.read(session(trial), recipe: trial.recipe) }

  /// Makes the folders.
  func make() throws(StudyError) {
    for folder in [path, "\(path)/logs", "\(path)/recipes"] {
      do {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      } catch {
        throw StudyError(file: folder, message: "cannot be made: \(error.localizedDescription)")
      }
    }
  }

  /// Writes a text file whole or not at all.
  public func write(_ text: String, to file: String) throws(StudyError) {
    do {
      try text.write(toFile: file, atomically: true, encoding: .utf8)
    } catch {
      throw StudyError(file: file, message: "cannot be written: \(error.localizedDescription)")
    }
  }

  /// Moves the files of a trial out of the way, into `aside`, where nothing is overwritten.
  ///
  /// - Returns: where the session is now.
  @discardableResult
  public func moveAside(_ trial: Trial) throws(StudyError) -> String {
    let files = FileManager.default
    let aside = "\(path)/aside"
    do {
      try files.createDirectory(atPath: aside, withIntermediateDirectories: true)
      var number = 1
      while files.fileExists(atPath: "\(aside)/\(trial.name)-\(number).sqlite") { number += 1 }
      let session = session(trial)
      let target = "\(aside)/\(trial.name)-\(number).sqlite"
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
      throw StudyError(file: session(trial), message: "cannot be moved to \(aside): \(error.localizedDescription)")
    }
  }

  /// Removes the checkpoints of a trial that needs them no more.
  func removeCheckpoints(_ trial: Trial) {
    try? FileManager.default.removeItem(atPath: SessionLibrary.checkpointFolder(ofSession: session(trial)))
  }
}
