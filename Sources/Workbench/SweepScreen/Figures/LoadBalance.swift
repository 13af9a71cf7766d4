public import Experiment

/// How unevenly the experts of a model are loaded.
public enum LoadBalance {
  /// The held-out text's choices of the busiest expert over the mean of all experts, before capacity; the mean over the
  /// layers. 1 is an even load, the number of experts its opposite.
  ///
  /// - Returns: nil for a dense model, or one whose choices were not counted.
  public static func maximumOverMean(_ evaluation: Evaluation) -> Double? {
    let layers = evaluation.layers.compactMap { layer -> Double? in
      let loads = loads(layer)
      let total = loads.reduce(0, +)
      guard let most = loads.max(), total > 0 else { return nil }
      return most * Double(loads.count) / total
    }
    return layers.isEmpty ? nil : layers.reduce(0, +) / Double(layers.count)
  }

  /// Choices of each expert: the tables by frequency and by domain both count every choice.
  private static func loads(_ layer: LayerEvaluation) -> [Double] {
    let table = layer.frequencyCounts.isEmpty ? layer.domainCounts : layer.frequencyCounts
    guard layer.experts > 0, !table.isEmpty, table.count.isMultiple(of: layer.experts) else { return [] }
    var loads = [Double](repeating: 0, count: layer.experts)
    for (index, count) in table.enumerated() { loads[index % layer.experts] += Double(max(0, count)) }
    return loads
  }
}
