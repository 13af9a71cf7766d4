/// Batches of a set that is gone through again and again within an epoch, each time in an order of its own.
///
/// The order follows from (seed, stream, epoch, pass). What does not fill a batch is left out of a pass; a set smaller than
/// a batch makes a smaller one.
public struct CyclingBatches: Sendable {
  /// Things in all.
  public let count: Int
  /// Things a batch.
  public let batchSize: Int

  /// - Parameter stream: a name for each purpose.
  public init(count: Int, batchSize: Int, seed: UInt64, stream: String) {
    (self.count, self.batchSize) = (count, batchSize)
  }

  /// Batches in a pass through the set.
  public var batchesPerPass: Int { 0 }

  /// The batch at an iteration of an epoch, both from 0; empty of an empty set.
  public func indices(epoch: Int, iteration: Int) -> [Int] {
    fatalError("to come")
  }

  /// Whether a pass begins at this iteration of any epoch.
  public func beginsPass(iteration: Int) -> Bool { fatalError("to come") }
}

/// The batches of all parts of a pair of domains.
public struct DomainBatches: Sendable {
  /// Of all source pictures.
  public let source: CyclingBatches
  /// Of the labelled source pictures: places in `LabelledPictures`.
  public let labelled: CyclingBatches
  /// Of all targets.
  public let target: CyclingBatches
  /// Of all targets in an order of their own, for mixing.
  public let mixed: CyclingBatches

  /// In an epoch the larger domain is gone through once.
  public var iterationsPerEpoch: Int { max(source.batchesPerPass, target.batchesPerPass) }

  /// - Parameter labelledBatch: labelled pictures a batch; all, if there are fewer.
  public init(_ data: DomainPairData, batchSize: Int, labelledBatch: Int, seed: UInt64) {
    fatalError("to come")
  }

  /// Epoch and iteration in it of an iteration counted from 0 over the whole run.
  public func place(of iteration: Int) -> (epoch: Int, iteration: Int) {
    iteration.quotientAndRemainder(dividingBy: iterationsPerEpoch)
  }
}
