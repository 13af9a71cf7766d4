public import Experiment

/// The clusters that windows are drawn from, beside each other: what was drawn of each, and how well it is predicted.
public struct ClusterRows: Sendable, Equatable {
  /// One cluster.
  public struct Row: Sendable, Equatable {
    /// Its place in the header.
    public var index: Int
    /// What the header says of it.
    public var shape: ClusterShape
    /// Its band by size; 0 has the largest clusters.
    public var band: Int
    /// Windows drawn from it.
    public var draws: Int
    /// Its share of all windows drawn; 0 before the first.
    public var share: Double
    /// Draws over windows: how often it was gone through; NaN for a cluster without a window.
    public var repetitions: Double
    /// Its held-out loss at the latest evaluation, in nats; NaN where it has none.
    public var loss: Double
    /// Held-out tokens of it.
    public var tokens: Int
    /// How far that is from the first evaluation; NaN without two of them.
    public var change: Double

    /// Whether it reached its cap and is drawn from no more.
    public var isAtCap: Bool { shape.cap.map { $0 > 0 && draws >= $0 } ?? false }
  }

  /// What rows can be sorted by.
  public enum Order: String, Sendable, CaseIterable {
    /// The largest first.
    case size
    /// The smallest first.
    case rarity
    /// Those drawn most often first.
    case draws
    /// Those gone through most often first.
    case repetitions
    /// The worst predicted first.
    case loss
    /// Those that were learnt least first.
    case change
  }

  /// In the order of the header.
  public var rows: [Row] = []
  /// exp of the entropy of the draws, in clusters; 0 before the first.
  public var effective = 0.0
  /// The same of the clusters' windows: what drawing in proportion to size comes to.
  public var effectiveBySize = 0.0

  /// No clusters.
  public init() {}

  /// The clusters as they are at the step that is shown.
  public init(_ shared: Shared) {
    let state = shared.run.state
    guard let header = state.header, !header.clusters.isEmpty else { return }
    let draws =
      shared.isInspecting ? state.draws.counts(steps: (shared.index ?? -1) + 1) : state.draws.counts
    let total = Double(max(1, draws.reduce(0, +)))
    effective = DrawHistory.effective(draws)
    effectiveBySize = DrawHistory.effective(header.clusters.map(\.windows))
    let evaluations = shared.evaluations.filter { !$0.clusters.isEmpty }
    let latest = Self.losses(evaluations.last)
    let first = Self.losses(evaluations.count > 1 ? evaluations.first : nil)
    rows = header.clusters.enumerated().map { index, shape in
      let count = index < draws.count ? draws[index] : 0
      let loss = latest[index].map { Double($0.loss) } ?? .nan
      return Row(
        index: index, shape: shape, band: index < state.bands.bands.count ? Int(state.bands.bands[index]) : 0,
        draws: count, share: Double(count) / total,
        repetitions: shape.windows > 0 ? Double(count) / Double(shape.windows) : .nan, loss: loss,
        tokens: latest[index]?.tokens ?? 0, change: loss - (first[index].map { Double($0.loss) } ?? .nan))
    }
  }

  private static func losses(_ evaluation: Evaluation?) -> [Int: ClusterLoss] {
    Dictionary((evaluation?.clusters ?? []).map { ($0.cluster, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The rows in some order; equal ones and those without the figure by size.
  public func sorted(by order: Order) -> [Row] {
    func key(_ row: Row) -> Double {
      let value: Double =
        switch order {
        case .size: Double(row.shape.tokens)
        case .rarity: -Double(row.shape.tokens)
        case .draws: Double(row.draws)
        case .repetitions: row.repetitions
        case .loss: row.loss
        case .change: row.change
        }
      return value.isFinite ? value : -.infinity
    }
    let keys = rows.map(key)
    return rows.indices.sorted { a, b in
      (keys[b], rows[b].shape.tokens, a) < (keys[a], rows[a].shape.tokens, b)
    }.map { rows[$0] }
  }
}
