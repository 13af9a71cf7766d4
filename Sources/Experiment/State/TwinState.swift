/// A run and its twin side by side, from the moment when the copy was made.
public struct TwinState: Sendable, Equatable {
  /// How it began.
  public let start: TwinStart
  /// The run's own steps since then.
  public private(set) var original = Course()
  /// The twin's.
  public private(set) var twin = Course()
  /// How it ended; nil while both are there.
  public private(set) var end: TwinEnd?

  /// The steps, layers and evaluations of one of the two.
  public struct Course: Sendable, Equatable {
    /// All steps, by column.
    public fileprivate(set) var steps = StepHistory()
    /// The MoE layers in the order of the model; rows as in `steps`.
    public fileprivate(set) var layers: [LayerHistory] = []
    /// Held-out figures, in order; without their tables.
    public fileprivate(set) var evaluations: [Evaluation] = []

    fileprivate mutating func take(_ step: Step, time: Double) {
      let index = steps.count
      steps.append(step, time: time)
      for ledger in step.ledgers.prefix(RunState.layerLimit) where ledger.isWellFormed {
        if let known = layers.firstIndex(where: { $0.layer == ledger.layer && $0.part == ledger.part }) {
          if layers[known].experts == ledger.experts { layers[known].append(ledger, at: index) }
        } else {
          layers.append(LayerHistory(ledger))
          layers[layers.count - 1].append(ledger, at: index)
        }
      }
    }

    fileprivate mutating func take(_ evaluation: Evaluation) {
      var short = evaluation
      short.clusters = []
      for layer in short.layers.indices { short.layers[layer].forgetTables() }
      evaluations.append(short)
    }
  }

  /// A twin at its beginning.
  public init(_ start: TwinStart) { self.start = start }

  /// Steps that both have done.
  public var stepsDone: Int { min(original.steps.count, twin.steps.count) }

  /// Loss of the twin less that of the original, at each step that both have done.
  public var lossDifferences: [Double] {
    (0..<stepsDone).map { twin.steps.loss[$0] - original.steps.loss[$0] }
  }

  mutating func take(_ event: Event, time: Double) {
    guard end == nil else { return }
    switch event {
    case .step(let step): original.take(step, time: time)
    case .evaluated(let evaluation): original.take(evaluation)
    case .twin(.step(let step)): twin.take(step, time: time)
    case .twin(.evaluated(let evaluation)): twin.take(evaluation)
    case .twin(.ended(let end)): self.end = end
    default: break
    }
  }
}
