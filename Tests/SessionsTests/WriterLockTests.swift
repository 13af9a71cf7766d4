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

  /// A process that another thread is just starting has all descriptors of its parent until it becomes its program: the
  /// lock must not live on in it.
  @Test func theLockEndsThoughSomebodyElseStillHasTheDescriptor() throws {
    let path = NSTemporaryDirectory() + "switchyard-lock-\(UUID().uuidString).sqlite"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let recorder = try SessionRecorder(creating: path)
    let copies = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").filter {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == path
    }.compactMap { Int32($0) }.map { dup($0) }
    defer { for copy in copies { close(copy) } }
    let reader = try SessionReader(path: path)
    #expect(!copies.isEmpty && reader.isBeingWritten)
    recorder.finish()
    #expect(!reader.isBeingWritten)
    try SessionRecorder(appendingTo: path).finish()
  }
}
