import Synchronization
import Tensor
import Testing

@Suite struct MemoryTests {
  @Test func arenaHandsOutAlignedDisjointMemory() {
    let arena = Arena(chunkBytes: 1 << 12)
    var taken: [(start: Int, end: Int)] = []
    for count in [1, 15, 16, 17, 1000, 3000, 0, 5] {
      let start = Int(bitPattern: arena.floats(count))
      #expect(start % 64 == 0)
      let end = start + 4 * max(count, 1)
      #expect(taken.allSatisfy { end <= $0.start || start >= $0.end })
      taken.append((start, end))
    }
  }

  @Test func arenaReusesItsMemory() {
    let arena = Arena(chunkBytes: 1 << 12)
    let sizes = [100, 900, 2000, 300]
    let first = sizes.map { arena.floats($0) }
    let peak = arena.peakBytes
    arena.reset()
    #expect(sizes.map { arena.floats($0) } == first)
    #expect(arena.peakBytes == peak)

    let mark = arena.mark
    let after = arena.floats(10)
    _ = arena.floats(5000)
    arena.rewind(to: mark)
    #expect(arena.floats(10) == after)
  }

  @Test(arguments: [1, 2, 5], [0, 1, 2, 3, 100]) func everyPieceRunsOnce(threads: Int, pieces: Int) {
    let pool = ThreadPool(threads: threads)
    let runs = Mutex(Array(repeating: 0, count: pieces))
    let workers = Mutex(Set<Int>())
    pool.parallel(pieces) { piece, worker in
      runs.withLock { $0[piece] += 1 }
      _ = workers.withLock { $0.insert(worker) }
    }
    #expect(runs.withLock { $0 }.allSatisfy { $0 == 1 })
    #expect(workers.withLock { $0 }.allSatisfy { $0 < threads })
  }

  @Test func rangesCoverTheCount() {
    let ranges = Mutex<[Range<Int>]>([])
    ThreadPool(threads: 2).parallel(count: 23, grain: 5) { range, _ in ranges.withLock { $0.append(range) } }
    #expect(
      ranges.withLock { $0.sorted { $0.lowerBound < $1.lowerBound } } == [0..<5, 5..<10, 10..<15, 15..<20, 20..<23])
  }

  @Test func scratchGrowsAndStays() {
    let pool = ThreadPool(threads: 1)
    let small = pool.scratch(0, count: 100)
    #expect(pool.scratch(0, count: 50) == small)
    let large = pool.scratch(0, count: 10_000)
    #expect(Int(bitPattern: large) % 64 == 0)
    large[9_999] = 1
    #expect(pool.scratch(0, count: 200) == large)
  }
}
