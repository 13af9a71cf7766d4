/// Draws from every group alike, but no group more often than its cap, floor(clip · windows): then it leaves, and its
/// share goes to the groups left. No window is drawn more than ⌈clip⌉ times.
///
/// Source: Shao et al. 2024, "Balanced Data Sampling for Language Model Training with Clustering", arXiv:2402.14526. What
/// the clip counts is our reading: within a group windows are taken without replacement, so that a bound on a group's
/// epochs and on a window's repetitions is the same.
public struct ClusterClipSampler: Sampler {
  /// "clusterclip".
  public let name = "clusterclip"
  /// The most draws of each group.
  public let caps: [Int]
  /// Σ caps.
  public var available: Int? { caps.reduce(0) { $0.addingReportingOverflow($1).overflow ? .max : $0 + $1 } }
  private let history: DrawHistory<State>

  private struct State {
    var drawn: [Int]
    /// Groups that have not reached their cap, in order.
    var active: [Int]
  }

  /// Groups with these numbers of windows.
  ///
  /// Throws: `DataError` unless the clip is finite and above 0.
  public init(windowCounts: [Int], clip: Double, seed: UInt64) throws {
    guard clip > 0, clip.isFinite else { throw DataError("the clip must be a number above 0, not \(clip)") }
    let caps = Self.caps(windowCounts, clip: clip)
    self.caps = caps
    let random = SamplingPurpose.group.random(seed: seed)
    let start = State(drawn: caps.map { _ in 0 }, active: caps.indices.filter { caps[$0] > 0 })
    history = DrawHistory(start: start) { state, position in
      let choice = random.value(at: UInt64(position)).multipliedFullWidth(by: UInt64(state.active.count)).high
      let group = state.active[Int(choice)]
      let count = state.drawn[group]
      state.drawn[group] += 1
      if count + 1 == caps[group] { state.active.remove(at: Int(choice)) }
      return WindowAddress(group: group, epoch: count / windowCounts[group], turn: count % windowCounts[group])
    }
  }

  private static func caps(_ windowCounts: [Int], clip: Double) -> [Int] {
    // A little is added first, so that 0.1 · 30 gives 3.
    windowCounts.map { Int(min(clip * Double($0) + 1e-9, 0x1p53).rounded(.down)) }
  }

  /// The smallest clip, in whole hundredths, that allows `draws` draws from groups with these numbers of windows, at least
  /// one window in all.
  public static func smallestClip(for draws: Int, windowCounts: [Int]) -> Double {
    let total = windowCounts.reduce(0, +)
    precondition(total > 0, "no windows to draw")
    // Rounding down takes less than one draw from each group: the answer is at most so much higher.
    var hundredths = max(1, draws * 100 / total)
    while caps(windowCounts, clip: Double(hundredths) / 100).reduce(0, +) < draws { hundredths += 1 }
    return Double(hundredths) / 100
  }

  /// The windows of the draws in `range`.
  public func draw(_ range: Range<Int>) -> [WindowAddress] {
    precondition(range.upperBound <= available ?? .max, "draw \(range.upperBound) of \(available ?? 0)")
    return history.draw(range)
  }
}
