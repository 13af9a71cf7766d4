/// The order in which documents themselves are drawn: a sampler over clusters, and a shuffle of each cluster that is made
/// anew for each of its epochs.
public struct DocumentOrder {
  /// One draw.
  public struct Draw: Sendable, Equatable {
    /// Index of the document in the table.
    public var document: Int
    /// How often it was drawn before.
    public var repeats: Int
  }

  private let members: [[Int32]]
  private let sampler: any Sampler
  private let seed: UInt64
  /// The order of the epoch that each cluster is in.
  private var orders: [(epoch: Int, documents: [Int32])]

  /// The order of `table` by `method`. Throws: `DataError` if temperature or clip make no sense.
  public init(_ table: ClusterTable, method: SamplingMethod, seed: UInt64) throws {
    members = table.members
    self.seed = seed
    sampler = try method.sampler(windowCounts: members.map(\.count), seed: seed)
    orders = members.map { _ in (-1, []) }
  }

  /// How many draws there are; nil means no end.
  public var available: Int? { sampler.available }

  /// The draws in `range`, counted from 0. The same draws come out whatever was asked before.
  ///
  /// - Precondition: the range ends within `available`.
  public mutating func draw(_ range: Range<Int>) -> [Draw] {
    sampler.draw(range).map { address in
      if orders[address.group].epoch != address.epoch {
        var documents = members[address.group]
        SamplingPurpose.order.random(seed: seed, group: address.group, epoch: address.epoch).shuffle(&documents)
        orders[address.group] = (address.epoch, documents)
      }
      return Draw(document: Int(orders[address.group].documents[address.turn]), repeats: address.epoch)
    }
  }
}
