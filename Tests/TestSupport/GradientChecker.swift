public import Tensor

/// An operation, inputs for it, and the same function in plain Double.
public struct OperationCase {
  /// A tensor that is handed in.
  public struct Input {
    /// Lengths of the dimensions.
    public let shape: [Int]
    /// The elements.
    public let values: [Float]

    /// Given elements.
    public init(_ shape: [Int], _ values: [Float]) {
      self.shape = shape
      self.values = values
    }

    /// Evenly spread over a range.
    public init(_ shape: [Int], seed: UInt64, _ range: ClosedRange<Float> = -1...1) {
      self.init(shape, SampleNumbers.uniform(shape.reduce(1, *), seed: seed, range))
    }
  }

  /// Handed to both.
  public let inputs: [Input]
  /// The operation under test.
  public let operation: (Tape, [Tensor]) -> Tensor
  /// The same function of the same inputs.
  public let reference: ([[Double]]) -> [Double]
  /// For the values.
  public var valueTolerance = Tolerance()
  /// For the gradients against differences.
  public var gradientTolerance = Tolerance(relative: 1e-4, absolute: 1e-6)
  /// How many elements of each input are checked by differences; all when the input has no more.
  public var samples = 64

  /// A case with the usual tolerances.
  public init(
    _ inputs: [Input], _ operation: @escaping (Tape, [Tensor]) -> Tensor,
    reference: @escaping ([[Double]]) -> [Double]
  ) {
    self.inputs = inputs
    self.operation = operation
    self.reference = reference
  }
}

/// Checks an operation in all the ways in which operations go wrong.
public struct GradientChecker {
  /// What a run of the operation left.
  private struct Outcome: Equatable {
    var values: [UInt32]
    /// One for each input; nil for inputs without gradient.
    var gradients: [[UInt32]?]
  }

  private let test: OperationCase
  /// dL/dy of the objective L = Σ cotangent · y.
  private let cotangent: [Float]

  /// Draws the cotangent, the same for every case of that many outputs.
  public init(_ test: OperationCase) {
    self.test = test
    let count = test.reference(test.inputs.map { $0.values.map(Double.init) }).count
    cotangent = SampleNumbers.uniform(count, seed: 4242)
  }

  /// What is wrong, a line each; empty when all is right.
  ///
  /// Values against the reference; gradients against central differences of the reference; the same bits with one and
  /// two threads, with memory that holds remains of an earlier step, with some inputs that need no gradient, and when
  /// nothing is recorded; twice the gradient when the operation is used twice.
  public func problems() -> [String] {
    let everything = Set(test.inputs.indices)
    let tape = Tape(pool: ThreadPool(threads: 1))
    let outcome = run(tape, wanting: everything)
    var problems = valueProblems(outcome) + gradientProblems(outcome)

    if run(tape, wanting: everything) != outcome { problems.append("other bits in memory that was used before") }
    let twoThreads = Tape(pool: ThreadPool(threads: 2))
    if run(twoThreads, wanting: everything) != outcome { problems.append("other bits with two threads") }
    if run(tape, wanting: []).values != outcome.values { problems.append("other values when nothing is recorded") }
    for alone in test.inputs.indices {
      let part = run(tape, wanting: [alone])
      if part.values != outcome.values { problems.append("other values when only input \(alone) needs a gradient") }
      if part.gradients[alone] != outcome.gradients[alone] {
        problems.append("other gradient when only input \(alone) needs one")
      }
    }
    for (index, gradient) in run(tape, wanting: everything, uses: 2).gradients.enumerated() {
      let once = floats(outcome.gradients[index]!).map { 2 * Double($0) }
      if let line = Tolerance(relative: 1e-5).violation("gradient \(index), used twice", floats(gradient!), once) {
        problems.append(line)
      }
    }
    return problems
  }

  private func run(_ tape: Tape, wanting: Set<Int>, uses: Int = 1) -> Outcome {
    tape.begin(recording: !wanting.isEmpty)
    let leaves = test.inputs.enumerated().map { index, input in
      wanting.contains(index) ? tape.variable(input.values, input.shape) : tape.constant(input.values, input.shape)
    }
    // A step away from the leaves, so that gradients go through recycled buffers as in a model.
    let inputs = leaves.map { tape.scale($0, by: 1) }
    let outputs = (0..<uses).map { _ in test.operation(tape, inputs) }
    if !wanting.isEmpty { tape.backward(from: outputs.map { (tensor: $0, gradient: cotangent) }) }
    return Outcome(
      values: outputs[0].values.map(\.bitPattern),
      gradients: leaves.map { $0.needsGradient ? tape.gradient(of: $0).map(\.bitPattern) : nil })
  }

  private func floats(_ bits: [UInt32]) -> [Float] { bits.map(Float.init(bitPattern:)) }

  private func valueProblems(_ outcome: Outcome) -> [String] {
    let expected = test.reference(test.inputs.map { $0.values.map(Double.init) })
    return test.valueTolerance.violation("value", floats(outcome.values), expected).map { [$0] } ?? []
  }

  private func gradientProblems(_ outcome: Outcome) -> [String] {
    var point = test.inputs.map { $0.values.map(Double.init) }
    var numbers = SampleNumbers(seed: 99)
    var problems: [String] = []
    for (index, input) in test.inputs.enumerated() {
      let gradient = floats(outcome.gradients[index]!)
      let count = input.values.count
      let elements =
        count <= test.samples ? Array(0..<count) : (0..<test.samples).map { _ in numbers.integer(below: count) }
      let differences = elements.map { centralDifference(&point, index, $0) }
      let line = test.gradientTolerance.violation(
        "gradient \(index), elements \(elements.prefix(8))…", elements.map { gradient[$0] }, differences)
      if let line { problems.append(line) }
    }
    return problems
  }

  private func centralDifference(_ point: inout [[Double]], _ input: Int, _ element: Int) -> Double {
    let middle = point[input][element]
    let h = 1e-5 * max(1, abs(middle))
    point[input][element] = middle + h
    let above = objective(point)
    point[input][element] = middle - h
    let below = objective(point)
    point[input][element] = middle
    return (above - below) / (2 * h)
  }

  private func objective(_ point: [[Double]]) -> Double {
    zip(test.reference(point), cotangent).reduce(0) { $0 + $1.0 * Double($1.1) }
  }
}
