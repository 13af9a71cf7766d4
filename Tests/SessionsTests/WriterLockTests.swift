import Foundation
import Sessions
import Testing

/// A session has one writer at a time; readers do not mind it.
@Suite struct WriterLockTests {
  @Test func aSecondWriterIsRefusedUntilTheFirstHasFinished() throws {
    let path = NSTemporaryDirectory() + "switchyard-lock-\(UUID().uuidString).sqlite"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let first = try SessionRecorder(creating: path)
    let error = #expect(throws: SessionError.self) { try SessionRecorder(appendingTo: path) }
    #expect(error?.description.contains("being written by another process") == true)
    #expect(throws: Never.self) { try SessionReader(path: path) }
    first.finish()
    let second = try SessionRecorder(appendingTo: path)
    second.finish()
  }
}
