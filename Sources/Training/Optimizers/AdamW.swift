import Foundation
public import Tensor

/// Adam with decoupled weight decay, over all parameters of a block.
///
/// Parameters may lie in groups, each with its own factor of the learning rate and its own count of steps: a group that a
/// step does not touch stays as it is, moments included, as if it had an optimiser to itself.
///
/// Clipping by the global norm is folded into the step: the gradients are not rewritten.
/// Source: Loshchilov and Hutter 2019, arXiv:1711.05101; arithmetic as `torch.optim.AdamW`.
public final class AdamW {
  /// What may be changed between steps.
  public struct Options: Sendable, Equatable {
    /// Decay of the gradient's running mean, in steps⁻¹: m ← beta1 · m + (1 − beta1) · g.
    public var beta1: Float
    /// Decay of the squared gradient's running mean.
    public var beta2: Float
    /// Added to the root of the second moment; above 0.
    public var epsilon: Float
    /// Values lose learning rate · weightDecay of themselves a step, where the parameter `decays`.
    public var weightDecay: Float
    /// Largest global norm of the gradient; 0: no clipping.
    public var clip: Double

    /// - Precondition: `epsilon` is above 0.
    public init(
      beta1: Float = 0.9, beta2: Float = 0.95, epsilon: Float = 1e-8, weightDecay: Float = 0.1, clip: Double = 1
    ) {
      precondition(epsilon > 0, "AdamW: epsilon \(epsilon) is not above 0")
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
      self.weightDecay = weightDecay
      self.clip = clip
    }
  }

  /// A stretch of the block that is treated alike.
  private struct Chunk {
    let offset: Int
    let count: Int
    let decays: Bool
    let group: Int
  }

  /// May be changed between steps.
  public var options: Options
  /// Steps taken by each group, for the correction of the moments; restored from a checkpoint.
  public var stepsTaken: [Int]
  /// Running mean of the gradient, laid out as the block.
  public let firstMoments: UnsafeMutablePointer<Float>
  /// Running mean of the squared gradient, laid out as the block.
  public let secondMoments: UnsafeMutablePointer<Float>
  /// Length of each moment: that of the block.
  public let count: Int
  private let block: ParameterBlock
  private let rates: [Double]
  /// The group of each parameter of the block.
  private let groupOf: [Int]

  /// An optimiser at its beginning: moments of zero.
  ///
  /// - Parameter groups: nil for one of all parameters.
  /// - Precondition: every parameter of the block is in exactly one group.
  public init(_ block: ParameterBlock, options: Options = Options(), groups: [ParameterGroup]? = nil) {
    self.block = block
    self.options = options
    let groups = groups ?? [ParameterGroup(block.parameters)]
    rates = groups.map(\.rate)
    stepsTaken = Array(repeating: 0, count: groups.count)
    var groupOf: [Int: Int] = [:]
    for (index, group) in groups.enumerated() {
      for parameter in group.parameters {
        precondition(groupOf.updateValue(index, forKey: parameter.offset) == nil, "\(parameter.name) is in two groups")
      }
    }
    self.groupOf = block.parameters.map { parameter in
      guard let group = groupOf[parameter.offset] else { preconditionFailure("\(parameter.name) is in no group") }
      return group
    }
    count = block.count
    firstMoments = Self.zeros(count)
    secondMoments = Self.zeros(count)
  }

  deinit {
    free(firstMoments)
    free(secondMoments)
  }

  private static func zeros(_ count: Int) -> UnsafeMutablePointer<Float> {
    let memory = alignedMemory(bytes: count * 4).bindMemory(to: Float.self, capacity: count)
    memory.update(repeating: 0, count: count)
    return memory
  }

  /// The global norm of the gradients of all parameters that are not frozen.
  public func gradientNorm(_ pool: ThreadPool) -> Double { norm(chunks(of: nil), pool) }

  /// One step. Frozen parameters and their moments stay as they are.
  ///
  /// A gradient whose norm is not finite changes nothing and does not count as a step: the caller reports it.
  ///
  /// - Parameter touched: the groups that take part; nil: all.
  /// - Returns: the global norm of the gradient of those groups before clipping.
  @discardableResult
  public func step(learningRate: Double, touched: [Int]? = nil, _ pool: ThreadPool) -> Double {
    let chunks = chunks(of: touched)
    let norm = norm(chunks, pool)
    guard norm.isFinite else { return norm }
    for group in touched ?? Array(rates.indices) { stepsTaken[group] += 1 }
    let options = options
    let steps = rates.indices.map { group in
      let time = Double(max(1, stepsTaken[group]))
      return OptimizerLoops.AdamWStep(
        beta1: options.beta1, beta2: options.beta2, epsilon: options.epsilon,
        stepSize: Float(learningRate * rates[group] / (1 - pow(Double(options.beta1), time))),
        inverseRootCorrection2: Float(1 / (1 - pow(Double(options.beta2), time)).squareRoot()),
        gradientScale: options.clip > 0 && norm > options.clip ? Float(options.clip / norm) : 1)
    }
    let decayFactors = rates.map { Float(1 - learningRate * $0 * Double(options.weightDecay)) }
    let (values, gradients, first, second) = (block.values, block.gradients, firstMoments, secondMoments)
    pool.parallel(chunks.count) { index, _ in
      let chunk = chunks[index]
      OptimizerLoops.adamW(
        values + chunk.offset, gradients: gradients + chunk.offset, first: first + chunk.offset,
        second: second + chunk.offset, count: chunk.count, decayFactor: chunk.decays ? decayFactors[chunk.group] : 1,
        steps[chunk.group])
    }
    return norm
  }

  /// Sums each chunk in Double and the chunks in their order.
  private func norm(_ chunks: [Chunk], _ pool: ThreadPool) -> Double {
    let gradients = block.gradients
    var sums = Array(repeating: 0.0, count: chunks.count)
    sums.withUnsafeMutableBufferPointer { sums in
      nonisolated(unsafe) let sums = sums
      pool.parallel(chunks.count) { index, _ in
        sums[index] = OptimizerLoops.sumOfSquares(gradients + chunks[index].offset, count: chunks[index].count)
      }
    }
    return sums.reduce(0, +).squareRoot()
  }

  /// Stretches of neighbours that are treated alike, cut by size. The gaps between parameters are zero and stay so.
  private func chunks(of touched: [Int]?) -> [Chunk] {
    var stretches: [(start: Int, end: Int, decays: Bool, group: Int)] = []
    for (parameter, group) in zip(block.parameters, groupOf)
    where !parameter.isFrozen && touched?.contains(group) != false {
      let end = parameter.offset + parameter.count
      if let last = stretches.last, last.decays == parameter.decays, last.group == group,
        parameter.offset - last.end < 16
      {
        stretches[stretches.count - 1].end = end
      } else {
        stretches.append((parameter.offset, end, parameter.decays, group))
      }
    }
    let grain = 1 << 16
    return stretches.flatMap { stretch in
      Swift.stride(from: stretch.start, to: stretch.end, by: grain).map {
        Chunk(offset: $0, count: min(grain, stretch.end - $0), decays: stretch.decays, group: stretch.group)
      }
    }
  }
}
