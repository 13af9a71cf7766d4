import Foundation
import Tensor
import TestSupport
import Testing

/// Turns the pairs (i, i + K/2) of x (B, T, H, K) by the angles (start + t) · base^(−2i/K).
func rotaryReference(_ x: [Double], _ shape: [Int], base: Double, start: Int = 0) -> [Double] {
  let (t, h, k) = (shape[1], shape[2], shape[3])
  var y = x
  for row in 0..<shape[0] * t * h {
    let time = Double(start + row / h % t)
    for i in 0..<k / 2 {
      let angle = time * pow(base, -2 * Double(i) / Double(k))
      let (a, b) = (x[row * k + i], x[row * k + k / 2 + i])
      y[row * k + i] = a * cos(angle) - b * sin(angle)
      y[row * k + k / 2 + i] = a * sin(angle) + b * cos(angle)
    }
  }
  return y
}

@Suite struct RotaryTests {
  @Test(arguments: [[1, 1, 1, 2], [2, 5, 3, 6], [1, 40, 2, 64], [3, 130, 4, 32]])
  func rotary(_ shape: [Int]) {
    let table = RotaryTable(length: shape[1] + 3, headWidth: shape[3], base: 500)
    var test = OperationCase(
      [.init(shape, seed: 1)], { tape, x in tape.rotary(x[0], table, start: 3) },
      reference: { rotaryReference($0[0], shape, base: 500, start: 3) })
    test.samples = 20
    expectCorrect(test)
  }

  /// The product of a turned query and key depends on their distance alone.
  @Test func productsDependOnDistance() {
    let k = 16
    let table = RotaryTable(length: 64, headWidth: k)
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: false)
    let query = tape.constant(SampleNumbers.uniform(k, seed: 1), [1, 1, 1, k])
    let key = tape.constant(SampleNumbers.uniform(k, seed: 2), [1, 1, 1, k])
    func product(_ s: Int, _ t: Int) -> Float {
      zip(tape.rotary(query, table, start: s).values, tape.rotary(key, table, start: t).values).reduce(0) {
        $0 + $1.0 * $1.1
      }
    }
    #expect(abs(product(7, 2) - product(60, 55)) < 1e-5)
    #expect(abs(product(7, 2) - product(7, 3)) > 1e-3)
  }
}
