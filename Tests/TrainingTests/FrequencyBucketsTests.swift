import Testing
import Training

@Suite struct FrequencyBucketsTests {
  @Test func handMadeCounts() {
    // Middles of the ids' stretches: 25, 65, 85, 92.5 and 97.5 of 100.
    let buckets = FrequencyBuckets([0, 30, 5, 50, 10, 5])
    #expect((0..<6).map { buckets.bucket(of: $0) } == [9, 6, 9, 2, 8, 9])
    #expect(buckets.sizes == [0, 0, 1, 0, 0, 0, 1, 0, 1, 3])
  }

  @Test func equalCountsGoByTheLowerId() {
    let buckets = FrequencyBuckets(Array(repeating: 7, count: 20))
    #expect((0..<20).map { buckets.bucket(of: $0) } == (0..<20).map { UInt8($0 / 2) })
  }

  @Test func idsThatNeverOccurAreInTheLastBucket() {
    let buckets = FrequencyBuckets([3, 0, 0])
    #expect((0..<4).map { buckets.bucket(of: $0) } == [5, 9, 9, 9])
    #expect(FrequencyBuckets([0, 0]).sizes == [0, 0, 0, 0, 0, 0, 0, 0, 0, 2])
  }
}
