internal import Tensor

/// What becomes of dropped tokens and empty slots.
///
/// Source: Zeng et al. 2024, "Turn Waste into Worth: Rectifying Top-k Router of MoE", arXiv:2402.12399.
public struct Rectification: Sendable, Equatable {
  /// Send tokens that lost a regular choice to the best expert on their own device, without limit.
  public var intraGPU = false
  /// Give every token one more choice, which can only take a slot that would be padding.
  public var fillIn = false
  /// Who gets the empty slots first under fill-in.
  public var fillPriority: FillPriority = .extraScore

  /// Without arguments, no rectification: dropped tokens stay dropped and empty slots empty.
  public init(intraGPU: Bool = false, fillIn: Bool = false, fillPriority: FillPriority = .extraScore) {
    self.intraGPU = intraGPU
    self.fillIn = fillIn
    self.fillPriority = fillPriority
  }
}

/// The order of the queue for empty slots, by descending score of one of the token's choices.
public enum FillPriority: String, Sendable, CaseIterable {
  /// The extra choice itself (the method's text).
  case extraScore = "kplus1-score"
  /// The first choice (the authors' code).
  case firstScore = "top1-score"
}

extension Assignment {
  /// Sends every token that lost a regular choice, and has fewer takers than regular choices, to the best expert on
  /// its own device, once and without limit.
  ///
  /// - Parameter selection: v, (N, E); −∞ for experts that the token cannot see.
  mutating func rectifyLocally(_ selection: UnsafePointer<Float>, arena: Arena) {
    let local = arena.allocate(Int32.self, count: tokens)
    let lost = arena.allocate(Int32.self, count: tokens)
    let owned = experts / devices
    for i in 0..<tokens {
      let device = i / tokensPerDevice
      var (wanted, taken): (Int32, Int32) = (0, 0)
      for column in 0..<width {
        if column < regular, choices[i * width + column] >= 0 { wanted += 1 }
        taken += Int32(accepted[i * width + column])
      }
      (local[i], lost[i]) = (-1, 0)
      if taken >= wanted { continue }
      var best = -Float.infinity
      for j in device * owned..<(device + 1) * owned where selection[i * experts + j] > best {
        best = selection[i * experts + j]
        local[i] = Int32(truncatingIfNeeded: j)
      }
      if local[i] >= 0 {
        lost[i] = wanted - taken
        rectified[device * experts + Int(local[i])] += 1
      }
    }
    (localExpert, multiplicity) = (local, lost)
  }
}
