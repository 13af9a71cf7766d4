internal import Data
internal import Models
internal import Tensor

/// Which pictures are mixed with which.
extension DomainAdaptation {
  /// X-VD: a batch of all targets, each with its nearest labelled source picture; empty where that is switched off.
  func crossPairs(_ step: Int, _ place: StepPlace) -> [MixedPair] {
    guard settings.mixesAcross, let plan = state.dispersal else { return [] }
    let dispersal = CrossDomainDispersal(
      predictions: plan.predictions, labels: data.labelled.classes, nearest: plan.nearest, mask: plan.mask)
    return mixedBatches.indices(epoch: place.epoch, iteration: place.iteration).enumerated().map { row, target in
      dispersal.pair(target: target, beta: draws.beta(.cross, step: step, row: row))
    }
  }

  /// I-VD: a batch of the hard targets, each with an easy one or a labelled source picture; empty where that is switched
  /// off or no target is hard.
  func insidePairs(_ step: Int, _ place: StepPlace) -> [MixedPair] {
    guard settings.mixesInside, let plan = state.dispersal, !plan.hard.isEmpty else { return [] }
    let dispersal = IntraDomainDispersal(
      predictions: plan.predictions, labels: data.labelled.classes, easy: plan.easy, hard: plan.hard,
      dominant: settings.dispersal.dominant)
    let batches = CyclingBatches(
      count: plan.hard.count, batchSize: settings.dispersal.batchSize, seed: settings.seed, stream: "mixed.inside")
    return batches.indices(epoch: place.epoch, iteration: place.iteration).enumerated().map { row, hard in
      dispersal.pair(
        hard, u: draws.partner(step: step, row: row), beta: draws.beta(.inside, step: step, row: row))
    }
  }

  /// The target step whose mixtures an evaluation shows: the latest, or the one to come where an epoch has just begun.
  var shownStep: Int? {
    if state.dispersal == nil { return nil }
    return place(ofStep: state.steps - 1).isTarget ? state.steps - 1 : state.steps
  }

  /// Where a picture of a mixture lies.
  func picture(_ picture: MixedPair.Picture) -> DomainPicture {
    switch picture {
    case .target(let target): DomainPicture(.target, target)
    case .source(let labelled): DomainPicture(.source, data.labelled.indices[labelled])
    }
  }

  /// The pictures of a mixture.
  func pictures(_ pair: MixedPair) -> PictureMixture {
    PictureMixture(picture(pair.dominant), picture(pair.other), share: pair.weight)
  }
}
