import Experiment
import Foundation

extension ScriptedRun {
  /// A run that draws windows by clusters, each at most twice through.
  public static func clustered(steps: Int = 300) -> ScriptedRun {
    var run = ScriptedRun(steps: steps)
    (run.name, run.isClustered, run.layers, run.divergedStep) = ("scripted-clusters", true, 1, 0)
    return run
  }

  /// 24 clusters, each about a quarter smaller than the one before; the smallest has no window.
  var clusters: [ClusterShape] {
    let names = [
      "artifact", "person", "plant", "animal", "act", "communication", "state", "location", "food", "change",
      "substance", "group", "body", "cognition", "contact", "time", "quantity", "event", "possession", "feeling",
      "relation", "weather", "motive", "tops",
    ]
    return names.enumerated().map { index, name in
      let tokens = Int(420_000 * exp(-0.36 * Double(index))) - (index == 23 ? 60 : 0)
      let windows = index == 23 ? 0 : (tokens - 1) / sequenceLength
      return ClusterShape(
        name: name, documents: max(1, tokens / 90), tokens: tokens, windows: windows, cap: 2 * windows)
    }
  }

  /// For each step the clusters of its windows: each alike, until its cap is reached.
  func clusterDraws() -> [[Int32]] {
    guard isClustered else { return [] }
    var left = clusters.map { $0.cap ?? 0 }
    return (1...max(1, steps)).map { step in
      (0..<batchSize).map { window in
        let active = left.indices.filter { left[$0] > 0 }
        let cluster = active[min(active.count - 1, Int(draw(step, 31, window) * Double(active.count)))]
        left[cluster] -= 1
        return Int32(cluster)
      }
    }
  }

  /// Rare clusters learn more slowly and are measured less exactly.
  func clusterLosses(_ step: Int, loss: Double) -> [ClusterLoss] {
    guard isClustered else { return [] }
    return clusters.indices.filter { $0 != 22 }.map { index in
      let rarity = Double(index) / 24
      return ClusterLoss(
        cluster: index, loss: Float(loss + 0.9 * rarity - 0.3 + 0.3 * rarity * draw(step, 32, index)),
        tokens: max(40, Int(2400 * exp(-0.2 * Double(index)))))
    }
  }
}
