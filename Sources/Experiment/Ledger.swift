/// What became of every token of one MoE layer in one step, by virtual device and expert.
///
/// All counts are row-major (devices, experts): row s, column e counts tokens that live on device s and expert e,
/// wherever the expert lives. Two identities always hold and are checked where the numbers are made:
/// `routed = kept + dropped` and `slots = kept + filled + padded` (dropless: slots = kept, padded = 0).
public struct LayerLedger: Sendable, Equatable {
  /// Index of the transformer layer, counted from 0.
  public var layer: Int
  /// Empty, or which sub-layer of the block this is (`a`, `b`).
  public var part: String
  /// Number of virtual devices.
  public var devices: Int
  /// Number of experts.
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
  /// Sum of the router's scores over the step's tokens, by expert, length `experts`.
  @Exact public var gateMass: [Float]
  /// Mean over tokens of the entropy of the router's scores, in nats.
  @Exact public var entropy: Float
  /// Mean over tokens of the scores' sum over the regular choices.
  @Exact public var chosenMass: Float
  /// Mean over tokens of the score of the last regular choice less the best score that was not chosen: how far the
  /// choice is from tipping over. NaN where nothing is chosen by score or nothing is left to choose.
  @Exact public var margin: Float
  /// The balance loss, without its coefficient; 0 where it has no meaning.
  @Exact public var balance: Float
  /// The z loss, without its coefficient; 0 where it has no meaning.
  @Exact public var z: Float

  /// All fields, as they are described above.
  public init(
    layer: Int, part: String = "", devices: Int, experts: Int, capacity: Int, routed: [Int32], kept: [Int32],
    dropped: [Int32], padded: [Int32], rectified: [Int32], filled: [Int32], gateMass: [Float], entropy: Float,
    chosenMass: Float = .nan, margin: Float = .nan, balance: Float = 0, z: Float = 0
  ) {
    self.layer = layer
    self.part = part
    self.devices = devices
    self.experts = experts
    self.capacity = capacity
    self.routed = routed
    self.kept = kept
    self.dropped = dropped
    self.padded = padded
    self.rectified = rectified
    self.filled = filled
    self.gateMass = gateMass
    self.entropy = entropy
    self.chosenMass = chosenMass
    self.margin = margin
    self.balance = balance
    self.z = z
  }

  /// Says which identity is broken and where, or nil when the books balance.
  public var imbalance: String? {
    let cells = devices * experts
    for (name, counts) in [
      ("routed", routed), ("kept", kept), ("dropped", dropped), ("padded", padded), ("rectified", rectified),
      ("filled", filled),
    ] {
      if counts.count != cells { return "layer \(layer)\(part): \(name) has \(counts.count) counts, not \(cells)" }
      if let negative = counts.firstIndex(where: { $0 < 0 }) {
        return
          "layer \(layer)\(part): \(name) is negative for device \(negative / experts) expert \(negative % experts)"
      }
    }
    for cell in 0..<cells {
      let place = "layer \(layer)\(part) device \(cell / experts) expert \(cell % experts)"
      if routed[cell] != kept[cell] &+ dropped[cell] {
        return "\(place): routed \(routed[cell]) ≠ kept \(kept[cell]) + dropped \(dropped[cell])"
      }
      let slots = capacity < 0 ? kept[cell] : Int32(clamping: capacity)
      if slots != kept[cell] &+ filled[cell] &+ padded[cell] {
        return
          "\(place): slots \(slots) ≠ kept \(kept[cell]) + filled \(filled[cell]) + padded \(padded[cell])"
      }
    }
    return nil
  }
}
