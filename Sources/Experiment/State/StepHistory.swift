/// All steps of a run, column by column. Index 0 is the first recorded step, usually step 1.
///
/// About 120 bytes a step: 100 thousand steps take 12 MB.
public struct StepHistory: Sendable, Equatable {
  /// Step numbers, rising.
  public private(set) var step: [Int] = []
  /// Tokens seen since the run's beginning.
  public private(set) var tokens: [Int] = []
  /// Seconds since 1970 at which the step's event was emitted.
  @Exact public private(set) var time: [Double] = []
  /// Mean cross-entropy in nats a token.
  @Exact public private(set) var loss: [Double] = []
  /// Learning rate.
  @Exact public private(set) var learningRate: [Double] = []
  /// Global norm of the gradient before clipping.
  @Exact public private(set) var gradientNorm: [Double] = []
  /// Tokens a second.
  @Exact public private(set) var tokensPerSecond: [Double] = []
  /// Wall-clock seconds of the step.
  @Exact public private(set) var seconds: [Double] = []
  /// GFLOP/s by the model's own count.
  @Exact public private(set) var gflops: [Double] = []
  /// Resident memory in bytes.
  public private(set) var residentBytes: [Int] = []
  /// Further terms of the objective.
  public private(set) var terms = NamedColumns()
  /// Seconds by phase.
  public private(set) var phases = NamedColumns()

  /// Number of steps recorded.
  public var count: Int { step.count }

  /// Index of the last recorded step that is not after this one; nil when all are after it.
  public func index(ofStep number: Int) -> Int? {
    var low = 0
    var high = step.count
    while low < high {
      let middle = (low + high) / 2
      if step[middle] <= number { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : low - 1
  }

  mutating func append(_ event: Step, time now: Double) {
    step.append(event.step)
    tokens.append(event.tokens)
    time.append(now)
    loss.append(event.loss)
    learningRate.append(event.learningRate)
    gradientNorm.append(event.gradientNorm)
    tokensPerSecond.append(event.tokensPerSecond)
    seconds.append(event.seconds)
    gflops.append(event.gflops)
    residentBytes.append(event.residentBytes)
    terms.append(event.terms)
    phases.append(event.phases)
  }

  mutating func cut(to rows: Int) {
    guard rows < count else { return }
    let surplus = count - rows
    step.removeLast(surplus)
    tokens.removeLast(surplus)
    time.removeLast(surplus)
    loss.removeLast(surplus)
    learningRate.removeLast(surplus)
    gradientNorm.removeLast(surplus)
    tokensPerSecond.removeLast(surplus)
    seconds.removeLast(surplus)
    gflops.removeLast(surplus)
    residentBytes.removeLast(surplus)
    terms.cut(to: rows)
    phases.cut(to: rows)
  }
}
