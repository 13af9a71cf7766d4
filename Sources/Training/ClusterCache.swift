internal import Clustering
internal import Data
internal import Foundation
internal import Tensor

/// Clusters that were learnt from texts before, by what they were learnt from.
///
/// A file's name follows from the documents, from which of them are trained on, and from the number of clusters. A file
/// that is damaged counts as none: the clusters are learnt again, with the same result.
public struct ClusterCache: Sendable {
  /// Where the files lie; nil keeps none.
  public let folder: String?

  /// A cache in `folder`, which is made when it is needed.
  public init(folder: String?) { self.folder = folder }

  /// In `$XDG_CACHE_HOME/switchyard/clusters`, else `~/.cache/switchyard/clusters`.
  public static var standard: ClusterCache { ClusterCache(folder: CheckedFile.standardFolder("clusters")) }

  /// Of the rules by which clusters are learnt: to be raised when the same text would give others.
  private static let version = 1
  /// Starts of k-means, and the length of the vectors.
  private static let (restarts, dimensions) = (4, 128)

  /// The clusters of all documents of `text`, learnt from those trained on, or known already. The run's seed plays no
  /// part: all runs over a text draw from the same clusters.
  ///
  /// - Parameters:
  ///   - threads: 0 means one for each core; the result does not depend on it.
  ///   - progress: is told one line now and then.
  /// - Throws: `TrainingError` if there are fewer documents than clusters, or none with a common word.
  func clusters(
    _ count: Int, of text: DividedText, threads: Int, progress: (String) -> Void
  ) throws -> LearntClusters {
    let file = folder.map { "\($0)/\(count)-\(Self.dimensions)-\(Self.version)-\(text.fingerprint)" }
    if let file, CheckedFile.exists(file) {
      if let known = CheckedFile.read(file).flatMap({ LearntClusters(fileContents: $0) }),
        known.labels.count == text.documentCount
      {
        progress("taking the \(known.names.count) clusters that were learnt from this text before")
        return known
      }
      progress("\(file): damaged; the clusters are learnt again")
    }
    let learnt = try learn(count, of: text, threads: threads, progress: progress)
    if let file, !CheckedFile.write(learnt.fileContents, to: file) {
      progress("\(file): cannot be written; the clusters will be learnt again next time")
    }
    return learnt
  }

  private func learn(
    _ count: Int, of text: DividedText, threads: Int, progress: (String) -> Void
  ) throws -> LearntClusters {
    var (documents, learning): ([ArraySlice<UInt8>], [Int]) = ([], [])
    for part in text.parts {
      learning += part.training.sorted().map { documents.count + $0 }
      documents += part.text.documents.indices.map { part.text.text($0) }
    }
    let names = text.parts.map { $0.text.name }.joined(separator: ", ")
    progress("clustering \(learning.count) documents of \(names) into \(count) by their words")
    let search = SphericalKMeans(clusters: count, restarts: Self.restarts, seed: 0)
    var last = (restart: -1, iteration: 0)
    do {
      let found = try TextClusters(
        documents, learning: learning, named: names, dimensions: Self.dimensions, search,
        pool: ThreadPool(threads: threads)
      ) { step in
        // Now and then: a start takes dozens of steps.
        guard step.restart != last.restart || step.iteration >= last.iteration + 20 else { return }
        last = (step.restart, step.iteration)
        progress(
          "clusters: start \(step.restart + 1) of \(Self.restarts), step \(step.iteration), \(step.moved) moved")
      }
      return LearntClusters(
        labels: found.labels,
        names: found.words.enumerated().map { "\($0.offset) \($0.element.prefix(3).joined(separator: ", "))" })
    } catch {
      throw TrainingError("sampler.clusters: \(error)")
    }
  }
}
