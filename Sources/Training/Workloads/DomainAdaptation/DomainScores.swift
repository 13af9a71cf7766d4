internal import Data
internal import Experiment
internal import Foundation
internal import Models

/// What an evaluation finds about the targets. The only place where predictions meet the labels that training lacks.
struct DomainScores {
  let ranking: ConfidenceRanking
  let split: ConfidenceRanking.Split
  private let scoring: DomainScoring
  private let classes: [String]
  /// On all targets.
  let accuracy: Double
  /// Label-free, in nats: see `PredictedInformation`. Higher is better.
  let criterion: Double
  private static let bins = 20

  /// - Parameter probabilities: (N, C) of all targets.
  init(_ probabilities: FeatureRows, _ settings: DomainSettings.Dispersal, _ scoring: DomainScoring, classes: [String])
  {
    ranking = ConfidenceRanking(probabilities)
    split = ranking.split(easy: settings.easy, hard: settings.hard)
    (self.scoring, self.classes) = (scoring, classes)
    accuracy = scoring.accuracy(ranking.predictions)
    criterion = PredictedInformation.nats(probabilities)
  }

  /// Accuracies and thresholds; those of no picture are left out.
  func figures(_ best: BestScores, sourceAccuracy: Double) -> [NamedValue] {
    func among(_ chosen: [Int]) -> Double { scoring.accuracy(ranking.predictions, among: chosen) }
    /// The entropy up to which the first so many go, over ln C.
    func threshold(_ count: Int) -> Double {
      count == 0 ? .nan : max(0, ranking.entropies[ranking.order[count - 1]] / log(Double(classes.count)))
    }
    let values = [
      NamedValue("accuracy", accuracy), NamedValue("accuracy.easy", among(split.easy)),
      NamedValue("accuracy.hard", among(split.hard)), NamedValue("accuracy.outlier", among(split.outliers)),
      NamedValue("accuracy.best", best.accuracy ?? .nan), NamedValue("criterion", criterion),
      NamedValue("accuracy.chosen", best.chosen ?? .nan), NamedValue("accuracy.source", sourceAccuracy),
      NamedValue("threshold.easy", threshold(split.easy.count)),
      NamedValue("threshold.hard", threshold(split.easy.count + split.hard.count)),
    ]
    return values.filter { !$0.value.isNaN }
  }

  /// `confidence`: how many targets have an entropy in each twentieth of ln C, rightly predicted and not.
  var confidence: NamedMatrix {
    var counts = Array(repeating: Float(0), count: 2 * Self.bins)
    for (target, entropy) in ranking.entropies.enumerated() {
      let share = entropy / log(Double(classes.count)) * Double(Self.bins)
      let bin = min(max(Int(share), 0), Self.bins - 1)
      let isRight = ranking.predictions[target] == scoring.targetClasses[target]
      counts[(isRight ? 0 : Self.bins) + bin] += 1
    }
    return NamedMatrix(
      name: "confidence", rows: ["right", "wrong"],
      columns: (0..<Self.bins).map { "\(Double($0 * 100 / Self.bins) / 100)" }, values: counts)
  }

  /// `confusion`: true class first.
  var confusion: NamedMatrix {
    var counts = Array(repeating: Float(0), count: classes.count * classes.count)
    for (label, prediction) in zip(scoring.targetClasses, ranking.predictions) {
      counts[label * classes.count + prediction] += 1
    }
    return NamedMatrix(name: "confusion", rows: classes, columns: classes, values: counts)
  }
}
