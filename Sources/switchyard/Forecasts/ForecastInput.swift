import Experiment
import Forecasting
import Foundation
import Sessions

/// A run whose end is to be forecast: a session, or a table of losses.
struct ForecastInput {
  /// What tables call it.
  let name: String
  let path: String
  let table: LossTable
  /// What the recipe tells; nil for a table of losses.
  let state: RunState?

  /// Reads a session, by path or name, or a table of losses.
  init(_ given: String) throws {
    if let bytes = try Self.tableBytes(given) {
      (path, name, state) = (given, given, nil)
      table = try LossTable(csv: bytes, file: given)
      return
    }
    path = try SessionLibrary().path(of: given)
    let state = try SessionReader(path: path).state()
    self.state = state
    name = state.header?.name ?? given
    guard !state.evaluations.isEmpty else { throw CommandError("\(path): holds no evaluation yet: nothing to fit") }
    guard state.evaluations.contains(where: { !$0.positions.isEmpty }) else {
      throw CommandError("\(path): its evaluations tell no losses by position")
    }
    do {
      table = try LossTable(of: state.evaluations)
    } catch {
      throw CommandError("\(path): \(error)")
    }
  }

  /// The bytes of a file that is no session; nil for a session, or a name that is no file here.
  private static func tableBytes(_ given: String) throws -> Data? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: given, isDirectory: &isFolder), !isFolder.boolValue else { return nil }
    if given.hasSuffix(".sqlite") { return nil }
    let bytes = try CommandError.contents(of: given)
    return bytes.starts(with: Data("SQLite format 3".utf8)) ? nil : bytes
  }

  /// Tokens at the run's end: by its header, or where there is none, the last ones that were evaluated.
  var horizon: Int {
    let known = state.map { RunSchedule($0, recordedTo: 0).horizon } ?? 0
    return known > 0 ? known : table.checkpoints.last?.tokens ?? 0
  }

  /// How much of the run is evaluated, in tokens.
  var evaluated: Int { table.checkpoints.last?.tokens ?? 0 }

  /// The schedule as it was known after so many tokens; nil for a table of losses.
  func schedule(after tokens: Int) -> RunSchedule? {
    state.map { state in
      let perStep = max(1, state.header?.tokensPerStep ?? 1)
      return RunSchedule(state, recordedTo: tokens / perStep)
    }
  }
}
