public import Experiment
internal import Foundation
internal import Models
public import Tensor

extension LanguageModel {
  /// Mean losses over the held-out batches, in all, by domain and by position.
  public func evaluate(_ tape: Tape) -> EvaluationResult {
    let length = data.sequenceLength
    var positions = [Double](repeating: 0, count: length)
    var domains = [(sum: Double, tokens: Int)](repeating: (0, 0), count: data.domains.count)
    var sequences = 0
    for batch in heldOut {
      tape.begin(recording: false)
      let losses = tape.arena.floats(batch.inputs.count)
      _ = model.forward(
        tape, inputs: batch.inputs, targets: batch.targets, length: batch.sequenceLength, losses: losses)
      for sequence in 0..<batch.count {
        var sum = 0.0
        for t in 0..<length {
          let loss = Double(losses[sequence * length + t])
          sum += loss
          positions[t] += loss
        }
        domains[Int(batch.domains[sequence])].sum += sum
        domains[Int(batch.domains[sequence])].tokens += length
      }
      sequences += batch.count
    }
    let tokens = domains.reduce(0) { $0 + $1.tokens }
    let mean = tokens == 0 ? .nan : domains.reduce(0) { $0 + $1.sum } / Double(tokens)
    return EvaluationResult(
      loss: mean, bitsPerByte: mean / log(2) / (data.bytesPerToken ?? .nan),
      domains: zip(data.domains, domains).filter { $0.1.tokens > 0 }.map { name, total in
        DomainLoss(domain: name, loss: total.sum / Double(total.tokens), tokens: total.tokens)
      },
      positions: positions.map { Float($0 / Double(max(sequences, 1))) })
  }
}
