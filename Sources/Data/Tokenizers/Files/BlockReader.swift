import Foundation

/// Reads a file block by block, each of them ending after a line feed, so that a file of any size takes little memory.
///
/// A line longer than a block makes a longer block.
final class BlockReader {
  /// The bytes of the file where it is an ordinary one, else 0.
  let size: Int
  private let path: String
  private let descriptor: Int32
  private let blockSize: Int
  private var buffer: GrowableBuffer<UInt8>
  /// Bytes of `buffer` that the last block took.
  private var given = 0
  private var atEnd = false

  /// Opens the file. Throws: `DataError` naming it and the reason.
  init(path: String, blockSize: Int = 1 << 24) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DataError("cannot read \(path): \(String(cString: strerror(errno)))") }
    self.path = path
    self.descriptor = descriptor
    self.blockSize = blockSize
    buffer = GrowableBuffer(capacity: blockSize + 64)
    var status = stat()
    let known = fstat(descriptor, &status) == 0
    size = known && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
    if !known || status.st_mode & S_IFMT == S_IFDIR {
      throw DataError("cannot read \(path): it is not a file")
    }
  }

  deinit { close(descriptor) }

  /// Calls `body` with the next block; false at the end of the file.
  ///
  /// - Parameter whole: true to get all that is left as one block.
  func next(whole: Bool = false, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws -> Bool {
    buffer.removeFirst(given)
    given = 0
    var searched = 0
    while true {
      try fill(whole: whole)
      if atEnd {
        given = buffer.count
        break
      }
      if let end = lastLineEnd(from: searched) {
        given = end
        break
      }
      searched = buffer.count
      buffer.reserve(buffer.count * 2)
    }
    if given == 0 { return false }
    try body(UnsafeBufferPointer(start: buffer.base, count: given))
    return true
  }

  private func lastLineEnd(from start: Int) -> Int? {
    var index = buffer.count
    while index > start {
      if buffer[index - 1] == 0x0A { return index }
      index -= 1
    }
    return nil
  }

  /// Reads until there is at least one block more than before, or the file is at its end.
  private func fill(whole: Bool) throws {
    let target = whole ? Int.max : buffer.count + blockSize
    while !atEnd, buffer.count < target {
      let room = min(1 << 22, target - buffer.count)
      let start = buffer.extend(by: room)
      let got = read(descriptor, buffer.base + start, room)
      if got < 0 && errno != EINTR {
        throw DataError("cannot read \(path) to its end: \(String(cString: strerror(errno)))")
      }
      buffer.truncate(to: start + max(got, 0))
      atEnd = got == 0
    }
  }
}
