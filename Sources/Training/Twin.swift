internal import Experiment

/// A shadow copy that trains beside a run, and what both have told since it was made.
final class Twin {
  let learner: Learner
  let start: TwinStart
  /// The run's recipe when the copy was made.
  let recipe: Recipe
  /// The run's lowest held-out loss then.
  let bestLoss: Double
  /// The step at which the two wait for a choice.
  var end: Int
  /// The run's steps, evaluations and alerts since then: what becomes a branch if the twin is kept.
  var original: [(time: Double, event: Event)] = []
  /// The twin's.
  var own: [(time: Double, event: Event)] = []

  init(_ learner: Learner, start: TwinStart, recipe: Recipe, bestLoss: Double, end: Int) {
    (self.learner, self.start, self.recipe, self.bestLoss, self.end) = (learner, start, recipe, bestLoss, end)
  }
}
