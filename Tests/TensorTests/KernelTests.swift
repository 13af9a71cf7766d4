import CKernels
import Foundation
import TestSupport
import Testing

/// The C loops at the ends of their ranges and in the forms that no operation uses alone.
@Suite struct KernelTests {
  private func exponentials(_ x: [Float]) -> [Float] {
    var y = Array(repeating: Float.nan, count: x.count)
    kernel_exp(x, &y, x.count)
    return y
  }

  @Test func exponentialOverItsRange() {
    let x = (0..<400_000).map { Float(-86.9 + 175.6 * Double($0) / 400_000) }
    var worst = 0.0
    for (x, y) in zip(x, exponentials(x)) { worst = max(worst, abs(Double(y) / exp(Double(x)) - 1)) }
    #expect(worst < 2e-7)
  }

  @Test func exponentialAtTheEnds() {
    let infinity = Float.infinity
    #expect(
      exponentials([-infinity, -1e30, -200, -88, -0.0, 0, 89, 1e30, infinity]) == [
        0, 0, 0, 0, 1, 1, infinity, infinity, infinity,
      ])
    #expect(exponentials([.nan])[0].isNaN)
    // Whole vectors and what remains after them.
    for count in 0..<70 {
      #expect(exponentials(Array(repeating: 1, count: count)).allSatisfy { $0 == exponentials([1])[0] })
    }
  }

  /// Relative accuracy in the tail, where 1 + erf would cancel.
  @Test func geluFarFromZero() {
    let x = stride(from: -8, to: -3, by: 0.01).map { Float($0) } + [-1e4, 1e4, -30, 30]
    var (byErf, byTanh) = (x, x)
    kernel_gelu_erf(x, &byErf, x.count)
    kernel_gelu_tanh(x, &byTanh, x.count)
    for (index, x) in x.enumerated() {
      let exactErf = Double(x) * 0.5 * erfc(-Double(x) / 2.0.squareRoot())
      let u = 2 * (2 / Double.pi).squareRoot() * Double(x) * (1 + 0.044715 * Double(x) * Double(x))
      let exactTanh = Double(x) / (1 + exp(-u))
      #expect(abs(Double(byErf[index]) - exactErf) <= 1e-5 * abs(exactErf) + 1e-36)
      #expect(abs(Double(byTanh[index]) - exactTanh) <= 1e-5 * abs(exactTanh) + 1e-36)
    }
  }

  @Test func slopesFarFromZeroAreFinite() {
    let x: [Float] = [-1e10, -200, -90, 90, 200, 1e10]
    let dy = Array(repeating: Float(1), count: x.count)
    for backward in [kernel_gelu_tanh_backward, kernel_gelu_erf_backward, kernel_silu_backward] {
      var dx = Array(repeating: Float.nan, count: x.count)
      backward(x, dy, &dx, x.count, 0)
      #expect(Tolerance().violation("slope", dx, [0, 0, 0, 1, 1, 1]) == nil)
    }
  }

  /// The forms that give value and derivative at once agree with the separate ones.
  @Test(arguments: [1, 16, 77]) func bothAtOnce(_ count: Int) {
    let (x, up) = (SampleNumbers.uniform(count, seed: 1, -4...4), SampleNumbers.uniform(count, seed: 2))
    let dy = SampleNumbers.uniform(count, seed: 3)
    func agree(_ a: [Float], _ b: [Float]) -> Bool {
      Tolerance(relative: 1e-6).violation("", a, b.map(Double.init)) == nil
    }
    // The activations may replace the incoming gradient.
    var (y, dx, bothY, both) = (x, x, dy, x)
    kernel_gelu_tanh(x, &y, count)
    kernel_gelu_tanh_backward(x, dy, &dx, count, 0)
    bothY.withUnsafeMutableBufferPointer { kernel_gelu_tanh_both(&both, $0.baseAddress, $0.baseAddress, count) }
    #expect(agree(bothY, y))
    #expect(agree(both, dx))

    var (dGate, dUp, bothGate, bothUp) = (x, x, x, up)
    kernel_swiglu(x, up, &y, count)
    kernel_swiglu_backward_gate(x, up, dy, &dGate, count, 0)
    kernel_swiglu_backward_up(x, dy, &dUp, count, 0)
    bothY = dy
    bothY.withUnsafeMutableBufferPointer {
      kernel_swiglu_both(&bothGate, &bothUp, $0.baseAddress, $0.baseAddress, count)
    }
    #expect(agree(bothY, y))
    #expect(agree(bothGate, dGate))
    #expect(agree(bothUp, dUp))
  }

  /// Blocks of a causal matrix: before, on and after the diagonal, with rows that see nothing.
  @Test(arguments: [-2, 0, 3, 100]) func causalBlocks(_ offset: Int) {
    let (rows, columns, stride) = (9, 21, 24)
    let scores = SampleNumbers.uniform(rows * stride, seed: 4, -3...3)
    let dP = SampleNumbers.uniform(rows * stride, seed: 5)
    var (p, again, dScores) = (scores, scores, dP)
    var logSums = Array(repeating: Float.nan, count: rows)
    kernel_causal_softmax(&p, stride, rows, columns, offset, 0.5, &logSums)
    kernel_causal_probabilities(&again, stride, rows, columns, offset, 0.5, logSums)
    kernel_causal_softmax_backward(p, &dScores, stride, rows, columns, offset, 0.5)
    for row in 0..<rows {
      let range = row * stride..<row * stride + columns
      let seen = min(max(row + offset + 1, 0), columns)
      let x = scores[range.prefix(seen)].map { 0.5 * Double($0) }
      let expected = seen == 0 ? [] : softmaxReference(x)
      let zeros = Array(repeating: 0.0, count: columns - seen)
      #expect(Tolerance().violation("p", Array(p[range]), expected + zeros) == nil)
      #expect(Tolerance().violation("again", Array(again[range]), expected + zeros) == nil)
      if seen > 0 {
        #expect(abs(Double(logSums[row]) - log(x.reduce(0) { $0 + exp($1) })) < 1e-5)
      } else {
        #expect(logSums[row] == -.infinity)
      }
      let mean = zip(expected, dP[range]).reduce(0) { $0 + $1.0 * Double($1.1) }
      let slopes = zip(expected, dP[range]).map { 0.5 * $0 * (Double($1) - mean) }
      #expect(Tolerance().violation("dS", Array(dScores[range]), slopes + zeros) == nil)
      // What lies between the rows is left alone.
      #expect(p[range.upperBound..<(row + 1) * stride] == scores[range.upperBound..<(row + 1) * stride])
    }
  }

  @Test func crossEntropyLeavesOutRowsWithoutTarget() {
    var logits: [Float] = [1, 2, 3, 4, 5, 6, 900, -900, 0]
    var losses: [Float] = [.nan, .nan, .nan]
    let targets: [Int32] = [-1, 2, 1]
    let alone = kernel_cross_entropy_loss(logits, 3, targets, 3, 3, &losses)
    let total = kernel_cross_entropy(&logits, 3, targets, 3, 3, 2, &losses)
    let p = softmaxReference([4, 5, 6])
    let expected = [0, -log(p[2]), 1800]
    #expect(Tolerance().violation("losses", losses, expected) == nil)
    #expect(abs(total - expected.reduce(0, +)) < 1e-3)
    #expect(abs(alone - total) < 1e-6 * total)
    #expect(
      Tolerance().violation("gradient", logits, [0, 0, 0, 2 * p[0], 2 * p[1], 2 * p[2] - 2, 2, -2, 0]) == nil)
  }

  @Test func sumOfSquaresIsTakenInDouble() {
    let x = Array(repeating: Float(1), count: (1 << 24) + 3).enumerated().map {
      $0.offset == 0 ? Float(4096) : $0.element
    }
    #expect(kernel_sum_of_squares(x, x.count) == Double(1 << 24) * 2 + 2)
    #expect(kernel_sum_of_squares([1e30, 1e30], 2) == 2 * Double(Float(1e30)) * Double(Float(1e30)))
    #expect(kernel_sum_of_squares(x, 0) == 0)
  }
}
