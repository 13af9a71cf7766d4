internal import Data
internal import Experiment
internal import Foundation
internal import Models
internal import Tensor

/// The steps of the methods that PCS is compared with: one for both domains. Source: notes 4.
extension DomainAdaptation {
  /// Labelled pictures against their classes, and the method's term between batches of both domains.
  func jointStep(_ index: Int, _ place: StepPlace, _ tape: Tape) -> StepResult {
    let method = settings.method
    let labelled = labelledBatch(place)
    let needsSource = method.isAdversarial || method == .mmd
    let source = needsSource ? batches.source.indices(epoch: place.epoch, iteration: place.iteration) : []
    let target =
      method == .sourceOnly ? [] : batches.target.indices(epoch: place.epoch, iteration: place.iteration)
    CosineClassifier.normalise(network.weight)
    tape.begin(recording: true)
    let first = labelled.pictures.count
    let second = first + source.count
    let last = second + target.count
    let parts: [PassPart] = [
      .pictures(labelled.pictures, of: .source, stream: "labelled"), .pictures(source, of: .source, stream: "source"),
      .pictures(target, of: .target, stream: "target"),
    ]
    let features = self.features(tape, parts, step: index)
    let logits = network.logits(tape, features)
    tape.clock.enter("losses")
    var objective = StepObjective()
    objective.add(
      "labelled", 1, tape.crossEntropy(logits: rows(tape, logits, 0..<first), targets: labelled.classes))
    func part(_ range: Range<Int>) -> (features: Tensor, logits: Tensor) {
      (rows(tape, features, range), rows(tape, logits, range))
    }
    switch method {
    case .sourceOnly, .pcs: break
    case .dann, .cdan:
      let progress = Double(index) / Double(settings.steps)
      objective.add(
        "domain", settings.weight,
        network.adversarialLoss(
          tape, source: part(first..<second), target: part(second..<last),
          coefficient: DomainDiscriminator.reversal(progress: progress, steepness: settings.steepness)))
    case .mmd:
      let (own, other) = (rows(tape, features, first..<second), rows(tape, features, second..<last))
      objective.add(
        "mmd", settings.weight,
        MaximumMeanDiscrepancy.loss(
          tape, source: own, target: other,
          squaredWidths: MaximumMeanDiscrepancy.squaredWidths(source: own, target: other)))
    case .mme:
      objective.add(
        "minimax", settings.weight, network.minimaxLoss(tape, target: rows(tape, features, second..<last)),
        floor: -log(Double(data.classes.count)))
    }
    return finish(objective, pictures: last, task: nil, tape)
  }
}
