/// Batches of a set that is gone through again and again within an epoch, each time in an order of its own.
///
/// The order follows from (seed, stream, epoch, pass). What does not fill a batch is left out of a pass; a set
/// smaller than a batch makes one smaller batch. A pass that an epoch's end cuts off is not taken up again.
public struct CyclingBatches: Sendable {
  /// Things in all.
  public let count: Int
  /// Things a batch: as asked for, or all there are.
  public let batchSize: Int
  private let seed: UInt64
  private let stream: String

  /// - Parameter stream: a name for each purpose.
  /// - Precondition: `count` ≥ 0, `batchSize` > 0.
  public init(count: Int, batchSize: Int, seed: UInt64, stream: String) {
    precondition(count >= 0 && batchSize > 0, "batches of \(batchSize) from \(count)")
    (self.count, self.batchSize, self.seed, self.stream) = (count, min(batchSize, count), seed, stream)
  }

  /// Batches in a pass through the set; 0 of an empty one.
  public var batchesPerPass: Int { count == 0 ? 0 : count / batchSize }

  /// The batch at an iteration of an epoch, both from 0; empty of an empty set.
  public func indices(epoch: Int, iteration: Int) -> [Int] {
    guard count > 0 else { return [] }
    let (pass, place) = iteration.quotientAndRemainder(dividingBy: batchesPerPass)
    let name = StableHash.hash(Array("domains.batches.\(stream).\(epoch).\(pass)".utf8))
    let order = CounterRandom(seed: seed, stream: name).permutation(count)
    return order[place * batchSize..<(place + 1) * batchSize].map { Int($0) }
  }

  /// Whether a pass begins at this iteration of any epoch; every iteration of an empty set begins one.
  public func beginsPass(iteration: Int) -> Bool { count == 0 || iteration % batchesPerPass == 0 }
}

/// The batches of all parts of a pair of domains.
///
/// An epoch has max(source batches, target batches) iterations: the larger domain is gone through once, the other
/// cycles. The authors of PCS make one iteration more, which begins the larger domain anew: batches can be asked for
/// beyond an epoch's end.
public struct DomainBatches: Sendable {
  /// Of all source pictures.
  public let source: CyclingBatches
  /// Of the labelled source pictures: places in `LabelledPictures`.
  public let labelled: CyclingBatches
  /// Of all targets.
  public let target: CyclingBatches

  /// Iterations in an epoch.
  public var iterationsPerEpoch: Int { max(source.batchesPerPass, target.batchesPerPass) }

  /// - Parameter labelledBatch: labelled pictures a batch; all, if there are fewer.
  public init(_ data: DomainPairData, batchSize: Int, labelledBatch: Int, seed: UInt64) {
    func batches(_ count: Int, _ size: Int, _ stream: String) -> CyclingBatches {
      CyclingBatches(count: count, batchSize: size, seed: seed, stream: stream)
    }
    source = batches(data.source.count, batchSize, "source")
    labelled = batches(data.labelled.count, labelledBatch, "labelled")
    target = batches(data.target.count, batchSize, "target")
  }
}
