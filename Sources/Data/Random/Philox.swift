/// Philox4x32-10, the counter-based generator of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
///
/// A block of four 32-bit numbers is a pure function of a counter and a key, so that any draw can be made alone.
public enum Philox {
  private static let multipliers: (UInt32, UInt32) = (0xD251_1F53, 0xCD9E_8D57)
  private static let weyl: (UInt32, UInt32) = (0x9E37_79B9, 0xBB67_AE85)

  /// The four numbers of `counter` under `key`, after ten rounds.
  public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var state = counter
    var (first, second) = (key.x, key.y)
    for round in 0..<10 {
      if round > 0 {
        first &+= weyl.0
        second &+= weyl.1
      }
      let left = multipliers.0.multipliedFullWidth(by: state.x)
      let right = multipliers.1.multipliedFullWidth(by: state.z)
      state = SIMD4(right.high ^ state.y ^ first, right.low, left.high ^ state.w ^ second, left.low)
    }
    return state
  }
}
