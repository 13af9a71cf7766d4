public import Data
internal import Experiment
internal import Foundation

extension WindowSampling {
  /// The sampling that a recipe asks for.
  ///
  /// - Parameter table: the contents of the table of clusters, where they are known; otherwise its file is read.
  /// - Throws: `TrainingError` when there is no such file.
  init(_ recipe: Recipe, table: [UInt8]?) throws(TrainingError) {
    let method: SamplingMethod
    switch recipe[Keys.Sampler.method] {
    case .mixture:
      self = .mixture
      return
    case .random: method = .random
    case .uniform: method = .uniform
    case .temperature: method = .temperature(recipe[Keys.Sampler.temperature])
    case .clusterClip: method = .clusterClip(recipe[Keys.Sampler.clip])
    }
    let clusters = recipe[Keys.Sampler.clusters]
    switch clusters {
    case "topics": self = .clusters(.topics, method)
    case "corpora": self = .clusters(.corpora, method)
    default:
      guard let csv = table ?? (try? [UInt8](Foundation.Data(contentsOf: URL(fileURLWithPath: clusters)))) else {
        throw TrainingError(
          "sampler.clusters: cannot read \(clusters); give topics, corpora or a table of `switchyard cluster`")
      }
      self = .clusters(.table(csv: csv, file: clusters), method)
    }
  }
}

extension LanguageData {
  /// The clusters as a header tells them; none for a mixture.
  var clusterShapes: [ClusterShape] {
    guard drawsByClusters else { return [] }
    return clusters.enumerated().map { index, cluster in
      ClusterShape(
        name: cluster.name, documents: cluster.documents, tokens: cluster.tokens, windows: cluster.windows,
        cap: caps?[index])
    }
  }

  /// Checks that there are windows enough for a run of so many steps: ClusterClip draws only so many.
  ///
  /// - Throws: `TrainingError`, one line that says what to change.
  public func checkWindows(steps: Int) throws(TrainingError) {
    let wanted = steps * batchSize
    guard let available = availableWindows, available < wanted, case .clusters(_, .clusterClip(let clip)) = sampling
    else { return }
    let enough = ClusterClipSampler.smallestClip(for: wanted, windowCounts: clusters.map(\.windows))
    throw TrainingError(
      "sampler.clip \(clip) gives \(available) windows, but \(steps) steps of \(batchSize) draw \(wanted): set"
        + " sampler.clip to at least \(enough), or run.steps to at most \(available / batchSize)")
  }
}
