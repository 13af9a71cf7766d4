import Foundation

/// Draws of the normal distribution, the same every time: a forecast of the same numbers is the same forecast.
///
/// SplitMix64 and Box–Muller.
struct NormalDraws {
  private var random: SplitMix64
  private var spare: Double?

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  private mutating func unit() -> Double { (Double(random.next() >> 11) + 1) * 0x1p-53 }

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
