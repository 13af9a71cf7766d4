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

  /// Counts of one expert; what is not named is 0.
  public init(
    expert: Int, routed: Int = 0, kept: Int = 0, dropped: Int = 0, padded: Int = 0, rectified: Int = 0, filled: Int = 0
  ) {
    self.expert = expert
    self.routed = routed
    self.kept = kept
    self.dropped = dropped
    self.padded = padded
    self.rectified = rectified
    self.filled = filled
  }

  /// Share of the choices that capacity turned away, 0 when nothing was routed.
  public var dropShare: Double { routed > 0 ? Double(dropped) / Double(routed) : 0 }
  /// Slots on offer: kept, filled and padded ones together.
  public var slots: Int { kept + filled + padded }

  mutating func add(_ other: ExpertFigures) {
    routed += other.routed
    kept += other.kept
    dropped += other.dropped
    padded += other.padded
    rectified += other.rectified
    filled += other.filled
  }
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

  /// One row of a ledger, by device.
  public init(_ ledger: LayerLedger, device: Int) {
    let first = device * ledger.experts
    func counts(_ column: LedgerColumn) -> ArraySlice<Int32> {
      let all = ledger[column]
      return device >= 0 && all.count >= first + ledger.experts ? all[first..<first + ledger.experts] : []
    }
    self.init(experts: ledger.experts, capacity: ledger.capacity < 0 ? nil : ledger.capacity, counts: counts)
  }

  /// All devices together, at a step's index.
  public init(_ layer: LayerHistory, at index: Int) {
    let capacity = Int(layer.capacity[index])
    self.init(experts: layer.experts, capacity: capacity < 0 ? nil : capacity * layer.devices) {
      layer.experts($0, at: index)
    }
  }

  private init(experts count: Int, capacity: Int?, counts: (LedgerColumn) -> ArraySlice<Int32>) {
    var experts = (0..<max(0, count)).map { ExpertFigures(expert: $0) }
    func spread(_ column: LedgerColumn, _ path: WritableKeyPath<ExpertFigures, Int>) {
      for (expert, value) in counts(column).prefix(experts.count).enumerated() {
        experts[expert][keyPath: path] = Int(value)
      }
    }
    spread(.routed, \.routed)
    spread(.kept, \.kept)
    spread(.dropped, \.dropped)
    spread(.padded, \.padded)
    spread(.rectified, \.rectified)
    spread(.filled, \.filled)
    var total = ExpertFigures(expert: -1)
    for expert in experts { total.add(expert) }
    self.experts = experts
    self.total = total
    self.capacity = capacity
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
}
