import Foundation
import Tensor
import TestSupport
import Testing
import Training

@Suite struct PCGradTests {
  /// The algorithm as it is written, on the vectors themselves.
  private func reference(_ gradients: [[Double]], _ orders: [[Int]]) -> (sum: [Double], conflicts: Int) {
    func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
    var (sum, conflicts) = (Array(repeating: 0.0, count: gradients[0].count), 0)
    for (task, others) in orders.enumerated() {
      var own = gradients[task]
      for other in others where dot(own, gradients[other]) < 0 {
        let factor = dot(own, gradients[other]) / dot(gradients[other], gradients[other])
        own = zip(own, gradients[other]).map { $0 - factor * $1 }
        conflicts += 1
      }
      sum = zip(sum, own).map { $0 + $1 }
    }
    return (sum, conflicts)
  }

  /// A block of which all but the frozen parameter and the last one are shared.
  private func block(_ sizes: [Int]) -> (block: ParameterBlock, shared: [Parameter], own: Parameter) {
    let block = ParameterBlock()
    let shared = sizes.enumerated().map { block.declare("p\($0.offset)", [$0.element]) }
    let frozen = block.declare("frozen", [5])
    let own = block.declare("own", [3])
    frozen.isFrozen = true
    return (block, shared + [frozen], own)
  }

  /// Keeps K gradients in a block, combines them, and gives back what the block then has.
  private func combined(_ sizes: [Int], _ gradients: [[Float]], _ orders: [[Int]], threads: Int) -> (
    shared: [Float], conflicts: Int
  ) {
    let (block, shared, own) = block(sizes)
    let pool = ThreadPool(threads: threads)
    let kept = TaskGradients(of: block)
    // A larger step before must leave nothing behind.
    kept.begin(shared + [own], tasks: gradients.count + 1)
    kept.begin(shared, tasks: gradients.count)
    own.gradients.update(repeating: 7, count: 3)
    let trained = shared.filter { !$0.isFrozen }
    for (task, gradient) in gradients.enumerated() {
      var place = 0
      for parameter in trained {
        for i in 0..<parameter.count { parameter.gradients[i] = gradient[place + i] }
        place += parameter.count
      }
      kept.keep(task, pool)
    }
    let surgery = PCGrad(gram: kept.gram(pool), orders: orders)
    kept.combine(surgery.factors, pool)
    #expect((0..<3).allSatisfy { own.gradients[$0] == 7 })
    return (trained.flatMap { p in (0..<p.count).map { p.gradients[$0] } }, surgery.conflicts)
  }

  @Test(arguments: [2, 3, 4, 6]) func combinationIsTheAlgorithm(_ tasks: Int) {
    var seen = 0
    for step in 0..<8 {
      let sizes = [3, 1, 4]
      // Mostly opposed: a common direction with alternating sign, and noise.
      let gradients = (0..<tasks).map { task in
        SampleNumbers.uniform(8, seed: UInt64(step * 10 + task)).map { $0 + (task % 2 == 0 ? 0.5 : -0.5) }
      }
      let orders = PCGrad.orders(tasks, seed: 3, step: step)
      let want = reference(gradients.map { $0.map(Double.init) }, orders)
      let got = combined(sizes, gradients, orders, threads: 2)
      #expect(Tolerance(relative: 1e-5).violation("sum", got.shared, want.sum) == nil)
      #expect(got.conflicts == want.conflicts)
      seen += got.conflicts
    }
    #expect(seen > 0)
  }

  /// By hand: (1, 0) and (−1, 1). Each gives up its part along the other: (½, ½) and (0, 1).
  @Test func twoConflictingGradients() {
    let got = combined([2], [[1, 0], [-1, 1]], [[1], [0]], threads: 1)
    #expect(got.shared == [0.5, 1.5])
    #expect(got.conflicts == 2)
  }

  @Test func gradientsThatAgreeAreAddedUp() {
    let got = combined([2], [[1, 2], [2, 1], [0, 0]], PCGrad.orders(3, seed: 1, step: 0), threads: 1)
    #expect(got.shared == [3, 3])
    #expect(got.conflicts == 0)
  }

  @Test func oneAndTwoThreadsGiveTheSameBits() {
    let sizes = [70_000, 5, 65_536]
    let count = sizes.reduce(0, +)
    let gradients = (0..<3).map { SampleNumbers.uniform(count, seed: UInt64($0)).map { $0 - 0.01 } }
    let opposed = [gradients[0], gradients[0].map { -0.5 * $0 }, gradients[2]]
    let orders = PCGrad.orders(3, seed: 1, step: 4)
    let (one, two) = (combined(sizes, opposed, orders, threads: 1), combined(sizes, opposed, orders, threads: 2))
    #expect(one.shared.map({ $0.bitPattern }) == two.shared.map(\.bitPattern))
    #expect(one.conflicts == two.conflicts && one.conflicts >= 2)
  }

  @Test func ordersFollowFromSeedAndStep() {
    let orders = PCGrad.orders(4, seed: 9, step: 5)
    for (task, others) in orders.enumerated() { #expect(others.sorted() == (0..<4).filter { $0 != task }) }
    #expect(orders == PCGrad.orders(4, seed: 9, step: 5))
    let steps = Set((0..<50).map { PCGrad.orders(4, seed: 9, step: $0)[0] })
    #expect(steps.count == 6, "all orders of three others occur")
    #expect(
      PCGrad.orders(4, seed: 8, step: 5) != orders
        || PCGrad.orders(4, seed: 8, step: 6) != PCGrad.orders(4, seed: 9, step: 6))
    #expect(PCGrad.orders(1, seed: 0, step: 0) == [[]])
  }

  /// Of a step of two tasks: what is shared starts again, what belongs to a task stays.
  @Test func someGradientsAreForgottenWithinAStep() {
    let block = ParameterBlock()
    let (shared, own) = (block.declare("shared", [1]), block.declare("own", [1]))
    (shared.values[0], own.values[0]) = (2, 3)
    let tape = Tape(pool: ThreadPool(threads: 1))
    func pass(_ factor: Float) {
      tape.begin(recording: true)
      let product = tape.multiply(tape.parameter(shared), tape.parameter(own))
      tape.backward(from: tape.scale(product, by: factor))
      tape.finish(block)
    }
    block.forgetGradients()
    pass(1)
    #expect(shared.gradients[0] == 3 && own.gradients[0] == 2)
    block.forgetGradients(of: [shared])
    pass(10)
    #expect(shared.gradients[0] == 30 && own.gradients[0] == 22)
    block.forgetGradients(of: [shared])
    tape.begin(recording: true)
    tape.backward(from: tape.scale(tape.parameter(own), by: 1))
    tape.finish(block)
    #expect(shared.gradients[0] == 0 && own.gradients[0] == 23)
  }
}
