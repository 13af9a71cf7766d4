internal import CKernels

extension Tape {
  /// Scaled dot-product attention of all heads, on the output of one joint projection.
  ///
  /// A piece of work is one head of one sequence: its scores exist for a block of queries at a time and are computed
  /// again in the backward pass, so nothing of size B × H × T × T is ever stored.
  ///
  /// Shapes: qkv (B·T, 3·H·K) with queries, keys and values side by side; result (B·T, H·K).
  /// - Parameters:
  ///   - length: T, the number of positions of a sequence.
  ///   - causal: whether position t sees positions 0 … t only.
  ///   - rotary: turns queries and keys by their position first; at least T positions.
  ///   - keyBias: (B·T), added to the scaled scores of each key, for all heads and queries: −∞ hides a key, ln n lets it
  ///     count n times. No gradient goes there. A query that sees no key at all gets zeros.
  public func attention(
    qkv: Tensor, heads: Int, length: Int, causal: Bool, rotary: RotaryTable?, keyBias: Tensor? = nil
  ) -> Tensor {
    precondition(qkv.rows % length == 0, "attention: \(qkv.rows) tokens in sequences of \(length)")
    let lengths = Array(repeating: length, count: qkv.rows / length)
    return attention(qkv: qkv, heads: heads, lengths: lengths, causal: causal, rotary: rotary, keyBias: keyBias)
  }

  /// The same for sequences of any lengths, one after another without padding.
  ///
  /// Shapes: qkv (ΣT, 3·H·K), keyBias (ΣT) or nil; result (ΣT, H·K).
  /// - Parameter lengths: T of each sequence, above 0.
  public func attention(
    qkv: Tensor, heads: Int, lengths: [Int], causal: Bool, rotary: RotaryTable?, keyBias: Tensor? = nil
  ) -> Tensor {
    let shape = AttentionShape(qkv: qkv, heads: heads, lengths: lengths, causal: causal)
    precondition(
      keyBias == nil || keyBias!.count == shape.tokens && !keyBias!.needsGradient,
      "attention: keyBias \(keyBias!.shape) for \(shape.tokens) keys, as a constant")
    precondition(rotary == nil || rotary!.headWidth == shape.width, "attention: rotary table of another head width")
    precondition(rotary == nil || rotary!.length >= shape.longest, "attention: rotary table is too short")
    let output = result(of: [qkv], shape: [shape.tokens, shape.model])
    let logSums = arena.floats(shape.tokens * heads)

    pool.parallel(shape.sequences.count * heads) { piece, worker in
      let head = HeadWork(shape, piece: piece, scratch: pool.scratch(worker, count: HeadWork.scratchCount(shape)))
      head.loadQueriesAndKeys(qkv.data, rotary)
      for block in head.sequence.blocks {
        head.scores(block, head.probabilities, keyBias)
        kernel_causal_softmax(
          head.probabilities, head.length, block.rows, block.columns, block.offset, shape.scale,
          logSums + head.logSumOffset + block.first)
        BLAS.multiply(
          m: block.rows, n: shape.width, k: block.columns, head.probabilities, lda: head.length,
          qkv.data + head.valueOffset, ldb: 3 * shape.model,
          output.data + head.outputOffset + block.first * shape.model,
          ldc: shape.model)
      }
    }
    record(output) { [self] dOutput in
      guard let target = destination(qkv) else { return }
      pool.parallel(shape.sequences.count * heads) { piece, worker in
        let head = HeadWork(shape, piece: piece, scratch: pool.scratch(worker, count: HeadWork.scratchCount(shape)))
        head.loadQueriesAndKeys(qkv.data, rotary)
        // The last block sees all keys: it overwrites, the others add.
        for (index, block) in head.sequence.blocks.reversed().enumerated() {
          head.backward(
            block, values: qkv.data, dOutput: dOutput, logSums: logSums + head.logSumOffset, keyBias,
            beta: index == 0 ? 0 : 1)
        }
        head.storeGradients(target, rotary)
      }
    }
    return output
  }
}

