/// Draws windows of several groups in fixed proportions.
///
/// Draws come in blocks of 1,024. In each block every group has exactly its share of places (largest remainders, at least
/// one place for a weight above zero), and the places are shuffled by (seed, block). Within a group windows are taken
/// without replacement, epoch after epoch.
public struct MixtureSampler: Sampler {
  /// "mixture".
  public let name = "mixture"
  /// The number of places of each group in a block.
  public let places: [Int]

  private let windowCounts: [Int]
  private let seed: UInt64
  private static let block = 1024

  /// A mixture of groups with these weights, of any sum, and these numbers of windows.
  ///
  /// Throws: `DataError` if a weight is negative or not finite, if all are zero, or if there are more than 512 groups.
  public init(weights: [Double], windowCounts: [Int], seed: UInt64) throws {
    precondition(weights.count == windowCounts.count)
    precondition(zip(weights, windowCounts).allSatisfy { $0 == 0 || $1 > 0 }, "a group without windows")
    self.windowCounts = windowCounts
    self.seed = seed
    places = try Self.places(weights)
  }

  private static func places(_ weights: [Double]) throws -> [Int] {
    guard weights.allSatisfy({ $0 >= 0 && $0.isFinite }), weights.contains(where: { $0 > 0 }) else {
      throw DataError("weights of corpora must be zero or above, and not all zero: \(weights)")
    }
    guard weights.count <= block / 2 else { throw DataError("at most \(block / 2) corpora can be mixed") }
    let sum = weights.reduce(0, +)
    let exact = weights.map { $0 / sum * Double(block) }
    var places = exact.map { $0 > 0 ? max(1, Int($0)) : 0 }
    // Whatever rounding left over goes to the groups that are furthest below their share, or comes from those above.
    while places.reduce(0, +) != block {
      let missing = block - places.reduce(0, +)
      let open = places.indices.filter { exact[$0] > 0 && (missing > 0 || places[$0] > 1) }
      let gap = { (group: Int) in (exact[group] - Double(places[group])) * (missing > 0 ? 1 : -1) }
      let chosen = open.max { (gap($0), -$0) < (gap($1), -$1) }!
      places[chosen] += missing.signum()
    }
    return places
  }

  /// The group of each place in `block`.
  private func arrangement(of block: Int) -> [Int32] {
    var groups = places.enumerated().flatMap { Array(repeating: Int32($0.offset), count: $0.element) }
    CounterRandom(seed: seed, stream: 3 << 56 | UInt64(block)).shuffle(&groups)
    return groups
  }

  /// The windows of the draws in `range`.
  public func draw(_ range: Range<Int>) -> [WindowAddress] {
    precondition(range.lowerBound >= 0)
    var drawn: [WindowAddress] = []
    drawn.reserveCapacity(range.count)
    var next = range.lowerBound
    while next < range.upperBound {
      let block = next / Self.block
      let end = min(range.upperBound, (block + 1) * Self.block)
      var taken = places.map { $0 * block }
      for (place, group) in arrangement(of: block).enumerated() where place < end - block * Self.block {
        let group = Int(group)
        if place >= next - block * Self.block {
          let windows = windowCounts[group]
          drawn.append(WindowAddress(group: group, epoch: taken[group] / windows, turn: taken[group] % windows))
        }
        taken[group] += 1
      }
      next = end
    }
    return drawn
  }
}
