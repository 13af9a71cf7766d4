import Foundation

/// Draws of the normal distribution, the same every time: a forecast of the same numbers is the same forecast.
///
/// SplitMix64 (Steele et al. 2014) and Box–Muller.
struct NormalDraws {
  private var state: UInt64
  private var spare: Double?

  init(seed: UInt64) { state = seed }

  private mutating func unit() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return (Double((z ^ (z >> 31)) >> 11) + 1) * 0x1p-53
  }

  mutating func next() -> Double {
    if let spare {
      self.spare = nil
      return spare
    }
    let radius = (-2 * log(unit())).squareRoot()
    let angle = 2 * Double.pi * unit()
    spare = radius * sin(angle)
    return radius * cos(angle)
  }
}