/// Sizes of one attention operation.
private struct AttentionShape {
  /// Queries whose scores exist at a time: a block of 64 × T scores and its gradient stay in the second-level cache,
  /// and causal attention skips most of what lies above the diagonal.
  static let queryBlock = 64

  struct Block {
    let first: Int
    let rows: Int
    /// Keys that any of these queries sees.
    let columns: Int
    /// Query i of the block sees the keys j ≤ i + offset.
    let offset: Int
  }

  struct Sequence {
    /// Row of its first position.
    let start: Int
    /// Number of its positions.
    let length: Int
    let blocks: [Block]
  }

  let tokens: Int
  let model: Int
  let heads: Int
  let width: Int
  let scale: Float
  let sequences: [Sequence]
  /// Positions of the longest sequence.
  let longest: Int

  init(qkv: Tensor, heads: Int, lengths: [Int], causal: Bool) {
    precondition(qkv.columns % (3 * heads) == 0, "attention: qkv \(qkv.shape) for \(heads) heads")
    precondition(lengths.allSatisfy { $0 > 0 }, "attention: an empty sequence")
    precondition(lengths.reduce(0, +) == qkv.rows, "attention: \(qkv.rows) tokens, sequences of \(lengths)")
    tokens = qkv.rows
    model = qkv.columns / 3
    self.heads = heads
    width = model / heads
    scale = 1 / Float(width).squareRoot()
    longest = lengths.max() ?? 0
    var blocks: [Int: [Block]] = [:]
    var start = 0
    sequences = lengths.map { length in
      let own = blocks[length] ?? Self.blocks(length, causal: causal)
      blocks[length] = own
      defer { start += length }
      return Sequence(start: start, length: length, blocks: own)
    }
  }

  private static func blocks(_ length: Int, causal: Bool) -> [Block] {
    stride(from: 0, to: length, by: queryBlock).map { first in
      let rows = min(queryBlock, length - first)
      return Block(
        first: first, rows: rows, columns: causal ? first + rows : length, offset: causal ? first : length)
    }
  }
}

/// One head of one sequence in a worker's scratch memory.
private struct HeadWork {
  let shape: AttentionShape
  let queries: UnsafeMutablePointer<Float>  // (T, K), turned
  let keys: UnsafeMutablePointer<Float>  // (T, K), turned
  let dQueries: UnsafeMutablePointer<Float>  // (T, K)
  let dKeys: UnsafeMutablePointer<Float>  // (T, K)
  let dValues: UnsafeMutablePointer<Float>  // (T, K)
  let probabilities: UnsafeMutablePointer<Float>  // (block, T)
  let dScores: UnsafeMutablePointer<Float>  // (block, T)
  let sequence: AttentionShape.Sequence
  let queryOffset: Int
  let outputOffset: Int
  /// Where the head's logarithms of sums begin.
  let logSumOffset: Int

  var length: Int { sequence.length }

  var keyOffset: Int { queryOffset + shape.model }
  var valueOffset: Int { queryOffset + 2 * shape.model }

  static func scratchCount(_ shape: AttentionShape) -> Int {
    5 * shape.longest * shape.width + 2 * AttentionShape.queryBlock * shape.longest
  }

  init(_ shape: AttentionShape, piece: Int, scratch: UnsafeMutablePointer<Float>) {
    self.shape = shape
    let (quotient, head) = piece.quotientAndRemainder(dividingBy: shape.heads)
    sequence = shape.sequences[quotient]
    let headSize = sequence.length * shape.width
    queries = scratch
    keys = scratch + headSize
    dQueries = scratch + 2 * headSize
    dKeys = scratch + 3 * headSize
    dValues = scratch + 4 * headSize
    probabilities = scratch + 5 * headSize
    dScores = probabilities + AttentionShape.queryBlock * sequence.length
    queryOffset = sequence.start * 3 * shape.model + head * shape.width
    outputOffset = sequence.start * shape.model + head * shape.width
    logSumOffset = sequence.start * shape.heads + head * sequence.length
  }

