internal import Tensor

/// A block as an optimiser goes over it: its parameters in groups, cut into pieces by size.
///
/// Sums are taken piece by piece and then in the order of the pieces, which depend on sizes alone.
struct GroupedBlock {
  /// A stretch of the block that is treated alike.
  struct Piece {
    let offset: Int
    let count: Int
    let decays: Bool
    let group: Int
  }

  let block: ParameterBlock
  /// The factor of the learning rate of each group.
  let rates: [Double]
  /// The group of each parameter of the block.
  private let groupOf: [Int]

  /// - Parameter groups: nil for one of all parameters.
  /// - Precondition: every parameter of the block is in exactly one group.
  init(_ block: ParameterBlock, _ groups: [ParameterGroup]?) {
    self.block = block
    let groups = groups ?? [ParameterGroup(block.parameters)]
    rates = groups.map(\.rate)
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
  }

  /// Stretches of neighbours that are treated alike, cut by size, without frozen parameters. The gaps between parameters
  /// are zero and stay so.
  ///
  /// - Parameter touched: the groups that take part; nil: all.
  func pieces(of touched: [Int]?) -> [Piece] {
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
        Piece(offset: $0, count: min(grain, stretch.end - $0), decays: stretch.decays, group: stretch.group)
      }
    }
  }

  /// The global norm of the gradients. Each piece is summed in Double.
  func norm(_ pieces: [Piece], _ pool: ThreadPool) -> Double {
    let gradients = block.gradients
    var sums = Array(repeating: 0.0, count: pieces.count)
    sums.withUnsafeMutableBufferPointer { sums in
      nonisolated(unsafe) let sums = sums
      pool.parallel(pieces.count) { index, _ in
        sums[index] = OptimizerLoops.sumOfSquares(gradients + pieces[index].offset, count: pieces[index].count)
      }
    }
    return sums.reduce(0, +).squareRoot()
  }

  /// The global norm of the gradients of all parameters that are not frozen.
  func norm(_ pool: ThreadPool) -> Double { norm(pieces(of: nil), pool) }

  /// What a step goes over: the pieces of the touched groups, the norm of their gradient, and the factor that clips it.
  ///
  /// Counts a step of each of these groups, unless the norm is not finite.
  /// - Parameters:
  ///   - touched: the groups that take part; nil: all.
  ///   - largest: of the norm; 0: no clipping.
  func begin(
    _ touched: [Int]?, clip largest: Double, _ stepsTaken: inout [Int], _ pool: ThreadPool
  ) -> (pieces: [Piece], norm: Double, scale: Float) {
    let pieces = pieces(of: touched)
    let norm = norm(pieces, pool)
    if norm.isFinite {
      for group in touched ?? Array(rates.indices) { stepsTaken[group] += 1 }
    }
    return (pieces, norm, Self.clipping(norm, to: largest))
  }

  /// The factor that brings a gradient of this norm down to the largest; a largest of 0: no clipping.
  private static func clipping(_ norm: Double, to largest: Double) -> Float {
    largest > 0 && norm > largest ? Float(largest / norm) : 1
  }
}
