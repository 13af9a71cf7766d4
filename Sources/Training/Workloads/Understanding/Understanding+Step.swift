internal import Experiment
internal import Models
public import Tensor

extension Understanding {
  /// Forward and backward on the batches of that index: one, or as many as PCGrad looks at together.
  ///
  /// With several the gradient is the mean over the batches, so that a learning rate means the same; what the tasks share
  /// is what all of them move. Batches of one task count as one gradient. The loss is the scaled one under every rule.
  public func step(_ index: Int, _ tape: Tape) -> StepResult {
    tape.clock.enter("data")
    encoder.prepare(step: index)
    let noise = EncoderNoise(rate: dropout, seed: seed, step: index)
    let batches = data.batches(at: index)
    var tasks: [Int] = []
    for batch in batches where !tasks.contains(batch.task) { tasks.append(batch.task) }
    let moved = tasks.map(touched(by:))
    var (losses, mixtures): ([Double], [[MixtureStatistics]]) = ([], [])
    func pass(_ number: Int) {
      for batch in batches where batch.task == tasks[number] {
        let (loss, mixture) = descend(on: batch, tape, noise: noise, share: 1 / Float(batches.count))
        losses.append(loss)
        mixtures.append(mixture)
      }
    }
    var terms: [NamedValue] = []
    if let projection {
      let groups = parameterGroups
      let shared = moved.dropFirst().reduce(moved[0]) { common, other in common.filter { other.contains($0) } }
      let conflicts = projection.run(
        tasks: tasks.count, shared: shared.flatMap { groups[$0].parameters }, seed: seed, step: index, tape.pool,
        pass: pass)
      terms = [NamedValue("conflicts", Double(conflicts))]
    } else {
      for number in tasks.indices { pass(number) }
    }
    stepsDone = index + 1
    return StepResult(
      loss: losses.reduce(0, +) / Double(losses.count), terms: terms,
      ledgers: [MixtureStatistics].joined(mixtures).map { LayerLedger(layer: $0.layer, $0.statistics) },
      tokens: batches.reduce(0) { $0 + $1.tokens }, task: tasks.count == 1 ? tasks[0] : nil,
      touched: Set(moved.joined()).sorted())
  }

  /// Adds `share` of a batch's gradient to the block.
  ///
  /// - Returns: the scaled loss, and what gates did.
  private func descend(
    on batch: TaskBatch, _ tape: Tape, noise: EncoderNoise, share: Float
  ) -> (loss: Double, mixture: [MixtureStatistics]) {
    tape.begin(recording: true)
    let (outputs, mixture) = self.outputs(tape, batch, noise: noise)
    let head = heads[batch.task]
    let loss = head.loss(tape, outputs: outputs, targets: batch.targets)
    tape.backward(from: weighting.objective(tape, loss, task: batch.task), seed: share)
    tape.finish(block)
    return (Double(loss.data[0] * head.kind.lossScale), mixture)
  }
}
