/// Asynchronous successive halving (ASHA; Li et al. 2020, arXiv:1810.05934, Algorithm 2), the choice of the next job.
///
/// A pure function of what is known. Nobody waits for a rung to fill: whenever there is room, the best trial of the highest
/// rung that has one to promote goes on, else a new one starts at the bottom.
public struct SuccessiveHalving: Sendable, Equatable {
  /// A trial at a rung.
  public struct Result: Sendable, Equatable {
    /// The trial's number.
    public var trial: Int
    /// The objective there; lower is better, NaN is worst.
    public var value: Double
    /// Whether it may go on: not for one that was ended by hand or failed.
    public var isOpen: Bool

    /// All fields, as they are described above.
    public init(trial: Int, value: Double, isOpen: Bool = true) {
      (self.trial, self.value, self.isOpen) = (trial, value, isOpen)
    }
  }

  /// One trial of so many goes on: η.
  public let reduction: Int

  /// With this η.
  public init(reduction: Int) {
    precondition(reduction >= 2)
    self.reduction = reduction
  }

  /// The trial to promote, or nil when there is none and a new one should start.
  ///
  /// - Parameters:
  ///   - rungs: what has reached each rung but the last, the lowest first; a trial stands in all rungs it has reached.
  ///   - promoted: trials that have been sent on from each of these rungs.
  /// - Returns: the trial and the rung it leaves.
  public func promotion(_ rungs: [[Result]], promoted: [Set<Int>]) -> (trial: Int, from: Int)? {
    for rung in rungs.indices.reversed() {
      let best = ranked(rungs[rung]).prefix(rungs[rung].count / reduction)
      if let next = best.first(where: { $0.isOpen && !promoted[rung].contains($0.trial) }) { return (next.trial, rung) }
    }
    return nil
  }

  /// The best first; the earlier trial where two are equal.
  public func ranked(_ results: [Result]) -> [Result] {
    results.sorted { one, other in
      let (a, b) = (one.value.isNaN ? .infinity : one.value, other.value.isNaN ? .infinity : other.value)
      return a == b ? one.trial < other.trial : a < b
    }
  }
}
