internal import Foundation
package import Tensor

/// One learnt number a task, s = log σ², by which its loss is weighted: exp(−s) · L + s / 2.
///
/// Source: Kendall, Gal and Cipolla 2018, arXiv:1705.07115: for classes exp(−s) · L + s / 2, for squared errors
/// exp(−s) / 2 · L + s / 2; the start of −0.5 is LibMTL's. With one task a step the sum over tasks is a sum over steps.
package struct UncertaintyWeights {
  /// log σ² at the start.
  package static let start: Float = -0.5

  /// One for each task, of one value; weight decay leaves them alone.
  package let parameters: [Parameter]
  private let factors: [Float]

  /// Declares `uncertainty.0`, …; they are zero until `initialise`.
  ///
  /// - Parameter isSquaredError: for each task, whether its loss is a squared error rather than a cross-entropy.
  package init(isSquaredError: [Bool], in block: ParameterBlock) {
    parameters = isSquaredError.indices.map { block.declare("uncertainty.\($0)", [1], decays: false) }
    factors = isSquaredError.map { $0 ? 0.5 : 1 }
  }

  /// Sets the start.
  package func initialise() {
    for parameter in parameters { parameter.values[0] = Self.start }
  }

  /// The objective of a task's mean loss. Shape (1).
  package func weighted(_ tape: Tape, _ loss: Tensor, task: Int) -> Tensor {
    tape.uncertaintyWeighted(loss, logVariance: tape.parameter(parameters[task]), factor: factors[task])
  }

  /// What the loss of each task is multiplied by now.
  package var weights: [Float] { zip(parameters, factors).map { $1 * exp(-$0.values[0]) } }
}
