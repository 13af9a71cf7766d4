internal import Foundation

/// The non-linearities of experts over contiguous floats.
enum ActivationLoops {
  static func gelu(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int) {
    for i in 0..<count { y[i] = 0.5 * x[i] * (1 + tanh(0.7978845608 * (x[i] + 0.044715 * x[i] * x[i] * x[i]))) }
  }

  /// Replaces pre-activations by their gradients and writes the activations.
  static func geluBackward(
    _ x: UnsafeMutablePointer<Float>, dHidden: UnsafePointer<Float>, hidden: UnsafeMutablePointer<Float>, count: Int
  ) {
    for i in 0..<count {
      let v = x[i]
      let t = tanh(0.7978845608 * (v + 0.044715 * v * v * v))
      hidden[i] = 0.5 * v * (1 + t)
      x[i] = dHidden[i] * 0.5 * (1 + t + v * (1 - t * t) * 0.7978845608 * (1 + 0.134145 * v * v))
    }
  }

  static func swiglu(
    gate: UnsafePointer<Float>, up: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  ) {
    for i in 0..<count { y[i] = gate[i] / (1 + exp(-gate[i])) * up[i] }
  }

  /// Replaces both pre-activations by their gradients and writes the activations.
  static func swigluBackward(
    gate: UnsafeMutablePointer<Float>, up: UnsafeMutablePointer<Float>, dHidden: UnsafePointer<Float>,
    hidden: UnsafeMutablePointer<Float>, count: Int
  ) {
    for i in 0..<count {
      let (g, u, slope) = (gate[i], up[i], dHidden[i])
      let s = 1 / (1 + exp(-g))
      let silu = g * s
      hidden[i] = silu * u
      up[i] = slope * silu
      gate[i] = slope * u * s * (1 + g * (1 - s))
    }
  }
}
