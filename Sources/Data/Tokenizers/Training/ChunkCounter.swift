internal import Threading

/// Cuts text into chunks and counts the distinct ones, on several threads.
///
/// Sums of counts do not depend on the order in which they are made, so neither does anything on the number of threads.
final class ChunkCounter {
  private let preTokenizer: PreTokenizer
  private let threads: Int
  private let tables: UnsafeMutablePointer<ChunkTable>
  /// Bytes of text that were counted.
  private(set) var byteCount = 0

  /// About so many bytes are one piece of work.
  private static let grain = 1 << 18

  init(preTokenizer: PreTokenizer = .standard, threads: Int) {
    self.preTokenizer = preTokenizer
    self.threads = threads
    tables = .allocate(capacity: threads)
    for worker in 0..<threads { (tables + worker).initialize(to: ChunkTable()) }
  }

  deinit {
    tables.deinitialize(count: threads)
    tables.deallocate()
  }

  /// Adds the chunks of `text`, which is cut after each line feed.
  func add(_ text: UnsafeBufferPointer<UInt8>) {
    guard let base = text.baseAddress, text.count > 0 else { return }
    let cuts = LineCuts.cuts(of: text, grain: Self.grain)
    let end = text.count
    Parallel.run(cuts.count - 1, threads: threads) { piece, worker in
      Self.count(base, cuts[piece]..<cuts[piece + 1], end: end, with: preTokenizer, into: &tables[worker])
    }
    byteCount += text.count
  }

  /// Adds texts that lie one after another in `text`; they end at `ends`, and each is cut after each line feed.
  func add(_ text: UnsafeBufferPointer<UInt8>, ends: [Int]) {
    guard let base = text.baseAddress else { return }
    // Stretches of whole texts of about `grain` bytes, as indices into `ends`.
    var cuts = [0]
    var start = 0
    for (index, end) in ends.enumerated() where end - start >= Self.grain || index == ends.count - 1 {
      cuts.append(index + 1)
      start = end
    }
    Parallel.run(cuts.count - 1, threads: threads) { piece, worker in
      for index in cuts[piece]..<cuts[piece + 1] {
        let range = (index == 0 ? 0 : ends[index - 1])..<ends[index]
        Self.count(base, range, end: text.count, with: preTokenizer, into: &tables[worker])
      }
    }
    byteCount += text.count
  }

  private static func count(
    _ text: UnsafePointer<UInt8>, _ range: Range<Int>, end: Int, with preTokenizer: PreTokenizer,
    into table: inout ChunkTable
  ) {
    var isNew = false
    LineCuts.forEachLine(text, range) { line in
      preTokenizer.forEachChunk(text, line) { start, stop in
        table.value(of: text + start, length: stop &- start, readable: end &- start, isNew: &isNew).pointee &+= 1
      }
    }
  }

  /// Calls `body` with every distinct chunk and the number of times it occurs.
  func forEach(_ body: (UnsafeBufferPointer<UInt8>, Int) -> Void) {
    var isNew = false
    for worker in 1..<max(threads, 1) {
      tables[worker].forEach { chunk, times in
        let total = tables[0].value(of: chunk.baseAddress!, length: chunk.count, readable: chunk.count, isNew: &isNew)
        total.pointee += times
      }
      tables[worker] = ChunkTable()
    }
    tables[0].forEach(body)
  }
}
