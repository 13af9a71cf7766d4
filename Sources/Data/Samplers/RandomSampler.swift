import Synchronization

/// Draws all windows of all groups in one shuffled order, epoch after epoch: a large group is drawn from more often.
public struct RandomSampler: Sampler {
  /// "random".
  public let name = "random"
  private let windowCounts: [Int]
  private let seed: UInt64
  private let total: Int
  private let recent = Recent()

  /// Groups with these numbers of windows, at least one window in all.
  public init(windowCounts: [Int], seed: UInt64) {
    (self.windowCounts, self.seed) = (windowCounts, seed)
    total = windowCounts.reduce(0, +)
    precondition(total > 0, "no windows to draw")
  }

  /// The order of the epoch used last.
  private final class Recent: Sendable {
    let epoch = Mutex<(number: Int, addresses: [WindowAddress])?>(nil)
  }

  /// The windows of the draws in `range`.
  public func draw(_ range: Range<Int>) -> [WindowAddress] {
    precondition(range.lowerBound >= 0)
    var drawn: [WindowAddress] = []
    drawn.reserveCapacity(range.count)
    var next = range.lowerBound
    while next < range.upperBound {
      let epoch = next / total
      let end = min(range.upperBound, (epoch + 1) * total)
      drawn += addresses(of: epoch)[next - epoch * total..<end - epoch * total]
      next = end
    }
    return drawn
  }

  private func addresses(of epoch: Int) -> [WindowAddress] {
    recent.epoch.withLock { recent in
      if let recent, recent.number == epoch { return recent.addresses }
      var groups = windowCounts.enumerated().flatMap { Array(repeating: Int32($0.offset), count: $0.element) }
      SamplingPurpose.pool.random(seed: seed, epoch: epoch).shuffle(&groups)
      var turns = windowCounts.map { _ in 0 }
      let addresses = groups.map { group in
        let group = Int(group)
        turns[group] += 1
        return WindowAddress(group: group, epoch: epoch, turn: turns[group] - 1)
      }
      recent = (epoch, addresses)
      return addresses
    }
  }
}
