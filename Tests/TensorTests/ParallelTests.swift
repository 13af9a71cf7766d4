import Dispatch
import Foundation
import Synchronization
import Testing
import Threading

/// Pieces of work on several threads.
@Suite struct ParallelTests {
  /// How often each piece was done, and whether two calls ran at once with the same worker.
  private final class Record: Sendable {
    private let state: Mutex<(counts: [Int], busy: Set<Int>, overlaps: Int)>

    init(pieces: Int) { state = Mutex((Array(repeating: 0, count: pieces), [], 0)) }

    func enter(_ piece: Int, _ worker: Int) {
      state.withLock { state in
        state.counts[piece] += 1
        if !state.busy.insert(worker).inserted { state.overlaps += 1 }
      }
    }

    func leave(_ worker: Int) { state.withLock { _ = $0.busy.remove(worker) } }

    var counts: [Int] { state.withLock { $0.counts } }
    var overlaps: Int { state.withLock { $0.overlaps } }
  }

  private func check(pieces: Int, threads: Int, _ pause: () -> Void = {}) {
    let record = Record(pieces: pieces)
    Parallel.run(pieces, threads: threads) { piece, worker in
      #expect((0..<max(threads, 1)).contains(worker))
      record.enter(piece, worker)
      pause()
      record.leave(worker)
    }
    #expect(record.counts == Array(repeating: 1, count: pieces))
    #expect(record.overlaps == 0)
  }

  @Test func everyPieceIsDoneOnceByOneWorkerAtATime() {
    for pieces in [0, 1, 2, 3, 100] {
      for threads in [1, 2, 3, 8] { check(pieces: pieces, threads: threads) }
    }
  }

  /// Between and within the calls workers go to sleep and are woken again.
  @Test func sleepersAreWokenAndWaitedFor() {
    for _ in 0..<5 {
      check(pieces: 3, threads: 3) { Thread.sleep(forTimeInterval: 0.002) }
      Thread.sleep(forTimeInterval: 0.002)
    }
  }

  @Test func aPieceMayBeginPieces() {
    let sum = Mutex(0)
    Parallel.run(4, threads: 2) { outer, _ in
      Parallel.run(5, threads: 3) { inner, _ in sum.withLock { $0 += 10 * outer + inner } }
    }
    let total = sum.withLock { $0 }
    #expect(total == 340)
  }

  @Test func callsFromSeveralThreadsDoNotMeet() {
    let done = DispatchGroup()
    for _ in 0..<6 {
      Thread { [self] in
        for pieces in 1..<60 { check(pieces: pieces, threads: 3) }
        done.leave()
      }.startCounted(in: done)
    }
    #expect(done.wait(timeout: .now() + 60) == .success)
  }
}

extension Thread {
  fileprivate func startCounted(in group: DispatchGroup) {
    group.enter()
    start()
  }
}
