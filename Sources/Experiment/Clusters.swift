/// What a run knows of one cluster of documents from which it draws windows.
public struct ClusterShape: Sendable, Equatable {
  /// The name of the topic or corpus, or the cluster's number.
  public var name: String
  /// Documents trained on.
  public var documents: Int
  /// Their tokens.
  public var tokens: Int
  /// Training windows of one pass; a cluster without any is never drawn from.
  public var windows: Int
  /// The most draws from it in the run; nil: no limit.
  public var cap: Int?

  /// All fields, as they are described above.
  public init(name: String, documents: Int, tokens: Int, windows: Int, cap: Int? = nil) {
    self.name = name
    self.documents = documents
    self.tokens = tokens
    self.windows = windows
    self.cap = cap
  }
}

/// The held-out loss of the documents of one cluster.
public struct ClusterLoss: Sendable, Equatable {
  /// The cluster, an index into the header's clusters.
  public var cluster: Int
  /// Mean cross-entropy in nats a token.
  @Exact public var loss: Float
  /// Number of tokens the mean is over.
  public var tokens: Int

  /// All fields, as they are described above.
  public init(cluster: Int, loss: Float, tokens: Int) {
    self.cluster = cluster
    self.loss = loss
    self.tokens = tokens
  }
}

/// The held-out loss of the clusters of one band.
public struct BandLoss: Sendable, Equatable {
  /// Mean cross-entropy in nats a token, each token counting alike; NaN where the band has no held-out token.
  @Exact public var loss: Double
  /// Number of tokens the mean is over.
  public var tokens: Int
  /// Clusters of the band that have held-out tokens.
  public var clusters: Int

  /// All fields, as they are described above.
  public init(loss: Double, tokens: Int, clusters: Int) {
    self.loss = loss
    self.tokens = tokens
    self.clusters = clusters
  }
}

/// Clusters by size: five bands with about as many clusters each, band 0 with the largest ones.
///
/// A cluster's size is its number of training tokens; equal ones go by the lower index. Fewer than five clusters make as
/// many bands as there are clusters.
public struct ClusterBands: Sendable, Equatable {
  /// The most bands there can be.
  public static let most = 5
  /// For each cluster its band.
  public let bands: [UInt8]
  /// Number of bands.
  public let count: Int

  /// The bands of these clusters.
  public init(_ clusters: [ClusterShape]) {
    count = min(Self.most, clusters.count)
    var bands = [UInt8](repeating: 0, count: clusters.count)
    let order = clusters.indices.sorted { (-clusters[$0].tokens, $0) < (-clusters[$1].tokens, $1) }
    for (rank, cluster) in order.enumerated() { bands[cluster] = UInt8(rank * count / clusters.count) }
    self.bands = bands
  }

  /// The indices of the clusters of a band.
  public func members(of band: Int) -> [Int] { bands.indices.filter { Int(bands[$0]) == band } }

  /// The loss of each band. Losses of clusters that do not exist are left out.
  public func losses(_ clusters: [ClusterLoss]) -> [BandLoss] {
    var sums = Array(repeating: BandLoss(loss: 0, tokens: 0, clusters: 0), count: count)
    for cluster in clusters where bands.indices.contains(cluster.cluster) && cluster.tokens > 0 {
      let band = Int(bands[cluster.cluster])
      sums[band].loss += Double(cluster.loss) * Double(cluster.tokens)
      sums[band].tokens += cluster.tokens
      sums[band].clusters += 1
    }
    for band in sums.indices {
      sums[band].loss = sums[band].tokens == 0 ? .nan : sums[band].loss / Double(sums[band].tokens)
    }
    return sums
  }
}
