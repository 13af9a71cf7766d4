internal import Threading

/// The ids of some pieces of text, one after another.
public struct EncodedPieces: ~Copyable {
  private var buffer = GrowableBuffer<Int32>(capacity: 1 << 12)
  private var ends = GrowableBuffer<Int>()
  /// The bytes of text.
  public private(set) var byteCount = 0

  /// The number of pieces.
  public var count: Int { ends.count }
  /// The number of ids.
  public var idCount: Int { buffer.count }

  /// Calls `body` with the ids of each piece in order.
  public func forEach(_ body: (UnsafeBufferPointer<Int32>) -> Void) {
    var start = 0
    for index in 0..<ends.count {
      body(UnsafeBufferPointer(start: buffer.base + start, count: ends[index] - start))
      start = ends[index]
    }
  }

  mutating func add(bytes: Int, _ encode: (inout GrowableBuffer<Int32>) -> Void) {
    encode(&buffer)
    ends.append(buffer.count)
    byteCount += bytes
  }
}

extension BPETokenizer {
  /// How a file is encoded.
  public struct FileOptions: Sendable {
    /// Whether special tokens are looked for.
    public var special = true
    /// Whether the whole file is one piece, instead of each line with its line feed.
    public var whole = false
    /// 0 means one for each core.
    public var threads = 0

    /// Special tokens are looked for, each line is a piece, and all cores work.
    public init() {}
  }

  /// Encodes a file of any size, block by block and on several threads.
  ///
  /// - Parameters:
  ///   - transform: makes something of consecutive pieces; called on several threads at once.
  ///   - consume: gets what `transform` made, in the order of the text.
  ///   - progress: gets the number of bytes done after each block.
  ///
  /// Throws: `DataError` if the file cannot be read, and what `consume` throws.
  public func encode<Output: Sendable>(
    file path: String, options: FileOptions = FileOptions(), transform: (borrowing EncodedPieces) -> Output,
    consume: (Output) throws -> Void, progress: (Int) -> Void = { _ in }
  ) throws {
    let reader = try BlockReader(path: path)
    let threads = Parallel.threads(options.threads)
    var done = 0
    while try reader.next(
      whole: options.whole,
      { block in
        let cuts = options.whole ? [0, block.count] : LineCuts.cuts(of: block, grain: 1 << 18)
        var outputs = [Output?](repeating: nil, count: cuts.count - 1)
        outputs.withUnsafeMutableBufferPointer { outputs in
          nonisolated(unsafe) let outputs = outputs
          Parallel.run(cuts.count - 1, threads: threads) { piece, _ in
            outputs[piece] = transform(encode(block, cuts[piece]..<cuts[piece + 1], options))
          }
        }
        for case let output? in outputs { try consume(output) }
        done += block.count
      })
    { progress(done) }
  }

  private func encode(
    _ block: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ options: FileOptions
  ) -> EncodedPieces {
    var pieces = EncodedPieces()
    let base = block.baseAddress!
    withEncoder { encoder in
      var start = range.lowerBound
      while start < range.upperBound {
        let stop = options.whole ? range.upperBound : LineCuts.lineEnd(base, from: start, end: range.upperBound)
        pieces.add(bytes: stop - start) { ids in
          encode(base, start..<stop, end: block.count, special: options.special, with: &encoder, to: &ids)
        }
        start = stop
      }
    }
    return pieces
  }
}
