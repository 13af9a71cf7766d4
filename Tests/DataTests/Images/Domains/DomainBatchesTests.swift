import Data
import Testing

@Suite struct DomainBatchesTests {
  private func pass(_ batches: CyclingBatches, epoch: Int, _ number: Int) -> [Int] {
    let length = batches.batchesPerPass
    return (number * length..<(number + 1) * length).flatMap { batches.indices(epoch: epoch, iteration: $0) }
  }

  @Test func aPassHasEachOnceAtMost() {
    let batches = CyclingBatches(count: 23, batchSize: 5, seed: 3, stream: "source")
    #expect(batches.batchesPerPass == 4 && batches.batchSize == 5)
    var orders: Set<[Int]> = []
    for epoch in 0..<3 {
      for number in 0..<3 {
        let seen = pass(batches, epoch: epoch, number)
        #expect(seen.count == 20 && Set(seen).count == 20 && seen.allSatisfy { (0..<23).contains($0) })
        orders.insert(seen)
      }
    }
    #expect(orders.count == 9)
    #expect((0..<9).map(batches.beginsPass) == [true, false, false, false, true, false, false, false, true])
  }

  @Test func batchesFollowFromSeedStreamEpochAndIteration() {
    func batch(_ seed: UInt64, _ stream: String) -> [Int] {
      CyclingBatches(count: 50, batchSize: 20, seed: seed, stream: stream).indices(epoch: 2, iteration: 3)
    }
    #expect(batch(1, "a") == batch(1, "a") && batch(1, "a") != batch(2, "a") && batch(1, "a") != batch(1, "b"))
  }

  @Test func setsSmallerThanABatch() {
    let few = CyclingBatches(count: 3, batchSize: 64, seed: 1, stream: "labelled")
    #expect(few.batchesPerPass == 1 && few.batchSize == 3)
    for iteration in 0..<4 {
      #expect(
        few.indices(epoch: 0, iteration: iteration).sorted() == [0, 1, 2] && few.beginsPass(iteration: iteration))
    }
    #expect(Set((0..<8).map { few.indices(epoch: 0, iteration: $0) }).count > 1)
    let none = CyclingBatches(count: 0, batchSize: 64, seed: 1, stream: "hard")
    #expect(none.batchesPerPass == 0 && none.indices(epoch: 3, iteration: 5).isEmpty && none.beginsPass(iteration: 5))
  }

  /// The larger domain is gone through once an epoch, the other cycles.
  @Test func anEpochIsThatOfTheLargerDomain() throws {
    let data = try DomainFixture.load(
      DomainPairTests.source, DomainPairTests.target.dropLast(15), .init(shots: 1, size: 4, seed: 1)
    ).data
    let batches = DomainBatches(data, batchSize: 6, labelledBatch: 64, seed: 9)
    #expect(batches.source.batchesPerPass == 6 && batches.target.batchesPerPass == 2)
    #expect(batches.iterationsPerEpoch == 6 && batches.labelled.batchSize == 10)
    #expect(Set((0..<6).flatMap { batches.source.indices(epoch: 1, iteration: $0) }).count == 36)
    let targets = (0..<6).map { batches.target.indices(epoch: 1, iteration: $0) }
    #expect(Set(targets[0] + targets[1]).count == 12 && Set(targets[2] + targets[3]).count == 12)
    #expect(targets[0] + targets[1] != targets[2] + targets[3])
    let turned = try DomainFixture.load(
      DomainFixture.digits([1, 1, 1, 1, 1, 1, 1, 1, 1, 1], seed: 4), DomainPairTests.target, .init(size: 4, seed: 1)
    ).data
    #expect(DomainBatches(turned, batchSize: 6, labelledBatch: 4, seed: 9).iterationsPerEpoch == 5)
  }
}
