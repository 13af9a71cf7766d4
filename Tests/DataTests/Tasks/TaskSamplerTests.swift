import Data
import Foundation
import Testing

@Suite struct TaskSamplerTests {
  private func sampler(sizes: [Int] = [40, 7, 100], steps: Int = 200, exponent: Double = 0.2, seed: UInt64 = 3)
    -> TaskSampler
  {
    TaskSampler(sizes: sizes, batchSize: 8, steps: steps, finalExponent: exponent, seed: seed)
  }

  /// The formula of the paper note at the first step, in the middle and at the last.
  @Test func shares() {
    let sampler = sampler(sizes: [100, 900], steps: 101)
    for (step, exponent) in [(0, 1.0), (50, 0.6), (100, 0.2)] {
      let (a, b) = (pow(100, exponent), pow(900, exponent))
      let shares = sampler.shares(at: step)
      #expect(abs(shares[0] - a / (a + b)) < 1e-12 && abs(shares[1] - b / (a + b)) < 1e-12)
    }
    #expect(abs(self.sampler(sizes: [1, 3], steps: 1).shares(at: 0)[0] - 0.25) < 1e-12)
  }

  /// As many steps of each task as the shares promise, within four standard deviations.
  @Test func drawsBySize() {
    let sampler = sampler(sizes: [100, 900, 30], steps: 4000)
    for task in 0..<3 {
      let shares = (0..<4000).map { sampler.shares(at: $0)[task] }
      let deviation = shares.reduce(0) { $0 + $1 * (1 - $1) }.squareRoot()
      let count = (0..<4000).count { sampler.task(at: $0) == task }
      #expect(abs(Double(count) - shares.reduce(0, +)) < 4 * deviation)
    }
  }

  /// An epoch of a task has each of its examples once, with lengths and without, and no batch is large or thin.
  @Test(arguments: [false, true]) func epochsAreWithoutReplacement(hasLengths: Bool) {
    let sizes = [40, 7, 100]
    let sampler =
      hasLengths
      ? TaskSampler(
        lengths: sizes.map { size in (0..<size).map { 5 + $0 * 7 % 11 } }, batchSize: 8, steps: 300,
        finalExponent: 0.5, seed: 3)
      : sampler(steps: 300, exponent: 0.5)
    var batches: [[[Int]]] = Array(repeating: [], count: 3)
    for step in 0..<300 {
      let (task, examples) = sampler.batch(at: step)
      #expect(task == sampler.task(at: step))
      batches[task].append(examples)
    }
    for (task, size) in sizes.enumerated() {
      let each = (size + 7) / 8
      #expect(batches[task].count > 2 * each, "too few steps to see two epochs")
      #expect(batches[task].allSatisfy { (size / each...8).contains($0.count) })
      var orders: Set<[Int]> = []
      for start in stride(from: 0, through: batches[task].count - each, by: each) {
        let epoch = batches[task][start..<start + each].flatMap { $0 }
        #expect(epoch.sorted() == Array(0..<size))
        orders.insert(epoch)
      }
      // A single batch that is sorted by length looks the same in each.
      #expect(orders.count > 1 || each == 1, "every epoch is in the same order")
    }
  }

  /// Any step alone gives what it gives in a row, and other seeds give something else.
  @Test func followsFromTheStepAlone() {
    let steps = [199, 0, 57, 57, 120]
    let (one, two, other) = (sampler(), sampler(), sampler(seed: 4))
    let row = (0..<200).map { one.batch(at: $0) }
    for step in steps {
      let batch = two.batch(at: step)
      #expect(batch.task == row[step].task && batch.examples == row[step].examples)
    }
    #expect((0..<200).contains { other.batch(at: $0).examples != row[$0].examples })
  }

  /// Batches of similar length: far less padding than in the plain order.
  @Test func lengthsOfABatchAreAlike() {
    let lengths = (0..<500).map { 4 + Int(CounterRandom(seed: 1, stream: 1).value(at: UInt64($0)) % 60) }
    func padding(_ sampler: TaskSampler) -> Int {
      (0..<63).reduce(0) { sum, step in
        let batch = sampler.batch(at: step).examples.map { lengths[$0] }
        return sum + batch.reduce(0) { $0 + (batch.max() ?? 0) - $1 }
      }
    }
    let sorted = TaskSampler(lengths: [lengths], batchSize: 8, steps: 63, finalExponent: 0.2, seed: 1)
    let plain = TaskSampler(sizes: [500], batchSize: 8, steps: 63, finalExponent: 0.2, seed: 1)
    #expect(padding(sorted) * 4 < padding(plain))
    // Not from the shortest to the longest.
    let means = (0..<63).map { step in sorted.batch(at: step).examples.reduce(0) { $0 + lengths[$1] } }
    #expect(means != means.sorted())
  }
}
