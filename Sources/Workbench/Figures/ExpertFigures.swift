public import Experiment

/// What became of one expert's tokens in one layer and one step, summed over the chosen devices.
public struct ExpertFigures: Sendable, Equatable {
  /// Index of the expert.
  public var expert: Int
  /// Regular choices, before capacity.
  public var routed = 0
  /// Regular choices accepted.
  public var kept = 0
  /// Regular choices lost to capacity.
  public var dropped = 0
  /// Slots left empty.
  public var padded = 0
  /// Dropped tokens sent to an expert on their own device.
  public var rectified = 0
  /// Extra choices accepted into slots that would be padding.
  public var filled = 0

  /// Share of the choices that capacity turned away, 0 when nothing was routed.
  public var dropShare: Double { routed > 0 ? Double(dropped) / Double(routed) : 0 }
}

/// The experts of one layer in one step, with the lines they are measured against.
public struct LayerFigures: Sendable, Equatable {
  /// One entry an expert.
  public var experts: [ExpertFigures]
  /// Slots that an expert offers to all chosen devices together; nil means no limit.
  public var capacity: Int?
  /// Choices an expert would get if all got the same.
  public var fairShare: Double
  /// Sums over the experts.
  public var total: ExpertFigures

  /// Sums a ledger over its devices, or takes one of them.
  public init(_ ledger: LayerLedger, device: Int? = nil) {
    let rows = device.map { $0..<$0 + 1 } ?? 0..<ledger.devices
    var experts = (0..<max(0, ledger.experts)).map { ExpertFigures(expert: $0) }
    var total = ExpertFigures(expert: -1)
    func count(_ counts: [Int32], _ cell: Int) -> Int { counts.indices.contains(cell) ? Int(counts[cell]) : 0 }
    for row in rows where row >= 0 && row < ledger.devices {
      for e in experts.indices {
        let cell = row * ledger.experts + e
        experts[e].routed += count(ledger.routed, cell)
        experts[e].kept += count(ledger.kept, cell)
        experts[e].dropped += count(ledger.dropped, cell)
        experts[e].padded += count(ledger.padded, cell)
        experts[e].rectified += count(ledger.rectified, cell)
        experts[e].filled += count(ledger.filled, cell)
      }
    }
    for expert in experts {
      total.routed += expert.routed
      total.kept += expert.kept
      total.dropped += expert.dropped
      total.padded += expert.padded
      total.rectified += expert.rectified
      total.filled += expert.filled
    }
    self.experts = experts
    self.total = total
    capacity = ledger.capacity < 0 ? nil : ledger.capacity * rows.count
    fairShare = experts.isEmpty ? 0 : Double(total.routed) / Double(experts.count)
  }

  /// An expert's load as a multiple of its fair share; 0 when nothing was routed.
  public func load(_ expert: Int) -> Double {
    guard fairShare > 0, experts.indices.contains(expert) else { return 0 }
    return Double(experts[expert].routed) / fairShare
  }

  /// The busiest expert's load as a multiple of the fair share.
  public var maximumOverMean: Double {
    fairShare > 0 ? Double(experts.map(\.routed).max() ?? 0) / fairShare : 0
  }

  /// Standard deviation of the loads over their mean.
  public var variation: Double {
    guard fairShare > 0 else { return 0 }
    let squares = experts.reduce(0.0) { $0 + (Double($1.routed) - fairShare) * (Double($1.routed) - fairShare) }
    return (squares / Double(experts.count)).squareRoot() / fairShare
  }

  /// Slots on offer: kept, filled and padded ones together.
  public var slots: Int { total.kept + total.filled + total.padded }
}

/// Whether an expert needs a look.
public enum ExpertHealth: Sendable, Equatable {
  /// Nothing to say.
  case normal
  /// Under 1 % of its fair share for so many recorded steps.
  case dead(steps: Int)
  /// At least 1.5 times its fair share over the last ten steps.
  case hot
}
