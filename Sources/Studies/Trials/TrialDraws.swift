import Experiment

/// From which clusters a trial drew, counted once for steps that were done anew.
struct TrialDraws {
  private var shapes: [ClusterShape] = []
  private var steps: [(step: Int, draws: [Int32])] = []

  mutating func start(_ header: Header) {
    shapes = header.clusters
    steps.removeAll { $0.step > header.firstStep }
  }

  mutating func take(_ step: Step) {
    if !step.draws.isEmpty { steps.append((step.step, step.draws)) }
  }

  /// For each cluster how often it was drawn from.
  var counts: [Int] {
    var counts = Array(repeating: 0, count: shapes.count)
    for cluster in steps.lazy.flatMap(\.draws) where counts.indices.contains(Int(cluster)) { counts[Int(cluster)] += 1 }
    return counts
  }

  /// For each band how often a window of it was drawn, on average; NaN for a band without windows.
  var repetitions: [Double] {
    let (bands, counts) = (ClusterBands(shapes), counts)
    return (0..<bands.count).map { band in
      let members = bands.members(of: band)
      let windows = members.reduce(0.0) { $0 + Double(shapes[$1].windows) }
      return windows == 0 ? .nan : Double(members.reduce(0) { $0 + counts[$1] }) / windows
    }
  }

  /// The held-out loss of each band; none for a trial that does not draw by clusters.
  func losses(_ evaluation: Evaluation) -> [BandLoss] {
    evaluation.clusters.isEmpty ? [] : ClusterBands(shapes).losses(evaluation.clusters)
  }
}
