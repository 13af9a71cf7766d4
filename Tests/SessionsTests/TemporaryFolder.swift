import Experiment
import Foundation
import GRDB
import Sessions
import TestSupport
import Testing

/// A folder that is gone when the test is.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "switchyard-sessions-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  subscript(name: String) -> String { path + "/" + name }

  /// Records events as a closed session.
  @discardableResult
  func session(_ name: String, _ events: [Stamped]) throws -> String {
    try record(SessionRecorder(creating: self[name]), events)
    return self[name]
  }

  /// Lets a recorder write events and close the file.
  func record(_ recorder: SessionRecorder, _ events: [Stamped]) throws {
    let queue = EventQueue()
    for event in events { queue.put(event) }
    queue.close()
    recorder.record(from: queue)
    if let failure = recorder.finish() { throw failure }
  }

  /// Changes a session with SQL, as another program would.
  func change(_ name: String, _ sql: String) throws {
    let queue = try DatabaseQueue(path: self[name])
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }

  func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: self[name]))) }

  func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: self[name]))
  }
}

/// The fold of events.
func fold(_ events: some Sequence<Stamped>) -> RunState {
  var state = RunState()
  for event in events { state.apply(event) }
  return state
}

/// The message of what is thrown, or nil.
func message(_ work: () throws -> Void) -> String? {
  do {
    try work()
    return nil
  } catch {
    return "\(error)"
  }
}

/// Checks that a session's faults, or the error that it cannot be checked for, tell of something in one line.
func expectFault(_ words: String, in path: String, sourceLocation: SourceLocation = #_sourceLocation) {
  do {
    let problems = try SessionReader(path: path).verify().problems
    #expect(
      problems.contains { $0.contains(words) && !$0.contains("\n") }, "\(problems)", sourceLocation: sourceLocation)
  } catch {
    #expect("\(error)".contains(words), "\(error)", sourceLocation: sourceLocation)
  }
}

/// Reads the file in every way there is; throws are fine, crashes are not.
func readEverything(_ path: String) {
  do {
    let reader = try SessionReader(path: path)
    _ = try? reader.state()
    _ = try? reader.summary()
    _ = try? reader.verify()
    for table in ExportTable.allCases { try? reader.export(table, as: .jsonl) { _ in } }
    try? reader.exportTensorBoard { _ in }
    var player = try SessionPlayer(path: path)
    try player.seekToEnd()
    try player.stepBackward()
  } catch {}
}
