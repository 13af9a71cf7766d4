import Foundation

/// Which task a step is of, and which of its examples make the batch.
///
/// The task of a step is drawn with p_t ∝ n_t^α, where n_t is its number of examples and α falls in a straight line
/// from 1 at the first step to `finalExponent` at the last: early on tasks are seen by their size, later more evenly.
/// Source: Stickland and Murray 2019, arXiv:1902.02671, there with α = 1 − 0.8 (e − 1)/(E − 1) by epochs;
/// by steps is our reading.
///
/// The examples of a task are gone through epoch by epoch without replacement, each epoch in an order of its own. An
/// epoch is cut into ⌈n / batchSize⌉ batches whose sizes differ by one at most. Where lengths are given, neighbours in
/// that order are put into pools of `pool` batches, each pool is sorted by length before it is cut, and the batches of
/// the epoch are gone through in a random order, so that the examples of a batch are of similar length.
///
/// Everything follows from the arguments and the step: nothing is kept from one step to the next.
public struct TaskSampler: Sendable {
  /// Number of examples of each task.
  public let sizes: [Int]
  /// The most examples of a batch.
  public let batchSize: Int
  /// Number of steps.
  public let steps: Int
  private let finalExponent: Double
  private let seed: UInt64
  private let lengths: [[Int32]]
  /// The task of each step.
  private let tasks: [Int32]
  /// How many steps before it are of the same task.
  private let earlier: [Int32]

  /// Batches among which examples are sorted by length.
  private static let pool = 16
  /// Streams of the seed: one for the tasks, then one for each epoch of each task and one for the order of its batches.
  private static let stream: UInt64 = 0x7461_736B_0000_0000

  /// A sampler that does not look at lengths.
  ///
  /// - Precondition: every task has an example; batch size and steps are at least 1.
  public init(sizes: [Int], batchSize: Int, steps: Int, finalExponent: Double, seed: UInt64) {
    self.init(
      sizes: sizes, lengths: [], batchSize: batchSize, steps: steps, finalExponent: finalExponent, seed: seed)
  }

  /// A sampler of batches of similar length.
  ///
  /// - Parameter lengths: for each task the length of each example.
  public init(lengths: [[Int]], batchSize: Int, steps: Int, finalExponent: Double, seed: UInt64) {
    self.init(
      sizes: lengths.map(\.count), lengths: lengths.map { $0.map { Int32(clamping: $0) } }, batchSize: batchSize,
      steps: steps, finalExponent: finalExponent, seed: seed)
  }

  private init(
    sizes: [Int], lengths: [[Int32]], batchSize: Int, steps: Int, finalExponent: Double, seed: UInt64
  ) {
    precondition(!sizes.isEmpty && sizes.allSatisfy { $0 > 0 }, "a task without examples")
    precondition(batchSize > 0 && steps > 0, "a batch of \(batchSize), \(steps) steps")
    (self.sizes, self.lengths, self.batchSize, self.steps) = (sizes, lengths, batchSize, steps)
    (self.finalExponent, self.seed) = (finalExponent, seed)
    let random = CounterRandom(seed: seed, stream: Self.stream)
    var (tasks, earlier): ([Int32], [Int32]) = ([], [])
    tasks.reserveCapacity(steps)
    earlier.reserveCapacity(steps)
    var counts = Array(repeating: Int32(0), count: sizes.count)
    let logarithms = sizes.map { log(Double($0)) }
    for step in 0..<steps {
      let exponent = Self.exponent(at: step, of: steps, final: finalExponent)
      let task = Self.draw(random.value(at: UInt64(step)), weights: Self.weights(logarithms, exponent))
      tasks.append(Int32(task))
      earlier.append(counts[task])
      counts[task] += 1
    }
    (self.tasks, self.earlier) = (tasks, earlier)
  }

  /// The task of a step and the numbers of the examples in its batch, at most `batchSize`.
  ///
  /// - Precondition: `step` is within 0 ..< `steps`.
  public func batch(at step: Int) -> (task: Int, examples: [Int]) {
    precondition((0..<steps).contains(step), "step \(step) of \(steps)")
    let task = Int(tasks[step])
    return (task, batch(Int(earlier[step]), of: task))
  }

  /// The task of a step.
  public func task(at step: Int) -> Int { Int(tasks[step]) }

  /// The probability of each task at a step.
  public func shares(at step: Int) -> [Double] {
    let exponent = Self.exponent(at: step, of: steps, final: finalExponent)
    let weights = Self.weights(sizes.map { log(Double($0)) }, exponent)
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  // MARK: - Tasks

  private static func exponent(at step: Int, of steps: Int, final: Double) -> Double {
    steps == 1 ? 1 : 1 - (1 - final) * Double(step) / Double(steps - 1)
  }

  private static func weights(_ logarithms: [Double], _ exponent: Double) -> [Double] {
    logarithms.map { exp(exponent * $0) }
  }

  private static func draw(_ number: UInt64, weights: [Double]) -> Int {
    var rest = Double(number >> 11) * 0x1p-53 * weights.reduce(0, +)
    for (task, weight) in weights.enumerated() {
      if rest < weight { return task }
      rest -= weight
    }
    return weights.count - 1
  }

  // MARK: - Examples

  /// Batch `number` of a task, counted from its first over all epochs.
  private func batch(_ number: Int, of task: Int) -> [Int] {
    let size = sizes[task]
    let batches = (size + batchSize - 1) / batchSize
    let epoch = number / batches
    func random(_ use: UInt64) -> CounterRandom {
      CounterRandom(seed: seed, stream: Self.stream &+ (UInt64(epoch) << 17 | UInt64(task) << 1 | use) &+ 1)
    }
    let order = random(0).permutation(size)
    func bounds(_ batch: Int) -> Int { size * batch / batches }
    guard !lengths.isEmpty else {
      let place = number % batches
      return order[bounds(place)..<bounds(place + 1)].map(Int.init)
    }
    let place = Int(random(1).permutation(batches)[number % batches])
    let first = place / Self.pool * Self.pool
    let start = bounds(first)
    let pool = order[start..<bounds(min(first + Self.pool, batches))].enumerated().sorted {
      let (a, b) = (lengths[task][Int($0.element)], lengths[task][Int($1.element)])
      return (a, $0.offset) < (b, $1.offset)
    }
    return pool[(bounds(place) - start)..<(bounds(place + 1) - start)].map { Int($0.element) }
  }
}
