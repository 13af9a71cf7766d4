public import Data
internal import Experiment
internal import Foundation

extension WindowSampling {
  /// Names of the files that a checkpoint keeps: a table that was given, clusters that were learnt.
  static let (tableFile, learntFile) = ("table of clusters", "clusters")

  /// The sampling that a recipe asks for.
  ///
  /// - Parameters:
  ///   - kept: the files of a checkpoint from which a run goes on; nil for a new run.
  ///   - cache: where clusters that were learnt before are looked for; not asked with `kept`.
  ///   - progress: is told how far learning has come.
  /// - Throws: `TrainingError` when there is no table of that name, or not as many documents as clusters.
  init(
    _ recipe: Recipe, for text: DividedText, kept: [String: [UInt8]]?, cache: ClusterCache,
    progress: (String) -> Void
  ) throws {
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
      if let count = recipe.clusterCount {
        self = .clusters(.learnt(try Self.learnt(count, recipe, text, kept, cache, progress)), method)
      } else {
        self = .clusters(.table(csv: try Self.table(clusters, kept), file: clusters), method)
      }
    }
  }

  private static func learnt(
    _ count: Int, _ recipe: Recipe, _ text: DividedText, _ kept: [String: [UInt8]]?, _ cache: ClusterCache,
    _ progress: (String) -> Void
  ) throws -> LearntClusters {
    guard let kept else {
      return try cache.clusters(count, of: text, threads: recipe[Keys.Run.threads], progress: progress)
    }
    guard let clusters = kept[learntFile].flatMap({ LearntClusters(fileContents: $0) }) else {
      throw TrainingError("the checkpoint lacks the clusters that its recipe draws from; start the run again")
    }
    return clusters
  }

  private static func table(_ file: String, _ kept: [String: [UInt8]]?) throws -> [UInt8] {
    guard let csv = kept?[tableFile] ?? (try? [UInt8](Foundation.Data(contentsOf: URL(fileURLWithPath: file)))) else {
      throw TrainingError(
        "sampler.clusters: cannot read \(file); give topics, corpora, a number of clusters or a table of"
          + " `switchyard cluster`")
    }
    return csv
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
