import Experiment
import Tensor
import TestSupport
import Training

/// A block of drawn numbers for an optimiser to move.
struct SampleBlock {
  /// Sizes that leave gaps in the block, and one that needs several pieces.
  private static let parameters: [(name: String, shape: [Int], decays: Bool)] = [
    ("a", [3, 5], true), ("norm", [7], false), ("b", [300, 500], true), ("c", [33], true),
  ]

  let block = ParameterBlock()
  var parameters: [Parameter] { block.parameters }
  /// All values of the block, gaps included.
  var values: [Float] { Self.numbers(block.values, block.count) }

  init() {
    for (name, shape, decays) in Self.parameters { _ = block.declare(name, shape, decays: decays) }
    for (index, parameter) in block.parameters.enumerated() {
      let values = SampleNumbers.uniform(parameter.count, seed: UInt64(index))
      parameter.values.update(from: values, count: values.count)
    }
  }

  /// The first two parameters and the others, which have a rate of their own.
  func groups(rate: Double) -> [ParameterGroup] {
    [ParameterGroup(Array(parameters.prefix(2))), ParameterGroup(Array(parameters.dropFirst(2)), rate: rate)]
  }

  func setGradients(step: Int) {
    for (index, parameter) in block.parameters.enumerated() {
      let values = SampleNumbers.uniform(parameter.count, seed: UInt64(100 * step + index))
      parameter.gradients.update(from: values, count: values.count)
    }
  }

  func optimizer(_ kind: Recipe.Optimizer, clip: Double = 1, groups: [ParameterGroup]? = nil) -> any Optimizer {
    switch kind {
    case .adamw: AdamW(block, options: .init(clip: clip), groups: groups)
    case .sgd: NesterovSGD(block, options: .init(weightDecay: 0.1, clip: clip), groups: groups)
    }
  }

  static func numbers(_ pointer: UnsafeMutablePointer<Float>, _ count: Int) -> [Float] {
    Array(UnsafeBufferPointer(start: pointer, count: count))
  }

  static func numbers(_ parameter: Parameter) -> [Float] { numbers(parameter.values, parameter.count) }
}

extension Optimizer {
  /// All that it remembers, state after state.
  var remembered: [[Float]] { states.map { SampleBlock.numbers($0.values, $0.count) } }
}
