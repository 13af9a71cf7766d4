package import Models

/// All that a run on two domains carries from step to step beside weights and moments.
package struct AdaptationState: Equatable, Sendable {
  /// Steps done.
  package var steps = 0
  /// Epochs begun; only those of PCS leave something behind.
  package var epochs = 0
  /// What is kept of the source; nil before the first epoch.
  package var source: DomainMemory?
  /// What is kept of the target; nil before the first epoch.
  package var target: DomainMemory?
  /// What the epoch's mixtures follow from; nil before the first epoch.
  package var dispersal: DispersalPlan?
  /// Of all evaluations.
  package var best = BestScores()

  package init() {}
}

/// What PCS keeps of a domain.
package struct DomainMemory: Equatable, Sendable {
  /// Features of all pictures, averaged.
  package var bank: MemoryBank
  /// The epoch's prototypes, one division after another.
  package var clusterings: [Prototypes]
  /// What was predicted so far.
  package var running: RunningPrediction
}

/// What an epoch's mixtures follow from: the confidence that the classifier had at its beginning.
package struct DispersalPlan: Equatable, Sendable {
  /// Pseudo label of each target.
  package var predictions: [Int]
  /// The labelled source picture that is most like each target.
  package var nearest: [Int]
  /// Whether each target's mixtures across domains count.
  package var mask: [Bool]
  /// The surest targets.
  package var easy: [Int]
  /// Those after them; the rest are outliers.
  package var hard: [Int]
}

/// What the evaluations so far came to; nil before the first.
package struct BestScores: Equatable, Sendable {
  /// Highest accuracy on the target: uses its labels, as published results do.
  package var accuracy: Double?
  /// Highest label-free criterion.
  package var criterion: Double?
  /// Accuracy at that evaluation.
  package var chosen: Double?

  package init() {}

  /// Takes an evaluation in.
  package mutating func take(accuracy: Double, criterion: Double) {
    self.accuracy = max(self.accuracy ?? accuracy, accuracy)
    if self.criterion.map({ criterion > $0 }) ?? true { (self.criterion, chosen) = (criterion, accuracy) }
  }
}
