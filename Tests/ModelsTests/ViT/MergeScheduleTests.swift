import Models
import Tensor
import Testing

@Suite struct MergeScheduleTests {
  private static func vit(_ width: Int, depth: Int) -> ViTOptions {
    ViTOptions(
      width: width, heads: width / 64, depth: depth, patch: 16, inner: 4 * width, classes: 0,
      positionGrid: GridSize(height: 14, width: 14))
  }

  private static let base = vit(768, depth: 12)
  private static let large = vit(1024, depth: 24)

  private func cost(_ options: ViTOptions, _ removed: [Int]) -> Double {
    var merged = options
    merged.merge(removed)
    return Double(merged.multiplications(tokens: 197)) / 1e9
  }

  /// The figures of the paper's schedules at 224 pixels.
  @Test func costsOfPublishedSchedules() {
    let low = Array(repeating: 8, count: 23) + [6]
    let high = [20, 19, 18, 17, 15, 13, 13, 12, 10, 9, 8, 6, 6, 4, 4, 4, 3, 3, 2, 2, 1, 1, 1, 1]
    for (options, removed, expected) in [
      (Self.base, ListedSchedule([]).removed(Self.base, tokens: 197), 17.56),
      (Self.base, ListedSchedule.pyraLow.removed(Self.base, tokens: 197), 8.77),
      (Self.base, ListedSchedule.pyraHigh.removed(Self.base, tokens: 197), 5.07),
      (Self.large, ListedSchedule([]).removed(Self.large, tokens: 197), 61.55),
      (Self.large, ListedSchedule(low).removed(Self.large, tokens: 197), 30.97),
      (Self.large, ListedSchedule(high).removed(Self.large, tokens: 197), 17.92),
    ] {
      #expect(abs(cost(options, removed) - expected) < 0.01, "\(removed)")
    }
  }

  @Test func tokensOfPublishedSchedules() {
    var options = Self.base
    options.merge(ListedSchedule.pyraHigh.removed(options, tokens: 197))
    #expect(options.tokenCounts(from: 197) == [157, 123, 93, 69, 51, 37, 27, 19, 15, 11, 8, 5])
    options.merge(ListedSchedule.pyraLow.removed(options, tokens: 197))
    #expect(options.tokenCounts(from: 197).last == 11)
  }

  @Test func constantAndDecreasing() {
    #expect(ConstantSchedule(13).removed(Self.base, tokens: 197) == Array(repeating: 13, count: 12))
    // ToMe's list for (8, −1): from 16 down to 0.
    #expect(
      DecreasingSchedule(mean: 8).removed(Self.base, tokens: 197) == [16, 14, 13, 11, 10, 8, 7, 5, 4, 2, 1, 0])
    #expect(DecreasingSchedule(mean: 5).removed(Self.vit(64, depth: 1), tokens: 197) == [5])
  }

  @Test func noMoreThanCanGo() {
    #expect(ConstantSchedule(100).removed(Self.base, tokens: 9) == [4, 2, 1] + Array(repeating: 0, count: 9))
    #expect(ConstantSchedule(-3).removed(Self.base, tokens: 9).allSatisfy { $0 == 0 })
    #expect(ListedSchedule([2, 3]).removed(Self.vit(64, depth: 4), tokens: 17) == [2, 3, 0, 0])
    #expect(ConstantSchedule(2).removed(Self.base, tokens: 1).allSatisfy { $0 == 0 })
  }

  @Test(arguments: [1.01, 1.3, 1.7, 2, 2.5, 3.2, 4])
  func foundScheduleIsTheMildest(_ ratio: Double) throws {
    let removed = FoundSchedule(ratio: ratio).removed(Self.base, tokens: 197)
    let plain = cost(Self.base, Array(repeating: 0, count: 12))
    #expect(plain / cost(Self.base, removed) >= ratio)
    // One token less is too little.
    var milder = removed
    let last = try #require(removed.lastIndex(of: removed.max()!))
    milder[last] -= 1
    #expect(plain / cost(Self.base, milder) < ratio)
  }

  @Test func ratioBeyondReach() {
    let removed = FoundSchedule(ratio: 1000).removed(Self.base, tokens: 197)
    #expect(removed == ConstantSchedule(197).removed(Self.base, tokens: 197))
    let highest = FoundSchedule.highestRatio(Self.base, tokens: 197)
    #expect(abs(highest - cost(Self.base, Array(repeating: 0, count: 12)) / cost(Self.base, removed)) < 1e-9)
    // The ratio itself is reached, and none above it.
    #expect(FoundSchedule(ratio: highest).removed(Self.base, tokens: 197) == removed)
    #expect(FoundSchedule.highestRatio(Self.base, tokens: 1) == 1)
  }

  @Test func countOfOperations() {
    #expect(Self.base.operations(tokens: 197) == 2 * Self.base.multiplications(tokens: 197))
    #expect(Self.base.tokens(height: 224, width: 224) == 197)
    var options = Self.base
    options.lora = LoRAOptions(rank: 8)
    #expect(options.adaptationMultiplications(tokens: 197) == 12 * 197 * 8 * 4 * 768)
  }
}
