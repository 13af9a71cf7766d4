import Foundation
import Sessions
import Sweeps
import Trials

/// Where the files of sweeps lie.
enum SweepPlace {
  /// The name of a sweep's file in its folder.
  static let fileName = "sweep.sqlite"

  /// The file of a sweep.
  ///
  /// - Parameter folder: where it shall lie; nil for `sweeps/NAME` where sessions lie.
  static func file(of sweep: Sweep, in folder: String? = nil) -> String {
    "\(folder ?? "\(SessionLibrary().folder)/sweeps/\(sweep.name)")/\(fileName)"
  }

  /// The file that somebody names by itself or by its folder.
  static func file(named path: String) throws -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else { return path }
    let file = (path.hasSuffix("/") ? String(path.dropLast()) : path) + "/" + fileName
    guard FileManager.default.fileExists(atPath: file) else {
      throw CommandError("\(path): holds no \(fileName), so it is not the folder of a sweep")
    }
    return file
  }

  /// The file of a sweep that was started in a folder; nil for everything else, also for a folder that only asks for one.
  static func started(in path: String) -> String? {
    let files = FileManager.default
    var isFolder: ObjCBool = false
    guard files.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue,
      !files.fileExists(atPath: path + "/sweep.toml")
    else { return nil }
    return try? file(named: path)
  }

  /// Whether the file is there already.
  ///
  /// - Throws: `CommandError` where it is another sweep's.
  static func holds(_ file: String, _ sweep: Sweep) throws -> Bool {
    guard FileManager.default.fileExists(atPath: file) else { return false }
    guard try SweepStore.contents(of: file).sweep.fingerprint == sweep.fingerprint else {
      throw CommandError(
        "\(file): holds another sweep; give another --out, or go on with it by `switchyard sweep \(file)`")
    }
    return true
  }

  /// Makes the file with its trials, of which nothing is run yet.
  static func make(_ file: String, _ contents: SweepContents) throws {
    try TrialFolder((file as NSString).deletingLastPathComponent).make()
    try SweepStore.create(
      file, contents.sweep, contents.trials, dropped: contents.dropped, budget: contents.budget)
  }
}
