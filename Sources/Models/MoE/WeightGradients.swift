internal import Tensor

/// Gradients of the experts' matrices: sums over all rows of an expert.
///
/// Cut into pieces by rows of the matrix, never by tokens: each element is summed by one thread in the order of the
/// rows, so no sum depends on the number of threads.
struct WeightGradients {
  /// Rows of the input that are multiplied at a time.
  private static let chunk = 512

  /// Rows of a matrix in a piece: fewer where one expert has so many tokens that the others would wait for it.
  private var block: Int {
    let most = (0..<experts).reduce(0) { max($0, starts[$1 + 1] - starts[$1]) }
    return most > 2048 ? 128 : 256
  }

  /// First row of each expert, (E + 1).
  let starts: UnsafePointer<Int32>
  let experts: Int
  let (d, f): (Int, Int)
  /// (N, D), seen through `tokenOfRow` if present.
  let x: UnsafePointer<Float>
  let tokenOfRow: UnsafePointer<Int32>?
  /// (R, F)
  let hidden: UnsafePointer<Float>
  /// Gradients of the pre-activations, (R, F) each.
  let dKept: Preactivations
  /// (R, D)
  let dOut: UnsafePointer<Float>

  /// Writes or adds the gradients; experts without rows get zeros.
  func add(up: Tape.Destination?, gate: Tape.Destination?, down: Tape.Destination?, on pool: ThreadPool) {
    let block = block
    let upPieces = up == nil && gate == nil ? 0 : experts * ((d + block - 1) / block)
    let downPieces = down == nil ? 0 : experts * ((f + block - 1) / block)
    // The larger pieces come first, so that no thread begins one when the others have finished.
    pool.parallel(upPieces + downPieces) { piece, worker in
      let isUp = piece < upPieces
      let part = isUp ? piece : piece - upPieces
      let (expert, first) = (part % experts, part / experts * block)
      let rows = Int(starts[expert])..<Int(starts[expert + 1])
      if isUp {
        let scratch = pool.scratch(worker, count: min(rows.count, Self.chunk) * block)
        addInput(expert, rows, first..<min(d, first + block), up: up, gate: gate, scratch)
      } else if let down {
        addOutput(expert, rows, first..<min(f, first + block), down)
      }
    }
  }

  /// dUp, dGate [lines] = Xᵀ · dPre
  private func addInput(
    _ expert: Int, _ rows: Range<Int>, _ lines: Range<Int>, up: Tape.Destination?, gate: Tape.Destination?,
    _ gathered: UnsafeMutablePointer<Float>
  ) {
    let targets = [(up, dKept.up), (gate, dKept.gate)]
    let place = (expert * d + lines.lowerBound) * f
    if rows.isEmpty { for (target, _) in targets { target?.clear(place, lines.count * f) } }
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.chunk) {
      let length = min(Self.chunk, rows.upperBound - first)
      var (a, lda) = (x + first * d + lines.lowerBound, d)
      if let tokenOfRow {
        RowLoops.gather(
          x + lines.lowerBound, stride: d, tokenOfRow + first, rows: length, columns: lines.count, into: gathered)
        (a, lda) = (UnsafePointer(gathered), lines.count)
      }
      for case (let target?, let slopes?) in targets {
        BLAS.multiply(
          transposeA: true, m: lines.count, n: f, k: length, a, lda: lda, slopes + first * f, ldb: f,
          beta: first == rows.lowerBound ? target.beta : 1, target.data + place, ldc: f)
      }
    }
  }

  /// dDown [lines] = hiddenᵀ · dOut
  private func addOutput(_ expert: Int, _ rows: Range<Int>, _ lines: Range<Int>, _ target: Tape.Destination) {
    let place = (expert * f + lines.lowerBound) * d
    if rows.isEmpty { target.clear(place, lines.count * d) }
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.chunk) {
      BLAS.multiply(
        transposeA: true, m: lines.count, n: d, k: min(Self.chunk, rows.upperBound - first),
        hidden + first * f + lines.lowerBound, lda: f, dOut + first * d, ldb: d,
        beta: first == rows.lowerBound ? target.beta : 1, target.data + place, ldc: d)
    }
  }
}

extension Tape.Destination {
  /// Clears a stretch that gets no contribution, unless it already holds one.
  fileprivate func clear(_ place: Int, _ count: Int) {
    if !accumulates { (data + place).update(repeating: 0, count: count) }
  }
}
