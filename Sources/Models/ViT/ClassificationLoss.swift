internal import Foundation
public import Tensor

/// Cross-entropy of a batch of logits against labels, and what follows from it.
///
/// Few numbers: B rows of K classes. Made at once, outside the tape; `gradient` starts the backward pass.
public struct ClassificationLoss {
  /// Mean over the batch, in nats.
  public let mean: Double
  /// For every row its loss, in nats.
  public let losses: [Double]
  /// For every row the class with the highest logit; of equals the first.
  public let predictions: [Int]
  /// (B, K): d mean / d logits.
  public let gradient: [Float]

  /// Shapes: logits (B, K), labels (B) in 0 ..< K.
  public init(_ logits: Tensor, labels: [Int]) {
    let k = logits.columns
    precondition(
      logits.rows == labels.count && labels.allSatisfy { (0..<k).contains($0) },
      "ClassificationLoss: logits \(logits.shape), \(labels.count) labels")
    var (losses, predictions, gradient): ([Double], [Int], [Float]) = ([], [], [])
    for (row, label) in labels.enumerated() {
      let own = (0..<k).map { Double(logits.data[row * k + $0]) }
      let best = own.indices.reduce(0) { own[$1] > own[$0] ? $1 : $0 }
      let exponentials = own.map { exp($0 - own[best]) }
      let sum = exponentials.reduce(0, +)
      losses.append(own[best] + log(sum) - own[label])
      predictions.append(best)
      gradient += exponentials.enumerated().map { Float(($1 / sum - ($0 == label ? 1 : 0)) / Double(labels.count)) }
    }
    self.losses = losses
    self.predictions = predictions
    self.gradient = gradient
    mean = losses.reduce(0, +) / Double(max(labels.count, 1))
  }
}
