internal import CKernels

/// The loops of the optimiser over stretches of a parameter block, on the calling thread.
package enum OptimizerLoops {
  /// The numbers of one step of AdamW, the same for all parameters.
  package struct AdamWStep: Sendable {
    let kernelStep: kernel_adamw_step

    /// - Parameters:
    ///   - stepSize: learning rate / (1 − beta1ᵗ).
    ///   - inverseRootCorrection2: 1 / √(1 − beta2ᵗ).
    ///   - gradientScale: factor of every gradient.
    package init(
      beta1: Float, beta2: Float, epsilon: Float, stepSize: Float, inverseRootCorrection2: Float, gradientScale: Float
    ) {
      kernelStep = kernel_adamw_step(
        beta1: beta1, beta2: beta2, epsilon: epsilon, decay_factor: 1, step_size: stepSize,
        inverse_root_correction2: inverseRootCorrection2, gradient_scale: gradientScale)
    }
  }

  /// One step over `count` values and their moments.
  package static func adamW(
    _ values: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, first: UnsafeMutablePointer<Float>,
    second: UnsafeMutablePointer<Float>, count: Int, decayFactor: Float, _ step: AdamWStep
  ) {
    var kernelStep = step.kernelStep
    kernelStep.decay_factor = decayFactor
    kernel_adamw(values, gradients, first, second, count, kernelStep)
  }

  /// The numbers of one step of gradient descent with Nesterov's momentum.
  package struct NesterovStep: Sendable {
    let kernelStep: kernel_nesterov_step

    /// - Parameters:
    ///   - weightDecay: times the value, it is added to the gradient.
    ///   - gradientScale: factor of every gradient.
    package init(learningRate: Float, momentum: Float, weightDecay: Float, gradientScale: Float) {
      kernelStep = kernel_nesterov_step(
        learning_rate: learningRate, momentum: momentum, weight_decay: weightDecay, gradient_scale: gradientScale)
    }
  }

  /// One step over `count` values and their momentum.
  package static func nesterov(
    _ values: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, momentum: UnsafeMutablePointer<Float>,
    count: Int, _ step: NesterovStep
  ) {
    kernel_nesterov(values, gradients, momentum, count, step.kernelStep)
  }

  /// Σ x², summed in Double.
  package static func sumOfSquares(_ x: UnsafePointer<Float>, count: Int) -> Double { kernel_sum_of_squares(x, count) }

  /// Σ x · y, summed in Double.
  package static func dot(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int) -> Double {
    kernel_dot(x, y, count)
  }
}
