internal import Foundation

/// What one step of a layer would drop and pad with another capacity, from its counts alone.
///
/// On each device an expert accepts exactly as many regular choices as it has slots for, in whatever order tokens queue:
/// min(routed, C). So dropped = Σ max(0, routed − C) and padded = Σ max(0, C − routed), over devices and experts, are exact
/// for this step. Learning with another capacity would have led to other choices.
public struct WhatIf: Sendable, Equatable {
  /// Slots that an expert offers to one device; nil means no limit.
  public let capacity: Int?
  /// Regular choices.
  public let routed: Int
  /// Regular choices that find a slot.
  public let kept: Int
  /// Regular choices that find none.
  public let dropped: Int
  /// Slots that no regular choice takes; fill-in would give some of them to extra choices.
  public let padded: Int

  /// Slots that one expert offers to one device: max(1, ⌈factor · k · n / E − 10⁻⁶⌉), with n tokens on a device.
  public static func capacity(factor: Double, k: Int, tokensPerDevice: Int, experts: Int) -> Int {
    guard experts > 0, factor.isFinite else { return 1 }
    let slots = factor * Double(k) * Double(tokensPerDevice) / Double(experts)
    return max(1, Int(max(0, min((slots - 0.000001).rounded(.up), 1e9))))
  }

  /// The step's counts by device and expert under a capacity.
  public init(routed counts: [Int32], capacity: Int?) {
    self.capacity = capacity
    var (routed, kept, padded) = (0, 0, 0)
    for count in counts {
      let count = max(0, Int(count))
      let accepted = min(count, capacity ?? count)
      routed += count
      kept += accepted
      padded += (capacity ?? count) - accepted
    }
    (self.routed, self.kept, self.padded) = (routed, kept, padded)
    dropped = routed - kept
  }

  /// Slots that all experts offer to all devices together.
  public var slots: Int { kept + padded }
  /// Share of the choices that find no slot.
  public var dropShare: Double { routed > 0 ? Double(dropped) / Double(routed) : 0 }
  /// Share of the slots that stay empty.
  public var padShare: Double { slots > 0 ? Double(padded) / Double(slots) : 0 }
}
