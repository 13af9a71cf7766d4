import Foundation

/// The joint scatter of a checkpoint's three parameters, from the curvature of its sum of squares.
///
/// A draw is δ = s · L⁻ᵀ z with L Lᵀ = JᵀJ, J the derivatives of the law by (a0, a2, ln a1), and s² the residual variance.
struct Scatter: Sendable, Equatable {
  /// Rows of L⁻ᵀ times s, for (a0, a2, ln a1); a parameter without information has zeros.
  private var rows: [SIMD3<Double>]
  private let a0: Double
  private let a1: Double?

  init(a0: Double, a1: Double?, isRateFree: Bool, positions: Int, variance: Double) {
    (self.a0, self.a1) = (a0, a1)
    rows = Array(repeating: SIMD3(), count: 3)
    let s = variance.squareRoot()
    guard let a1 else {
      rows[1][1] = s / Double(positions).squareRoot()
      return
    }
    var (u, uu, ud, d, dd) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for i in 1...positions {
      let base = 1 / (1 + a1 * Double(i))
      // By ln a1: a0 · ∂/∂a1 · a1.
      let slope = -a0 * a1 * Double(i) * base * base
      u += base
      uu += base * base
      ud += base * slope
      d += slope
      dd += slope * slope
    }
    let n = Double(positions)
    // Cholesky of [[n, u, d], [u, uu, ud], [d, ud, dd]], in the order a2, a0, ln a1.
    let l00 = n.squareRoot()
    let l10 = u / l00
    let rest = uu - l10 * l10
    guard rest > uu * 1e-13 else {
      rows[1][1] = s / l00
      return
    }
    let l11 = rest.squareRoot()
    let l20 = d / l00
    let l21 = (ud - l20 * l10) / l11
    let last = dd - l20 * l20 - l21 * l21
    // Where the losses say little of the rate, the straight-line picture of its scatter is wrong: it is held fixed.
    let rate = last > 0 ? s / last.squareRoot() : .infinity
    let r2 = isRateFree && rate < 0.5 ? rate : 0
    // Backward substitution of Lᵀ δ = s z.
    rows[2] = SIMD3(0, 0, r2)
    rows[0] = SIMD3(s / l11, 0, -l21 / l11 * r2)
    rows[1] = SIMD3(-l10 / l00 * rows[0].x, s / l00, (-l20 * r2 - l10 * rows[0].z) / l00)
  }

  /// What is added to a0 and a2, and what a1 is multiplied by, for three draws of the normal distribution.
  func draw(_ z: SIMD3<Double>) -> (a0: Double, a1: Double, a2: Double) {
    ((rows[0] * z).sum(), exp((rows[2] * z).sum()), (rows[1] * z).sum())
  }
}
