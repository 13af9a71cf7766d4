internal import Data
internal import Experiment
internal import Foundation
internal import Models
public import Tensor

extension DomainAdaptation {
  /// Accuracy on all targets, on easy, hard and outlying ones; confidence, features and mixtures.
  ///
  /// The loss, by which the best checkpoint is chosen, knows no label of the target: ln C less the criterion. Easy, hard and
  /// outliers are those of the model as it is now, under every method; what training mixes is of the epoch's beginning.
  public func evaluate(_ tape: Tape) -> EvaluationResult {
    readTrunk(tape)
    let (source, target) = (features(tape, of: .source), features(tape, of: .target))
    let guesses = ConfidenceRanking(network.probabilities(tape, source))
    let probabilities = network.probabilities(tape, target)
    let scores = DomainScores(probabilities, settings.dispersal, scoring, classes: data.classes)
    state.best.take(accuracy: scores.accuracy, criterion: scores.criterion)
    let loss = log(Double(data.classes.count)) - scores.criterion
    var matrices = [scores.confidence, scores.confusion]
    let map = DomainMap(source: source, target: target)
    matrices += [map.sourceMatrix(data.labelled.indices, scoring), map.targetMatrix(scores.split, scoring)]
    if let own = state.source, let other = state.target {
      matrices.append(map.prototypeMatrix([own, other], scoring, classes: data.classes.count))
    }
    let (mixed, pictures) = mixtures(on: map)
    return EvaluationResult(
      loss: loss, bitsPerByte: .nan,
      domains: [DomainLoss(domain: data.target.name, loss: loss, tokens: target.count * header.sequenceLength)],
      positions: [],
      figures: scores.figures(state.best, sourceAccuracy: scoring.sourceAccuracy(guesses.predictions)),
      matrices: matrices + mixed, pictures: pictures)
  }

  /// The mixtures of the shown step, on the map and as pictures; nothing where none are made.
  private func mixtures(on map: DomainMap) -> (matrices: [NamedMatrix], pictures: [Picture]) {
    guard let step = shownStep, settings.mixesAcross || settings.mixesInside else { return ([], []) }
    let place = self.place(ofStep: step)
    let both = [crossPairs(step, place).filter(\.counts), insidePairs(step, place)]
    let shown = both.enumerated().flatMap { kind, pairs in
      pairs.prefix(MixturePictures.shown).map { (kind: kind, labels: $0, pictures: self.pictures($0)) }
    }
    let (matrix, pictures) = MixturePictures(data: data)(shown)
    let onMap = map.pairMatrix(cross: both[0].map(self.pictures), inside: both[1].map(self.pictures))
    return ([onMap, matrix], pictures)
  }
}
