internal import Data
internal import Models
internal import Tensor

extension DomainAdaptation {
  /// What PCS and C-VisDiT do before an epoch's first step: features of all pictures, prototypes, classifier, confidence.
  ///
  /// The order is our reading (notes 2.2 and 2.3 do not tell): prototypes come from the banks as the last epoch left them,
  /// then the classifier from the same banks, and pseudo labels from the classifier that the epoch begins with. At the
  /// first epoch banks are the features of the untrained network, and no unlabelled picture counts for the classifier:
  /// what was not trained is sure of nothing.
  func beginEpoch(_ epoch: Int, _ tape: Tape) {
    tape.clock.enter("epoch")
    CosineClassifier.normalise(network.weight)
    let (source, target) = (features(tape, of: .source), features(tape, of: .target))
    let running = RunningPrediction(classes: data.classes.count)
    var kept = (
      source: state.source ?? DomainMemory(bank: MemoryBank(source), clusterings: [], running: running),
      target: state.target ?? DomainMemory(bank: MemoryBank(target), clusterings: [], running: running)
    )
    kept.source.clusterings = clusterings(of: kept.source.bank.rows, "source", epoch, tape)
    kept.target.clusterings = clusterings(of: kept.target.bank.rows, "target", epoch, tape)
    if settings.prototypes.updatesClassifier {
      updateClassifier(epoch, source: (kept.source.bank, source), target: (kept.target.bank, target), tape)
    }
    let ranking = ConfidenceRanking(network.probabilities(tape, target))
    let split = ranking.split(easy: settings.dispersal.easy, hard: settings.dispersal.hard)
    let labelled = FeatureRows(data.labelled.indices.flatMap { source[$0] }, width: source.width)
    state.dispersal = DispersalPlan(
      predictions: ranking.predictions, nearest: NearestSource(target: target, source: labelled).nearest,
      mask: ranking.mask(settings.dispersal.confident), easy: split.easy, hard: split.hard)
    (state.source, state.target, state.epochs) = (kept.source, kept.target, epoch + 1)
  }

  /// Spherical k-means for every number of clusters in the list, each from starts of its own.
  private func clusterings(of bank: FeatureRows, _ domain: String, _ epoch: Int, _ tape: Tape) -> [Prototypes] {
    let clusters = settings.prototypes.clusters(classes: data.classes.count)
    let clustering = PrototypeClustering(iterations: settings.prototypes.iterations)
    return clusters.enumerated().map { number, clusters in
      let starts = draws.starts(
        bank, clusters: clusters, domain: domain, number: epoch * self.clusterCount + number)
      return clustering.run(bank, starts: starts, tape.pool)
    }
  }

  private var clusterCount: Int { settings.prototypes.multiples.count * settings.prototypes.repeats }

  private func updateClassifier(
    _ epoch: Int, source: (bank: MemoryBank, features: FeatureRows), target: (bank: MemoryBank, features: FeatureRows),
    _ tape: Tape
  ) {
    let terms = settings.prototypes
    let own = ClassifierUpdate.Domain(
      bank: source.bank.rows, labels: knownClasses, probabilities: network.probabilities(tape, source.features),
      threshold: epoch == 0 ? .infinity : terms.sourceThreshold)
    var other: ClassifierUpdate.Domain?
    if epoch > 0, epoch >= terms.targetsFrom {
      other = ClassifierUpdate.Domain(
        bank: target.bank.rows, labels: Array(repeating: nil, count: target.bank.rows.count),
        probabilities: network.probabilities(tape, target.features), threshold: terms.targetThreshold)
    }
    network.classes =
      ClassifierUpdate(network.classes, source: own, target: other, leastTargets: terms.leastTargets).weight
  }
}
