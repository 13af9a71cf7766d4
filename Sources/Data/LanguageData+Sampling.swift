extension LanguageData {
  /// The groups of documents from which windows are drawn.
  static func groups(_ sampling: WindowSampling, _ text: DividedText) throws -> [DocumentClusters.Group] {
    switch sampling {
    case .clusters(let clusters, _): return try clusters.groups(of: text)
    case .mixture:
      // A corpus without documents keeps its place: weights go by it.
      var next = 0
      return text.parts.map { part in
        let documents = next..<next + part.training.count
        next = documents.upperBound
        return DocumentClusters.Group(name: part.text.name, members: documents.map { Int32($0) })
      }
    }
  }

  /// The sampler over `clusters`.
  ///
  /// Throws: `DataError` if there is no window to draw, for a mixture in any one corpus, or if weights, temperature or
  /// clip make no sense.
  static func sampler(
    _ sampling: WindowSampling, _ clusters: [DocumentCluster], weights: [Double], sequenceLength: Int, seed: UInt64
  ) throws -> any Sampler {
    let windows = clusters.map(\.windows)
    switch sampling {
    case .mixture:
      for corpus in clusters where corpus.windows == 0 {
        throw DataError(
          "corpus \(corpus.name) has \(corpus.tokens) tokens for training, less than one window of"
            + " \(sequenceLength + 1): give more text or a shorter sequence")
      }
      return try MixtureSampler(weights: weights, windowCounts: windows, seed: seed)
    case .clusters(_, let method):
      guard windows.contains(where: { $0 > 0 }) else {
        throw DataError(
          "none of the \(clusters.count) clusters has a window of \(sequenceLength + 1) tokens for training: give more"
            + " text, fewer clusters or a shorter sequence")
      }
      return try method.sampler(windowCounts: windows, seed: seed)
    }
  }

  /// What is drawn from, for people.
  static func note(_ sampler: String, _ clusters: [DocumentCluster]) -> String {
    let windows = clusters.map(\.windows).filter { $0 > 0 }
    let missing = clusters.count - windows.count
    return
      "drawing by \(sampler) from \(windows.count) clusters of \(windows.min() ?? 0) to \(windows.max() ?? 0) windows"
      + (missing == 0 ? "" : "; \(missing) are smaller than one window and never drawn from")
  }
}
