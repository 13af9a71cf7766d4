public import Experiment

/// One MoE layer over the steps: what the charts need of each ledger, computed once when the step arrives.
public struct LayerTrace: Sendable, Equatable {
  /// `2`, or `2a` where a block has several MoE parts.
  public let name: String
  /// Number of experts.
  public let experts: Int
  /// Dropped choices over routed ones, by step; NaN where the step said nothing about the layer.
  public private(set) var droppedShare: [Double]
  /// Padded slots over slots, by step.
  public private(set) var paddedShare: [Double]
  /// Mean entropy of the router's scores in nats, by step.
  public private(set) var entropy: [Double]
  /// Load over fair share, by step (rows) and expert (columns), all devices together.
  private var loads: [Float]

  init(_ ledger: LayerLedger, gap: Int) {
    name = "\(ledger.layer)\(ledger.part)"
    experts = max(0, ledger.experts)
    droppedShare = Array(repeating: .nan, count: gap)
    paddedShare = droppedShare
    entropy = droppedShare
    loads = Array(repeating: 0, count: gap * experts)
  }

  mutating func append(_ ledger: LayerLedger) {
    let figures = LayerFigures(ledger)
    droppedShare.append(figures.total.dropShare)
    paddedShare.append(figures.slots > 0 ? Double(figures.total.padded) / Double(figures.slots) : 0)
    entropy.append(Double(ledger.entropy))
    for expert in 0..<experts { loads.append(Float(figures.load(expert))) }
  }

  mutating func appendGap() {
    droppedShare.append(.nan)
    paddedShare.append(.nan)
    entropy.append(.nan)
    loads.append(contentsOf: repeatElement(0, count: experts))
  }

  mutating func forget(from index: Int) {
    droppedShare.removeSubrange(index...)
    paddedShare.removeSubrange(index...)
    entropy.removeSubrange(index...)
    loads.removeSubrange((index * experts)...)
  }

  /// An expert's load as a multiple of its fair share in the step at `index`.
  public func load(_ expert: Int, at index: Int) -> Double {
    guard expert >= 0, expert < experts, index >= 0, index < droppedShare.count else { return 0 }
    return Double(loads[index * experts + expert])
  }

  /// An expert's mean load over a range of steps.
  public func load(_ expert: Int, over range: Range<Int>) -> Double {
    guard !range.isEmpty else { return 0 }
    return range.reduce(0.0) { $0 + load(expert, at: $1) } / Double(range.count)
  }
}
