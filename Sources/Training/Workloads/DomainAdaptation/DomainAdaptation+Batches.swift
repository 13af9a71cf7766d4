internal import Data
internal import Experiment
internal import Models
internal import Tensor

/// Where a step is in the run.
struct StepPlace: Equatable {
  let epoch: Int
  /// Within the epoch.
  let iteration: Int
  /// Whether it is an iteration's second step.
  let isTarget: Bool
}

extension DomainAdaptation {
  /// Iterations of an epoch.
  var epochLength: Int {
    settings.prototypes.epochLength > 0 ? settings.prototypes.epochLength : batches.iterationsPerEpoch
  }

  func place(ofStep index: Int) -> StepPlace {
    let stepsPerIteration = settings.alternates ? 2 : 1
    let (iteration, part) = index.quotientAndRemainder(dividingBy: stepsPerIteration)
    let (epoch, rest) = iteration.quotientAndRemainder(dividingBy: epochLength)
    return StepPlace(epoch: epoch, iteration: rest, isTarget: part == 1)
  }

  /// How the pictures of a batch are seen.
  ///
  /// - Parameter stream: names the batch; no two of a step see the same.
  func views(_ stream: String, _ step: Int) -> PictureViews {
    settings.augments ? .augmented(seed: settings.seed, stream: stream, step: step) : .plain
  }

  /// What training drops in a step.
  func noise(_ step: Int) -> ViTNoise { ViTNoise(seed: settings.seed, step: step) }

  /// Some rows of a matrix, with their derivative.
  func rows(_ tape: Tape, _ x: Tensor, _ range: Range<Int>) -> Tensor { rows(tape, x, Array(range)) }

  /// Some rows of a matrix, with their derivative.
  func rows(_ tape: Tape, _ x: Tensor, _ places: [Int]) -> Tensor {
    tape.gather(x, tape.indices(places.map { Int32($0) }))
  }

  /// The labelled batch: pictures of the source and their classes.
  func labelledBatch(_ place: StepPlace) -> (pictures: [Int], classes: [Int32]) {
    let own = batches.labelled.indices(epoch: place.epoch, iteration: place.iteration)
    return (own.map { data.labelled.indices[$0] }, own.map { Int32(data.labelled.classes[$0]) })
  }

  /// Ends a step: derivatives, and what is told of it.
  func finish(_ objective: StepObjective, pictures: Int, task: Int?, _ tape: Tape) -> StepResult {
    tape.backward(from: objective.tensor(tape))
    tape.finish(block)
    return StepResult(
      loss: objective.loss, terms: objective.terms, ledgers: [], tokens: pictures * header.sequenceLength, task: task)
  }
}
