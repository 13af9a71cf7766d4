/// Counts of examples by true and predicted class, and the figures that follow from them.
public struct ClassMetrics: Sendable {
  /// (classes · classes), true class first.
  public let counts: [Int]
  /// Number of classes.
  public let classes: Int

  /// - Precondition: one prediction for each truth, all within 0 ..< classes.
  public init(truths: [Int], predictions: [Int], classes: Int) {
    precondition(truths.count == predictions.count, "\(truths.count) truths, \(predictions.count) predictions")
    var counts = Array(repeating: 0, count: classes * classes)
    for (truth, prediction) in zip(truths, predictions) { counts[truth * classes + prediction] += 1 }
    (self.counts, self.classes) = (counts, classes)
  }

  private var total: Int { counts.reduce(0, +) }
  private var right: Int { (0..<classes).reduce(0) { $0 + counts[$1 * classes + $1] } }
  private func truths(of index: Int) -> Int { (0..<classes).reduce(0) { $0 + counts[index * classes + $1] } }
  private func predictions(of index: Int) -> Int { (0..<classes).reduce(0) { $0 + counts[$1 * classes + index] } }

  /// Share of right answers; 0 without examples.
  public var accuracy: Double { total == 0 ? 0 : Double(right) / Double(total) }

  /// Harmonic mean of precision and recall of one class; 0 where it neither occurs nor is predicted.
  public func f1(of index: Int) -> Double {
    let sum = truths(of: index) + predictions(of: index)
    return sum == 0 ? 0 : 2 * Double(counts[index * classes + index]) / Double(sum)
  }

  /// F1 of class 1 of two; of more the mean over all classes that occur or are predicted.
  public var f1: Double {
    if classes == 2 { return f1(of: 1) }
    let met = (0..<classes).filter { truths(of: $0) + predictions(of: $0) > 0 }
    return met.isEmpty ? 0 : met.reduce(0) { $0 + f1(of: $1) } / Double(met.count)
  }

  /// Matthews' correlation for any number of classes; 0 where truths or predictions are all alike.
  /// Source: Gorodkin 2004, "Comparing two K-category assignments by a K-category correlation coefficient".
  public var matthews: Double {
    let n = Double(total)
    var (product, truthSquares, predictionSquares) = (0.0, 0.0, 0.0)
    for index in 0..<classes {
      let (t, p) = (Double(truths(of: index)), Double(predictions(of: index)))
      product += t * p
      truthSquares += t * t
      predictionSquares += p * p
    }
    let scale = ((n * n - predictionSquares) * (n * n - truthSquares)).squareRoot()
    return scale == 0 ? 0 : (Double(right) * n - product) / scale
  }
}
