internal import Models
internal import Tensor

/// What a run on two domains draws beside batches and views: each a function of seed, purpose and place.
struct DomainDraws {
  /// What is mixed.
  enum Mixture: String {
    case cross
    case inside
  }

  let seed: UInt64
  /// Of Beta(α, α).
  let alpha: Double
  /// Mixtures of each kind in a step.
  let batchSize: Int

  private func random(_ purpose: String) -> CounterRandom {
    CounterRandom(seed: seed, stream: RandomStream.number(of: "domains.\(purpose)"))
  }

  private func position(_ step: Int, _ row: Int) -> UInt64 { UInt64(step) * UInt64(batchSize) + UInt64(row) }

  /// β of a mixture.
  func beta(_ mixture: Mixture, step: Int, row: Int) -> Float {
    MixingWeights(alpha: alpha, random: random("beta.\(mixture.rawValue)")).beta(at: position(step, row))
  }

  /// In [0, 1): what a hard target's partner follows from.
  func partner(step: Int, row: Int) -> Float { random("partner").uniform(at: position(step, row)) }

  /// The rows that a clustering starts from.
  ///
  /// - Parameters:
  ///   - domain: names the bank.
  ///   - number: of the clustering, counted over the epochs.
  func starts(_ rows: FeatureRows, clusters: Int, domain: String, number: Int) -> FeatureRows {
    PrototypeClustering.starts(
      rows, clusters: clusters, random: random("starts.\(domain)"), position: UInt64(number))
  }
}
