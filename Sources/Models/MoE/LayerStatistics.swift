internal import Tensor

/// What one MoE layer did with the tokens of one forward pass.
///
/// All counts are row-major (devices, experts): row s, column e counts tokens that live on device s and expert e,
/// wherever the expert lives.
public struct LayerStatistics: Sendable, Equatable {
  /// Empty, or which sub-layer of the block this is (`a`, `b`).
  public var part = ""
  /// Virtual devices, G: rows of the counts.
  public var devices: Int
  /// Routed experts, E: columns of the counts.
  public var experts: Int
  /// Slots that an expert offers to one device; −1 means no limit.
  public var capacity: Int
  /// Regular choices of an expert, before capacity.
  public var routed: [Int32]
  /// Regular choices accepted.
  public var kept: [Int32]
  /// Regular choices lost to capacity.
  public var dropped: [Int32]
  /// Slots left empty.
  public var padded: [Int32]
  /// Dropped tokens sent to an expert on their own device, on top of the slots.
  public var rectified: [Int32]
  /// Extra choices accepted into slots that would be padding.
  public var filled: [Int32]
  /// Sum of the router's scores over the tokens, by expert.
  public var gateMass: [Float]
  /// Mean over tokens of the entropy of the router's scores, in nats.
  public var entropy: Float
  /// Mean over tokens of the scores' sum over the regular choices.
  public var chosenMass: Float
  /// Mean over tokens of the score of the last regular choice less the best score that was not chosen, among experts
  /// that the token may see. NaN where nothing is chosen by score or nothing is left to choose. Negative under biases
  /// that overrule the scores.
  public var margin: Float
  /// The balance loss, without its coefficient; 0 where it has no meaning.
  public var balance: Float
  /// The z loss, without its coefficient; 0 where it has no meaning.
  public var z: Float

  /// Rows that the experts really computed.
  public var computedRows: Int {
    (0..<kept.count).reduce(0) { $0 + Int(kept[$1]) + Int(filled[$1]) + Int(rectified[$1]) }
  }
}

extension LayerStatistics {
  init(_ assignment: Assignment, _ routing: Routing, _ balance: Balance, _ measures: RoutingMeasures) {
    devices = assignment.devices
    experts = assignment.experts
    capacity = assignment.capacity ?? -1
    routed = assignment.routed
    kept = assignment.kept
    dropped = assignment.dropped
    padded = assignment.padded
    rectified = assignment.rectified
    filled = assignment.filled
    gateMass = balance.mass
    entropy = routing.entropy
    chosenMass = measures.chosenMass
    margin = measures.margin
    self.balance = balance.loss?.data[0] ?? 0
    z = routing.z?.data[0] ?? 0
  }
}
