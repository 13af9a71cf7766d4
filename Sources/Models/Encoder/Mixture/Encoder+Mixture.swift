internal import Tensor

extension Encoder {
  /// The middle level as a mixture, each row as its task mixes it.
  func mix(
    _ tape: Tape, _ x: Tensor, _ batch: EncoderBatch, tasks: [Int], _ noise: EncoderNoise?
  ) -> (x: Tensor, statistics: [MixtureStatistics]) {
    let tokens = batch.tokensOfRows
    var statistics = mixture.map {
      MixtureStatistics(layer: $0.layers.lowerBound, experts: $0.experts.count, tokens: tokens)
    }
    let y = byWay(tape, x, batch, wayOfRow: tasks, ways: options.levels!.tasks) { task, x, rows in
      mix(tape, x, batch, rows: rows, task: task, noise, &statistics)
    }
    return (y, statistics)
  }

  /// What an expert or a gate reads.
  private struct Stream {
    var x: Tensor
    /// Mean over the tokens of each sequence; nil after the last part, where no gate reads it.
    var mean: Tensor?
  }

  private func mix(
    _ tape: Tape, _ x: Tensor, _ batch: EncoderBatch, rows: [Int], task: Int, _ noise: EncoderNoise?,
    _ statistics: inout [MixtureStatistics]
  ) -> Tensor {
    let (options, length) = (self.options.mixture!, batch.length)
    let ofBatch = batch.weights
    let weights = rows.flatMap { ofBatch[$0 * length..<($0 + 1) * length] }
    func stream(_ x: Tensor, isRead: Bool = true) -> Stream {
      tape.clock.enter("routing")
      return Stream(x: x, mean: isRead ? tape.weightedMean(x, weights: weights, length: length) : nil)
    }
    let start = stream(x)
    // Of the other tasks only what later experts need: their own ones feed the shared gates.
    var own = (0..<self.options.levels!.tasks).map { _ in start }
    var shared = start
    for (index, level) in mixture.enumerated() {
      let all = Array(0..<level.experts.count)
      let isLast = level.sharedGate == nil
      var outputs = [Tensor?](repeating: nil, count: all.count)
      for expert in isLast ? options.reads(task: task) : all {
        let input = expert < options.shared ? shared : own[(expert - options.shared) / options.specific]
        outputs[expert] = run(tape, level.experts[expert], input.x, batch, rows: rows, noise)
      }
      func mixed(_ gate: EncoderLayer.Affine, _ input: Stream, _ experts: [Int]) -> (x: Tensor, gates: Tensor) {
        tape.clock.enter("routing")
        let gates = tape.softmax(gate(tape, input.mean!))
        return (tape.mixture(of: experts.map { outputs[$0]! }, gates: gates, length: length), gates)
      }
      let nextShared = level.sharedGate.map { stream(mixed($0, shared, all).x) }
      let isNextLast = index + 2 >= mixture.count
      for reader in own.indices where reader == task || (options.specific > 0 && !isNextLast) {
        let reads = options.reads(task: reader)
        let (x, gates) = mixed(level.gates[reader], own[reader], reads)
        if reader == task { statistics[index].note(gates, rows: rows, experts: reads) }
        own[reader] = stream(x, isRead: !isLast)
      }
      if let nextShared { shared = nextShared }
    }
    return own[task].x
  }
}
