internal import Foundation
package import Models

/// How much predictions tell about pictures: the mutual information of pictures and predicted classes.
///
/// A criterion without labels: high where all classes are predicted, each for sure. Source: Bridle et al. 1991,
/// "Unsupervised Classifiers, Mutual Information and 'Phantom Targets'".
package enum PredictedInformation {
  /// H(mean p) − mean H(p), in nats: from 0 to ln C.
  ///
  /// - Parameter probabilities: (N, C).
  package static func nats(_ probabilities: FeatureRows) -> Double {
    var mean = Array(repeating: 0.0, count: probabilities.width)
    var entropy = 0.0
    let n = Double(max(probabilities.count, 1))
    for row in 0..<probabilities.count {
      for (place, p) in probabilities[row].lazy.map({ Double($0) }).enumerated() {
        mean[place] += p / n
        if p > 0 { entropy -= p * log(p) / n }
      }
    }
    return mean.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 } - entropy
  }
}
