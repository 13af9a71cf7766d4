internal import CKernels

/// Which distribution function GELU uses.
public enum GELUForm: String, Sendable, CaseIterable {
  /// The approximation by tanh of GPT-2.
  case tanh
  /// The normal distribution itself.
  case erf
}

extension Tape {
  /// Elements a piece: about 10 µs of work.
  static let elementGrain = 1 << 14

  /// y = x Φ(x). Source: Hendrycks and Gimpel 2016, arXiv:1606.08415.
  public func gelu(_ x: Tensor, _ form: GELUForm = .tanh) -> Tensor {
    switch form {
    case .tanh: activation(x, kernel_gelu_tanh, kernel_gelu_tanh_backward)
    case .erf: activation(x, kernel_gelu_erf, kernel_gelu_erf_backward)
    }
  }

  /// y = x / (1 + exp(−1.702 x)). Source: Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2.
  public func quickGELU(_ x: Tensor) -> Tensor { activation(x, kernel_quick_gelu, kernel_quick_gelu_backward) }

  /// y = x / (1 + exp(−x)).
  public func silu(_ x: Tensor) -> Tensor { activation(x, kernel_silu, kernel_silu_backward) }

  private typealias Forward = @convention(c) (UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int) -> Void
  private typealias Backward =
    @convention(c) (
      UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int, Int32
    ) -> Void

  private func activation(_ x: Tensor, _ forward: Forward, _ backward: @escaping Backward) -> Tensor {
    let y = result(of: [x], shape: x.shape)
    pool.parallel(count: x.count, grain: Self.elementGrain) { range, _ in
      forward(x.data + range.lowerBound, y.data + range.lowerBound, range.count)
    }
    record(y) { [self] dY in
      // In place: the buffer of dY then becomes that of dX.
      pool.parallel(count: x.count, grain: Self.elementGrain) { range, _ in
        let part = dY + range.lowerBound
        backward(x.data + range.lowerBound, part, part, range.count, 0)
      }
      passOn(dY, of: y, to: x)
    }
    return y
  }

  /// y = silu(gate) ∘ up, of equal shapes. Source: Shazeer 2020, arXiv:2002.05202.
  public func swiglu(gate: Tensor, up: Tensor) -> Tensor {
    precondition(gate.shape == up.shape, "swiglu: gate \(gate.shape), up \(up.shape)")
    let y = result(of: [gate, up], shape: gate.shape)
    pool.parallel(count: y.count, grain: Self.elementGrain) { range, _ in
      let start = range.lowerBound
      kernel_swiglu(gate.data + start, up.data + start, y.data + start, range.count)
    }
    record(y) { [self] dY in
      if let dGate = destination(gate) {
        pool.parallel(count: y.count, grain: Self.elementGrain) { range, _ in
          let start = range.lowerBound
          kernel_swiglu_backward_gate(
            gate.data + start, up.data + start, dY + start, dGate.data + start, range.count, dGate.flag)
        }
      }
      if let dUp = destination(up) {
        pool.parallel(count: y.count, grain: Self.elementGrain) { range, _ in
          let start = range.lowerBound
          kernel_swiglu_backward_up(gate.data + start, dY + start, dUp.data + start, range.count, dUp.flag)
        }
      }
    }
    return y
  }
}

extension Tape.Destination {
  /// `accumulates` as the kernels take it.
  var flag: Int32 { accumulates ? 1 : 0 }
}
