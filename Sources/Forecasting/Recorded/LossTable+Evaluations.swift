public import Experiment

extension LossTable {
  /// The losses by position of a run's evaluations; of two at the same count of tokens the later one.
  ///
  /// - Throws: `ForecastError` if there are none with losses by position, or these are not finite or not of one length.
  public init(of evaluations: [Evaluation]) throws(ForecastError) {
    var last: [Int: Evaluation] = [:]
    for evaluation in evaluations where evaluation.tokens >= 1 { last[evaluation.tokens] = evaluation }
    try self.init(
      last.values.map { Checkpoint(tokens: $0.tokens, losses: $0.positions.map(Double.init)) })
  }
}
