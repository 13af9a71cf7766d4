import Experiment
public import Sessions
import Trials

/// The folder in which the sessions of a study lie, and the names of the files in it.
public struct StudyFolder: Sendable {
  /// The files of the trials.
  let files: TrialFolder

  /// The folder.
  public var path: String { files.path }

  /// Touches no file.
  public init(_ path: String) { files = TrialFolder(path) }

  /// The usual place: `studies/NAME` where sessions lie.
  public init(study: String, library: SessionLibrary) { self.init("\(library.folder)/studies/\(study)") }

  /// The session of a trial.
  public func session(_ trial: Trial) -> String { files.session(trial.name) }

  /// The file of the lock that keeps a second study away.
  var lock: String { "\(path)/study.lock" }

  /// What there is of a trial.
  public func record(_ trial: Trial) -> TrialRecord { TrialRecord.read(session(trial), recipe: trial.recipe) }

  /// Writes a text file whole or not at all.
  public func write(_ text: String, to file: String) throws { try files.write(text, to: file) }

  /// Moves the files of a trial out of the way, into `aside`, where nothing is overwritten.
  ///
  /// - Returns: where the session is now.
  @discardableResult
  public func moveAside(_ trial: Trial) throws -> String { try files.moveAside(trial.name) }
}