  func loadQueriesAndKeys(_ qkv: UnsafePointer<Float>, _ rotary: RotaryTable?) {
    for (offset, target) in [(queryOffset, queries), (keyOffset, keys)] {
      if let rotary {
        kernel_rotary(
          qkv + offset, 3 * shape.model, target, shape.width, rotary.cosines, rotary.sines, shape.width / 2,
          length, shape.width / 2, 0, 0)
      } else {
        for row in 0..<length {
          (target + row * shape.width).update(from: qkv + offset + row * 3 * shape.model, count: shape.width)
        }
      }
    }
  }

  /// Unscaled scores of a block of queries against the keys that it sees; the bias of a key comes in divided by the
  /// scale, so that the softmax has one factor for both.
  func scores(_ block: AttentionShape.Block, _ target: UnsafeMutablePointer<Float>, _ keyBias: Tensor?) {
    if let keyBias {
      let bias = keyBias.data + sequence.start
      for column in 0..<block.columns { target[column] = bias[column] / shape.scale }
      for row in 1..<max(block.rows, 1) { (target + row * length).update(from: target, count: block.columns) }
    }
    BLAS.multiply(
      transposeB: true, m: block.rows, n: block.columns, k: shape.width, queries + block.first * shape.width,
      lda: shape.width, keys, ldb: shape.width, beta: keyBias == nil ? 0 : 1, target, ldc: length)
  }

  func backward(
    _ block: AttentionShape.Block, values: UnsafePointer<Float>, dOutput: UnsafePointer<Float>,
    logSums: UnsafePointer<Float>, _ keyBias: Tensor?, beta: Float
  ) {
    let (t, width) = (length, shape.width)
    let rowOffset = outputOffset + block.first * shape.model
    scores(block, probabilities, keyBias)
    kernel_causal_probabilities(
      probabilities, t, block.rows, block.columns, block.offset, shape.scale, logSums + block.first)
    BLAS.multiply(
      transposeB: true, m: block.rows, n: block.columns, k: width, dOutput + rowOffset, lda: shape.model,
      values + valueOffset, ldb: 3 * shape.model, dScores, ldc: t)
    kernel_causal_softmax_backward(
      probabilities, dScores, t, block.rows, block.columns, block.offset, shape.scale)
    BLAS.multiply(
      m: block.rows, n: width, k: block.columns, dScores, lda: t, keys, ldb: width, dQueries + block.first * width,
      ldc: width)
    BLAS.multiply(
      transposeA: true, m: block.columns, n: width, k: block.rows, dScores, lda: t, queries + block.first * width,
      ldb: width, beta: beta, dKeys, ldc: width)
    BLAS.multiply(
      transposeA: true, m: block.columns, n: width, k: block.rows, probabilities, lda: t, dOutput + rowOffset,
      ldb: shape.model, beta: beta, dValues, ldc: width)
  }

  /// Turns the gradients back and puts them beside each other.
  func storeGradients(_ target: Tape.Destination, _ rotary: RotaryTable?) {
    for (offset, source, turns) in [
      (queryOffset, dQueries, true), (keyOffset, dKeys, true), (valueOffset, dValues, false),
    ] {
      if let rotary, turns {
        kernel_rotary(
          source, shape.width, target.data + offset, 3 * shape.model, rotary.cosines, rotary.sines, shape.width / 2,
          length, shape.width / 2, 1, target.accumulates ? 1 : 0)
        continue
      }
      for row in 0..<length {
        let from = source + row * shape.width
        let to = target.data + offset + row * 3 * shape.model
        if target.accumulates {
          for i in 0..<shape.width { to[i] += from[i] }
        } else {
          to.update(from: from, count: shape.width)
        }
      }
    }
  }
}
