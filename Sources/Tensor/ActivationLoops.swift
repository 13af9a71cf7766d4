internal import CKernels

/// The non-linearities over contiguous floats on the calling thread, for operations that fuse them with products.
package enum ActivationLoops {
  /// y = gelu(x), by tanh.
  package static func gelu(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int) {
    kernel_gelu_tanh(x, y, count)
  }

  /// Replaces pre-activations by their gradients and writes the activations.
  package static func geluBackward(
    _ x: UnsafeMutablePointer<Float>, dHidden: UnsafePointer<Float>, hidden: UnsafeMutablePointer<Float>, count: Int
  ) {
    kernel_gelu_tanh_both(x, dHidden, hidden, count)
  }

  /// y = silu(gate) ∘ up.
  package static func swiglu(
    gate: UnsafePointer<Float>, up: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  ) {
    kernel_swiglu(gate, up, y, count)
  }

  /// Replaces both pre-activations by their gradients and writes the activations.
  package static func swigluBackward(
    gate: UnsafeMutablePointer<Float>, up: UnsafeMutablePointer<Float>, dHidden: UnsafePointer<Float>,
    hidden: UnsafeMutablePointer<Float>, count: Int
  ) {
    kernel_swiglu_both(gate, up, dHidden, hidden, count)
  }
}
