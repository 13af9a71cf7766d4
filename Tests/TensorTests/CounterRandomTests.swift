import Foundation
import Tensor
import Testing

@Suite struct CounterRandomTests {
  /// Known answers of the authors' library Random123, file `kat_vectors`, philox4x32 with 10 rounds.
  @Test func knownAnswers() {
    #expect(
      CounterRandom(seed: 0, stream: 0).words(at: 0) == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      CounterRandom(seed: .max, stream: .max).words(at: .max)
        == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      CounterRandom(seed: 0x299f_31d0_a409_3822, stream: 0x0370_7344_1319_8a2e).words(at: 0x85a3_08d3_243f_6a88)
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  private func fill(_ count: Int, _ body: (UnsafeMutableBufferPointer<Float>) -> Void) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      body(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      filled = count
    }
  }

  /// A long draw is made of the same words as single ones, across the borders of vectors and buffers.
  @Test func anyPositionCanBeDrawnAlone() {
    let random = CounterRandom(seed: 7, stream: 8)
    let long = fill(1003) { random.fillUniform($0, from: 50) }
    for i in 0..<1003 {
      #expect(long[i] == Float(random.words(at: 50 + UInt64(i / 4))[i % 4] >> 8) * 0x1p-24)
    }
    #expect(random.uniform(at: 50) == long[0])
    #expect(fill(103) { random.fillUniform($0, from: 275) } == Array(long[900...]))
    #expect(fill(40) { random.fillNormal($0, from: 60) } == Array(fill(80) { random.fillNormal($0, from: 50) }[40...]))
    #expect(fill(5) { random.fillNormal($0, from: 9) } == Array(fill(6) { random.fillNormal($0, from: 9) }[..<5]))
  }

  @Test func streamsAndSeedsDiffer() {
    let one = CounterRandom(seed: 1, stream: 1).words(at: 0)
    #expect(one != CounterRandom(seed: 1, stream: 2).words(at: 0))
    #expect(one != CounterRandom(seed: 2, stream: 1).words(at: 0))
    #expect(one != CounterRandom(seed: 1, stream: 1).words(at: 1))
  }

  @Test func uniformNumbersAreSpreadEvenly() {
    let count = 100_000
    let numbers = fill(count) { CounterRandom(seed: 3, stream: 0).fillUniform($0, from: 0) }
    #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 })
    var bins = Array(repeating: 0, count: 10)
    for number in numbers { bins[Int(number * 10)] += 1 }
    // χ² with 9 degrees of freedom exceeds 27.9 once in a thousand seeds.
    let chiSquare = bins.reduce(0.0) { $0 + pow(Double($1 - count / 10), 2) / Double(count / 10) }
    #expect(chiSquare < 27.9)
  }

  @Test func normalNumbersHaveTheMomentsOfTheNormalDistribution() {
    let count = 200_000
    let numbers = fill(count) { CounterRandom(seed: 4, stream: 0).fillNormal($0, mean: 2, deviation: 3, from: 0) }
    let standard = numbers.map { (Double($0) - 2) / 3 }
    func moment(_ power: Double) -> Double { standard.reduce(0) { $0 + pow($1, power) } / Double(count) }
    // Four standard deviations of each estimate.
    #expect(abs(moment(1)) < 0.009)
    #expect(abs(moment(2) - 1) < 0.013)
    #expect(abs(moment(3)) < 0.035)
    #expect(abs(moment(4) - 3) < 0.088)
    #expect(numbers.allSatisfy { $0.isFinite })
  }

  @Test func integersStayBelowTheirBound() {
    let random = CounterRandom(seed: 5, stream: 0)
    var counts = Array(repeating: 0, count: 7)
    for position in 0..<7000 as Range<UInt64> { counts[random.integer(below: 7, at: position)] += 1 }
    // Four standard deviations: 4 · √(7000 · 1/7 · 6/7) = 117.
    #expect(counts.allSatisfy { abs($0 - 1000) < 117 })
    #expect(random.integer(below: 1, at: 9) == 0)
    #expect(random.integer(below: .max, at: 9) > 1 << 40)
  }
}
