internal import Foundation
public import Tensor

/// The mean of what was predicted so far, against which a batch is to be diverse: information maximisation.
///
/// Source: notes 2.2 d (MIM of PCS): q is the mean of the batches' means, weighted with their counts; the count begins anew with
/// each pass over the data. Part of a checkpoint.
public struct RunningPrediction: Sendable, Equatable {
  /// q: C probabilities.
  public private(set) var mean: [Double]
  /// How many pictures q stands for.
  public private(set) var count: Double
  /// Added to probabilities before a logarithm is taken.
  public static let epsilon = 1e-5

  /// Evenly over the classes, with the weight of one picture.
  public init(classes: Int) {
    mean = Array(repeating: 1 / Double(classes), count: classes)
    count = 1
  }

  /// As it was kept.
  public init(restoring mean: [Double], count: Double) { (self.mean, self.count) = (mean, count) }

  /// After a pass over the data: q stays, with the weight of one picture.
  public mutating func beginPass() { count = 1 }

  /// Takes the batch into q, and returns Σ_c m_c ln(q_c + 10⁻⁵), m the batch's mean softmax; q is a constant of the derivative.
  ///
  /// Its lowest value is reached when classes are predicted that were predicted seldom. Shapes: logits (N, C); result (1).
  public mutating func diversityLoss(_ tape: Tape, logits: Tensor) -> Tensor {
    let (n, c) = (Double(logits.rows), logits.columns)
    precondition(c == mean.count, "RunningPrediction: \(logits.shape) for \(mean.count) classes")
    var sums = Array(repeating: 0.0, count: c)
    for row in 0..<logits.rows {
      let own = (0..<c).map { Double(logits.data[row * c + $0]) }
      let highest = own.max() ?? 0
      let exponentials = own.map { exp($0 - highest) }
      let total = exponentials.reduce(0, +)
      for i in 0..<c { sums[i] += exponentials[i] / total }
    }
    for i in 0..<c { mean[i] = (mean[i] * count + sums[i]) / (count + n) }
    count += n
    return tape.meanScore(logits: logits, scores: mean.map { log($0 + Self.epsilon) })
  }

  /// −mean Σ_c p ln(p + 10⁻⁵): each picture is to be sure of a class. Shapes: logits (N, C); result (1).
  public static func entropyLoss(_ tape: Tape, logits: Tensor) -> Tensor {
    tape.meanEntropy(logits: logits, epsilon: epsilon)
  }
}
