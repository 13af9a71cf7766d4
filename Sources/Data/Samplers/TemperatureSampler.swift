import Foundation

/// Draws each window from a group chosen by itself, with probability proportional to size^(1/τ); within a group windows
/// are taken without replacement, epoch after epoch.
///
/// τ = 1 draws in proportion to size, τ = ∞ from every group alike.
public struct TemperatureSampler: Sampler {
  /// "temperature", or "uniform" for τ = ∞.
  public var name: String { temperature == .infinity ? "uniform" : "temperature" }
  /// τ.
  public let temperature: Double
  /// The probability of each group; 0 for one without windows.
  public let probabilities: [Double]
  private let history: DrawHistory<[Int]>

  /// Groups with these numbers of windows, at least one of them not empty.
  ///
  /// Throws: `DataError` unless the temperature is above 0.
  public init(windowCounts: [Int], temperature: Double, seed: UInt64) throws {
    guard temperature > 0 else { throw DataError("the temperature must be above 0, not \(temperature)") }
    let largest = Double(windowCounts.max() ?? 0)
    precondition(largest > 0, "no windows to draw")
    // In logarithms, and relative to the largest: a low temperature would overflow.
    let weights = windowCounts.map { $0 > 0 ? exp(log(Double($0) / largest) / temperature) : 0 }
    let sum = weights.reduce(0, +)
    self.temperature = temperature
    probabilities = weights.map { $0 / sum }
    let cumulative = weights.reduce(into: [Double]()) { $0.append(($0.last ?? 0) + $1) }
    let last = weights.lastIndex { $0 > 0 } ?? 0
    let random = SamplingPurpose.group.random(seed: seed)
    history = DrawHistory(start: windowCounts.map { _ in 0 }) { drawn, position in
      let place = Double(random.value(at: UInt64(position)) >> 11) * 0x1p-53 * sum
      // The first group whose end lies beyond the place; rounding must not lead past the last one with windows.
      var (low, high) = (0, last)
      while low < high {
        let middle = (low + high) / 2
        if cumulative[middle] > place { high = middle } else { low = middle + 1 }
      }
      let count = drawn[low]
      drawn[low] += 1
      return WindowAddress(group: low, epoch: count / windowCounts[low], turn: count % windowCounts[low])
    }
  }

  /// The windows of the draws in `range`.
  public func draw(_ range: Range<Int>) -> [WindowAddress] { history.draw(range) }
}
