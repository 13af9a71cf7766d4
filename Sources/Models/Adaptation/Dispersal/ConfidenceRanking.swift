internal import Foundation

/// Pictures in the order of how sure a classifier is of them.
///
/// Confidence is the entropy −Σ_c p ln(p + 10⁻⁵): low is sure. Source: notes 2.3, 2.4, [CODE] of C-VisDiT (arXiv:2309.15575).
public struct ConfidenceRanking: Sendable, Equatable {
  /// The entropy of each picture, in nats.
  public let entropies: [Double]
  /// Pictures by rising entropy; of equals the first comes first.
  public let order: [Int]
  /// The most probable class of each picture, of equals the first: its pseudo label for the epoch.
  public let predictions: [Int]
  private static let epsilon = 1e-5

  /// - Parameter probabilities: (N, C).
  public init(_ probabilities: FeatureRows) {
    var (entropies, predictions): ([Double], [Int]) = ([], [])
    for row in 0..<probabilities.count {
      let own = probabilities[row].map(Double.init)
      // Added up by size: the same probabilities in another order are the same entropy, to the last bit.
      entropies.append(-own.map { $0 * log($0 + Self.epsilon) }.sorted().reduce(0, +))
      predictions.append(own.indices.reduce(0) { own[$1] > own[$0] ? $1 : $0 })
    }
    order = entropies.indices.sorted { (entropies[$0], $0) < (entropies[$1], $1) }
    (self.entropies, self.predictions) = (entropies, predictions)
  }

  private func floor(_ share: Double) -> Int { Int(share * Double(order.count)) }

  /// Whether each picture is among the ⌊share · N⌋ surest: those whose mixtures count. Source: notes 2.3, step 2.
  public func mask(_ share: Double) -> [Bool] {
    var mask = Array(repeating: false, count: order.count)
    for picture in order.prefix(floor(share)) { mask[picture] = true }
    return mask
  }

  /// Three parts that together are all pictures, each by rising entropy.
  public struct Split: Sendable, Equatable {
    /// The surest.
    public var easy: [Int]
    /// Those after them.
    public var hard: [Int]
    /// The rest, which is left alone.
    public var outliers: [Int]
  }

  /// ⌊easy · N⌋ easy ones, hard ones up to ⌊hard · N⌋, and the rest. Source: notes 2.4.
  ///
  /// - Precondition: 0 ≤ easy ≤ hard ≤ 1.
  public func split(easy: Double, hard: Double) -> Split {
    precondition(0 <= easy && easy <= hard && hard <= 1, "easy \(easy), hard \(hard)")
    let (first, second) = (floor(easy), floor(hard))
    return Split(
      easy: Array(order[..<first]), hard: Array(order[first..<second]), outliers: Array(order[second...]))
  }
}
