public import Experiment

/// A run and its twin at one moment, each in the same figures.
public struct TwinFigures: Sendable, Equatable {
  /// What is measured of one of the two; means over the latest steps where they say nothing else. NaN where there is
  /// nothing to measure.
  public struct Side: Sendable, Equatable {
    /// Training loss in nats a token.
    public var loss = Double.nan
    /// The latest held-out loss since the copy was made.
    public var heldOut = Double.nan
    /// Dropped over routed choices, all layers together.
    public var dropped = Double.nan
    /// Padded over all slots, all layers together.
    public var padded = Double.nan
    /// Entropy of the chosen layer's router, in nats.
    public var entropy = Double.nan
    /// The chosen layer's busiest expert over the fair share.
    public var maximumOverMean = Double.nan
    /// Norm of the gradient before clipping.
    public var gradientNorm = Double.nan
    /// Load of the chosen layer's experts as multiples of the fair share.
    public var loads: [Double] = []
  }

  /// The run itself.
  public var run: Side
  /// Its shadow.
  public var twin: Side
  /// The step they are compared at.
  public var step: Int

  /// Steps that means are taken over.
  public static let window = 10

  /// The two at a step; at the last that both have done where none is given. Nil before their first step.
  ///
  /// - Parameters:
  ///   - layer: place in the list of MoE layers.
  ///   - step: those after the last one count as the last one, those before the first as the first.
  public init?(_ state: TwinState, layer: Int, step: Int? = nil) {
    let last = state.stepsDone - 1
    guard last >= 0 else { return nil }
    let index = min(last, max(0, step.map { $0 - state.start.step - 1 } ?? last))
    self.step = state.twin.steps.step[index]
    run = Side(state.original, layer: layer, at: index, steps: state.start.step, self.step)
    twin = Side(state.twin, layer: layer, at: index, steps: state.start.step, self.step)
  }
}

extension TwinFigures.Side {
  init(_ course: TwinState.Course, layer: Int, at index: Int, steps start: Int, _ step: Int) {
    let range = max(0, index - TwinFigures.window + 1)...index
    func mean(_ values: [Double]) -> Double {
      let found = range.compactMap { values.indices.contains($0) ? values[$0] : nil }
      return found.isEmpty ? .nan : found.reduce(0, +) / Double(found.count)
    }
    loss = mean(course.steps.loss)
    gradientNorm = mean(course.steps.gradientNorm)
    heldOut = course.evaluations.last { $0.step > start && $0.step <= step }?.loss ?? .nan
    func sum(_ column: LedgerColumn) -> Double {
      course.layers.reduce(0) { sum, layer in
        let totals = layer.totals(column)
        return sum + range.reduce(0) { $0 + (totals.indices.contains($1) ? Double(totals[$1]) : 0) }
      }
    }
    let routed = sum(.routed)
    let slots = sum(.kept) + sum(.filled) + sum(.padded)
    if routed > 0 { dropped = sum(.dropped) / routed }
    if slots > 0 { padded = sum(.padded) / slots }
    guard course.layers.indices.contains(layer) else { return }
    let chosen = course.layers[layer]
    entropy = mean(chosen.entropy.map(Double.init))
    var counts = [Double](repeating: 0, count: chosen.experts)
    for row in range where row < chosen.count {
      for (expert, count) in chosen.experts(.routed, at: row).enumerated() { counts[expert] += Double(count) }
    }
    let fair = counts.reduce(0, +) / Double(max(1, counts.count))
    loads = counts.map { fair > 0 ? $0 / fair : 0 }
    maximumOverMean = loads.max() ?? .nan
  }
}
