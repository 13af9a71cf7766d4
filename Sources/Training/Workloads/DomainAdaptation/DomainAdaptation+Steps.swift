internal import Data
internal import Foundation
internal import Models
internal import Tensor

/// The two steps of an iteration of PCS and C-VisDiT. Source: notes 2.2 to 2.4.
extension DomainAdaptation {
  /// Labelled pictures against their classes, and a batch of all source pictures against the prototypes.
  ///
  /// Information is maximised on those of the batch that have no label.
  func sourceStep(_ index: Int, _ place: StepPlace, _ tape: Tape) -> StepResult {
    guard var memory = state.source, let target = state.target else { preconditionFailure("no epoch was begun") }
    // Taken out, so that entries of the bank move in place and no second bank is made.
    state.source = nil
    tape.clock.enter("data")
    let labelled = labelledBatch(place)
    let batch = batches.source.indices(epoch: place.epoch, iteration: place.iteration)
    if batches.source.beginsPass(iteration: place.iteration) { memory.running.beginPass() }
    CosineClassifier.normalise(network.weight)
    tape.begin(recording: true)
    let first = labelled.pictures.count
    let parts: [PassPart] = [
      .pictures(labelled.pictures, of: .source, stream: "labelled"), .pictures(batch, of: .source, stream: "source"),
    ]
    let features = self.features(tape, parts, step: index)
    let logits = network.logits(tape, features)
    tape.clock.enter("losses")
    var objective = StepObjective()
    objective.add(
      "labelled", 1, tape.crossEntropy(logits: rows(tape, logits, 0..<first), targets: labelled.classes))
    let whole = first..<first + batch.count
    let unlabelled = whole.filter { knownClasses[batch[$0 - first]] == nil }
    addPrototypes(
      to: &objective, rows(tape, features, whole), pictures: batch, own: memory, other: target, tape)
    addInformation(to: &objective, logits, unlabelled, &memory.running, tape)
    remember(batch, features, from: first, momentum: settings.prototypes.momentum, in: &memory.bank)
    remember(labelled.pictures, features, from: 0, momentum: settings.prototypes.labelledMomentum, in: &memory.bank)
    state.source = memory
    return finish(objective, pictures: whole.upperBound, task: 0, tape)
  }

  /// A batch of all targets against the prototypes, and the mixtures.
  func targetStep(_ index: Int, _ place: StepPlace, _ tape: Tape) -> StepResult {
    guard var memory = state.target, let source = state.source else { preconditionFailure("no epoch was begun") }
    state.target = nil
    let batch = batches.target.indices(epoch: place.epoch, iteration: place.iteration)
    if batches.target.beginsPass(iteration: place.iteration) { memory.running.beginPass() }
    let (cross, inside) = (crossPairs(index, place), insidePairs(index, place))
    CosineClassifier.normalise(network.weight)
    tape.begin(recording: true)
    let (second, third) = (batch.count, batch.count + cross.count)
    let last = third + inside.count
    let parts: [PassPart] = [
      .pictures(batch, of: .target, stream: "target"), .mixtures(cross, stream: "mixed.cross"),
      .mixtures(inside, stream: "mixed.inside"),
    ]
    let features = self.features(tape, parts, step: index)
    let logits = network.logits(tape, features)
    tape.clock.enter("losses")
    var objective = StepObjective()
    addPrototypes(
      to: &objective, rows(tape, features, 0..<second), pictures: batch, own: memory, other: source, tape)
    addInformation(to: &objective, logits, Array(0..<second), &memory.running, tape)
    if !cross.isEmpty {
      objective.add(
        "xvd", settings.dispersal.crossWeight, cross.loss(tape, logits: rows(tape, logits, second..<third)))
    }
    if !inside.isEmpty {
      objective.add(
        "ivd", settings.dispersal.insideWeight,
        inside.loss(tape, logits: rows(tape, logits, third..<last)))
    }
    remember(batch, features, from: 0, momentum: settings.prototypes.momentum, in: &memory.bank)
    state.target = memory
    return finish(objective, pictures: last, task: 1, tape)
  }

  /// The contrast with the prototypes of the own domain, and the likeness to those of the other.
  private func addPrototypes(
    to objective: inout StepObjective, _ features: Tensor, pictures: [Int], own: DomainMemory, other: DomainMemory,
    _ tape: Tape
  ) {
    let terms = settings.prototypes
    if pictures.isEmpty { return }
    if terms.contrastWeight > 0 {
      objective.add(
        "prototypes", terms.contrastWeight,
        PrototypeLosses.contrast(
          tape, features: features,
          own.clusterings.map { clustering in
            (prototypes: clustering, assignments: pictures.map { clustering.assignments[$0] })
          }))
    }
    if terms.crossWeight > 0 {
      objective.add(
        "cross", terms.crossWeight,
        PrototypeLosses.crossEntropy(
          tape, features: features, centroids: other.clusterings.map(\.centroids), temperature: terms.temperature))
    }
  }

  /// Diverse predictions on the whole, each of them sure. The diversity is −ln C where all classes are equally frequent.
  private func addInformation(
    to objective: inout StepObjective, _ logits: Tensor, _ places: [Int], _ running: inout RunningPrediction,
    _ tape: Tape
  ) {
    let terms = settings.prototypes
    if places.isEmpty { return }
    let own = rows(tape, logits, places)
    if terms.diversityWeight > 0 {
      objective.add(
        "diversity", terms.diversityWeight, running.diversityLoss(tape, logits: own),
        floor: -log(Double(data.classes.count)))
    }
    if terms.entropyWeight > 0 {
      objective.add("entropy", terms.entropyWeight, RunningPrediction.entropyLoss(tape, logits: own))
    }
  }

  /// Moves a bank's entries towards the features of a batch.
  private func remember(
    _ pictures: [Int], _ features: Tensor, from row: Int, momentum: Float, in bank: inout MemoryBank
  ) {
    if pictures.isEmpty { return }
    let width = features.columns
    let values = UnsafeBufferPointer(start: features.data + row * width, count: pictures.count * width)
    bank.update(pictures, features: FeatureRows(Array(values), width: width), momentum: momentum)
  }
}
