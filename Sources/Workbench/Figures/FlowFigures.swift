/// The way of a step's choices through capacity and rectification, with its identities.
public struct FlowFigures: Sendable, Equatable {
  /// The counts, of one expert or device or of all together.
  public let counts: ExpertFigures
  /// Slots on offer by the capacity; nil without a limit, or where they cannot be known.
  public let offered: Int?

  /// Follows counts; `offered` is devices × experts × capacity.
  public init(_ counts: ExpertFigures, offered: Int? = nil) {
    self.counts = counts
    self.offered = offered
  }

  /// Dropped choices in whose place no expert on the device computed. Of whole devices only: a rectified token is counted
  /// at the expert that takes it, not at the one that turned it away.
  public var stillDropped: Int { counts.dropped - counts.rectified }
  /// Rows that experts computed: in slots, and on top of them.
  public var computed: Int { counts.kept + counts.filled + counts.rectified }

  /// The identities that do not hold, each as one line.
  public var faults: [String] {
    var faults: [String] = []
    if counts.routed != counts.kept + counts.dropped {
      faults.append("routed \(counts.routed) is not kept \(counts.kept) + dropped \(counts.dropped)")
    }
    if let offered, offered != counts.slots {
      faults.append(
        "slots \(offered) are not kept \(counts.kept) + filled \(counts.filled) + padded \(counts.padded)")
    }
    if stillDropped < 0 { faults.append("rectified \(counts.rectified) is more than dropped \(counts.dropped)") }
    return faults
  }
}
