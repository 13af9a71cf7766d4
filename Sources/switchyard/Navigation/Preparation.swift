import Foundation
import Workbench

/// Something that takes a while, done on a thread of its own while the screen tells how far it is.
final class Preparation<Result>: PreparationProgress, @unchecked Sendable {
  // Sendable because everything is read and written under the condition.
  private let condition = NSCondition()
  private var lines: [String] = []
  private var outcome: Swift.Result<Result, any Error>?
  private var wake: (@Sendable () -> Void)?
  private var abandoned: ((Result) -> Void)?

  /// Starts at once.
  init(_ make: @escaping (_ progress: @escaping (String) -> Void) throws -> Result) {
    nonisolated(unsafe) let make = make  // used by the new thread alone from here on
    let thread = Thread { [self] in
      let outcome = Swift.Result { try make { line in self.change { self.lines.append(line) } } }
      change {
        self.outcome = outcome
        if let abandoned = self.abandoned, case .success(let value) = outcome { abandoned(value) }
      }
    }
    thread.stackSize = 16 << 20
    thread.start()
  }

  var soFar: [String] { condition.withLock { lines } }
  var isReady: Bool { condition.withLock { outcome != nil } }
  func onProgress(_ action: @escaping @Sendable () -> Void) { condition.withLock { wake = action } }

  /// What came of it; waits for it.
  func result() throws -> Result {
    condition.lock()
    defer { condition.unlock() }
    while outcome == nil { condition.wait() }
    guard let outcome else { throw CancellationError() }
    return try outcome.get()
  }

  /// Nobody waits for it any more: `action` takes what comes of it.
  func abandon(_ action: @escaping (Result) -> Void) {
    condition.withLock {
      abandoned = action
      if case .success(let value) = outcome { action(value) }
    }
  }

  private func change(_ body: () -> Void) {
    condition.lock()
    body()
    condition.broadcast()
    let wake = wake
    condition.unlock()
    wake?()
  }
}
