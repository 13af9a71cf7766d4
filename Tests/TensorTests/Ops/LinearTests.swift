import Tensor
import TestSupport
import Testing

@Suite struct LinearTests {
  /// x · Wᵀ + b, summed one product at a time.
  private func reference(_ n: Int, _ d: Int, _ f: Int) -> ([[Double]]) -> [Double] {
    { inputs in
      var y = Array(repeating: 0.0, count: n * f)
      for row in 0..<n {
        for column in 0..<f {
          var sum = inputs.count > 2 ? inputs[2][column] : 0
          for i in 0..<d { sum += inputs[0][row * d + i] * inputs[1][column * d + i] }
          y[row * f + column] = sum
        }
      }
      return y
    }
  }

  @Test(arguments: [[1, 1, 1], [3, 5, 7], [17, 33, 9], [700, 24, 40]])
  func linearWithBias(_ size: [Int]) {
    let (n, d, f) = (size[0], size[1], size[2])
    var test = OperationCase(
      [.init([n, d], seed: 1), .init([f, d], seed: 2), .init([f], seed: 3)],
      { tape, x in tape.linear(x[0], weight: x[1], bias: x[2]) }, reference: reference(n, d, f))
    if n > 100 { test.samples = 12 }
    expectCorrect(test)
  }

  @Test func linearWithoutBias() {
    expectCorrect(
      OperationCase(
        [.init([11, 6], seed: 4), .init([5, 6], seed: 5)], { tape, x in tape.linear(x[0], weight: x[1]) },
        reference: reference(11, 6, 5)))
  }

  @Test func linearKeepsLeadingDimensions() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: false)
    let y = tape.linear(tape.constant([2, 3, 4]), weight: tape.constant([5, 4]))
    #expect(y.shape == [2, 3, 5])
  }

  @Test(arguments: [0, 1, 31, 32, 33, 1000])
  func productOfBlocksEqualsOneProduct(_ m: Int) {
    let (n, k) = (9, 7)
    let a = SampleNumbers.uniform(m * k, seed: 6)
    let b = SampleNumbers.uniform(n * k, seed: 7)
    var c = Array(repeating: Float.nan, count: m * n)
    ThreadPool(threads: 2).multiply(transposeB: true, m: m, n: n, k: k, a, lda: k, b, ldb: k, &c, ldc: n)
    let expected = reference(m, k, n)([a.map(Double.init), b.map(Double.init)])
    #expect(Tolerance().violation("product", c, expected) == nil)
  }
}
