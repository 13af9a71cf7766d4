import Foundation

/// Memory that is handed out in order and taken back all at once.
///
/// Blocks are 64-byte aligned and not cleared. The chunks stay allocated between steps, so a training loop allocates
/// from the system in its first step only.
public final class Arena {
  private struct Chunk {
    let base: UnsafeMutableRawPointer
    let bytes: Int
  }

  private var chunks: [Chunk] = []
  private var current = 0
  private var used = 0
  private let chunkBytes: Int
  /// The most bytes that were handed out at any time.
  public private(set) var peakBytes = 0
  /// Bytes that are handed out now, each piece rounded up to 64.
  public var usedBytes: Int { chunks.prefix(current).reduce(used) { $0 + $1.bytes } }

  /// - Parameter chunkBytes: how much address space is asked of the system at a time. Memory that is never touched costs
  ///   nothing, and a large chunk wastes less at its end than several small ones.
  public init(chunkBytes: Int = 1 << 30) {
    self.chunkBytes = chunkBytes
  }

  deinit {
    for chunk in chunks { free(chunk.base) }
  }

  /// Space for `count` elements, not cleared, valid until `reset()` or `rewind(to:)` an earlier mark.
  public func allocate<Element: BitwiseCopyable>(
    _ type: Element.Type, count: Int
  ) -> UnsafeMutablePointer<Element> {
    let bytes = (max(count, 1) * MemoryLayout<Element>.stride + 63) & ~63
    while current < chunks.count, used + bytes > chunks[current].bytes {
      current += 1
      used = 0
    }
    if current == chunks.count {
      let size = max(bytes, chunkBytes)
      chunks.append(Chunk(base: alignedMemory(bytes: size), bytes: size))
      used = 0
    }
    defer {
      used += bytes
      peakBytes = max(peakBytes, usedBytes)
    }
    return (chunks[current].base + used).bindMemory(to: type, capacity: max(count, 1))
  }

  /// Space for floats.
  public func floats(_ count: Int) -> UnsafeMutablePointer<Float> { allocate(Float.self, count: count) }

  /// A place to come back to.
  public struct Mark {
    fileprivate let chunk: Int
    fileprivate let used: Int
  }

  /// The present place.
  public var mark: Mark { Mark(chunk: current, used: used) }

  /// Takes back all that was handed out since `mark` was read.
  public func rewind(to mark: Mark) {
    current = mark.chunk
    used = mark.used
  }

  /// Takes everything back.
  public func reset() {
    current = 0
    used = 0
  }
}

/// 64-byte aligned memory from the system, not cleared.
///
/// Large blocks ask for huge pages: the packing of matrix products walks down columns, and with pages of 4 KiB it waits
/// for addresses to be looked up.
package func alignedMemory(bytes: Int) -> UnsafeMutableRawPointer {
  let isLarge = bytes >= hugePage
  let length = isLarge ? (bytes + hugePage - 1) & ~(hugePage - 1) : max(bytes, 64)
  var pointer: UnsafeMutableRawPointer?
  let status = posix_memalign(&pointer, isLarge ? hugePage : 64, length)
  guard status == 0, let pointer else { fatalError("out of memory: \(bytes) bytes asked for") }
  if isLarge { madvise(pointer, length, MADV_HUGEPAGE) }
  return pointer
}

private let hugePage = 2 << 20
