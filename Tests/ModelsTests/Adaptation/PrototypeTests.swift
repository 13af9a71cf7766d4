import Foundation
import Models
import Tensor
import TestSupport
import Testing

@Suite struct PrototypeTests {
  static func rows(_ count: Int, _ width: Int, seed: UInt64) -> FeatureRows {
    FeatureRows(SampleNumbers.uniform(count * width, seed: seed), width: width)
  }

  /// The rule step by step, in Double.
  static func reference(_ data: FeatureRows, _ starts: FeatureRows, _ iterations: Int) -> (
    centroids: [[Double]], assign: [Int]
  ) {
    func unit(_ x: [Double]) -> [Double] {
      let length = max(x.reduce(0) { $0 + $1 * $1 }.squareRoot(), 1e-12)
      return x.map { $0 / length }
    }
    let x = (0..<data.count).map { unit(data[$0].map(Double.init)) }
    var c = (0..<starts.count).map { unit(starts[$0].map(Double.init)) }
    func assign() -> [Int] {
      x.map { row in
        let scores = c.map { zip($0, row).reduce(0) { $0 + $1.0 * $1.1 } }
        return scores.firstIndex(of: scores.max()!)!
      }
    }
    for _ in 0..<iterations {
      let own = assign()
      for j in c.indices where own.contains(j) {
        c[j] = unit(
          x.indices.filter { own[$0] == j }.reduce(into: Array(repeating: 0, count: data.width)) { sum, row in
            for column in sum.indices { sum[column] += x[row][column] }
          })
      }
    }
    return (c, assign())
  }

  @Test(arguments: [0, 1, 3, 40]) func agreesWithTheRule(iterations: Int) {
    for seed in UInt64(1)...4 {
      let (data, starts) = (Self.rows(300, 5, seed: seed), Self.rows(7, 5, seed: seed + 50))
      let own = PrototypeClustering(iterations: iterations).run(data, starts: starts, ThreadPool(threads: 1))
      let expected = Self.reference(data, starts, iterations)
      #expect(own.assignments == expected.assign)
      #expect(Tolerance().violation("c", own.centroids.values, expected.centroids.flatMap { $0 }) == nil)
      #expect(own == PrototypeClustering(iterations: iterations).run(data, starts: starts, ThreadPool(threads: 3)))
    }
  }

  /// Of equal centroids the first wins, wherever it stands; the others are empty and keep their place.
  @Test func emptyClusters() {
    let data = Self.rows(40, 4, seed: 9)
    let starts = FeatureRows(Array(repeating: Array(data[3]), count: 30).flatMap { $0 }, width: 4)
    let own = PrototypeClustering(iterations: 1).run(data, starts: starts, ThreadPool(threads: 1))
    #expect(own.centroids.count == 30 && own.concentrations.count == 30)
    let first = PrototypeClustering(iterations: 0).run(data, starts: starts, ThreadPool(threads: 1))
    #expect(first.assignments.allSatisfy { $0 == 0 } && first.empty == Array(1..<30))
    for cluster in own.empty { #expect(own.centroids[cluster].elementsEqual(starts.unit[cluster])) }
    #expect(own.empty.allSatisfy { !own.assignments.contains($0) })
  }

  @Test func concentrationsByHand() {
    let rows = FeatureRows([1, 0, 0, 1, 0, 1, 1, 0], width: 2)
    let centroids = FeatureRows([1, 0, 0, 1, -1, 0, 0, -1], width: 2)
    let phi = Prototypes.concentrations(rows, centroids, [0, 0, 1, 3])
    let spread = 2.0.squareRoot() / (2 * log(12.0))
    #expect(abs(Double(phi[0]) - spread) < 1e-6)
    #expect(phi[1] == 0.05 && phi[2] == -1 && phi[3] == 0.05)
    // Members that lie on their centroid: the floor.
    #expect(Prototypes.concentrations(rows, centroids, [0, 1, 1, 0]).prefix(2) == [0.05, 0.05])
  }

  @Test func startsAreDistinctRowsAndFollowFromThePosition() {
    let data = Self.rows(12, 3, seed: 4)
    func starts(_ seed: UInt64, _ stream: UInt64, _ position: UInt64, _ clusters: Int) -> [[Float]] {
      let own = PrototypeClustering.starts(
        data, clusters: clusters, random: CounterRandom(seed: seed, stream: stream), position: position)
      return (0..<own.count).map { Array(own[$0]) }
    }
    #expect(Set(starts(1, 2, 3, 12)) == Set((0..<12).map { Array(data[$0]) }))
    #expect(starts(1, 2, 3, 5) == Array(starts(1, 2, 3, 12).prefix(5)))
    #expect(starts(1, 2, 4, 12) != starts(1, 2, 3, 12) && starts(1, 3, 3, 12) != starts(1, 2, 3, 12))
    #expect(starts(2, 2, 3, 12) != starts(1, 2, 3, 12))
    // Every row comes first now and then.
    #expect(Set((0..<200).map { starts(1, 2, $0, 1)[0] }).count == 12)
  }

  /// Both losses through the unit length of features, against differences; an empty cluster takes no part in the contrast.
  @Test func lossesAndGradients() {
    let features = SampleNumbers.uniform(12, seed: 21)
    let centroids = [Self.rows(3, 4, seed: 22).unit, Self.rows(4, 4, seed: 23).unit]
    let phi: [[Float]] = [[0.1, 0.3, 0.2], [0.4, -1, 0.2, 0.05]]
    let own = [[0, 2, 1], [3, 0, 2]]
    func logits(_ x: [Double], _ row: Int, _ j: Int) -> [Double] {
      let f = Array(x[row * 4..<row * 4 + 4])
      let length = f.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return (0..<centroids[j].count).map { c in
        zip(f, centroids[j][c]).reduce(0) { $0 + $1.0 * Double($1.1) } / length
      }
    }
    func softmaxTerms(_ z: [Double]) -> [Double] { z.map { exp($0 - log(z.reduce(0) { $0 + exp($1) })) } }
    let clusterings = (0..<2).map { j in
      (prototypes: Prototypes(centroids: centroids[j], assignments: [], concentrations: phi[j]), assignments: own[j])
    }
    var contrast = OperationCase([.init([3, 4], features)]) { tape, x in
      PrototypeLosses.contrast(tape, features: tape.unitRows(x[0]), clusterings)
    } reference: { x in
      var sum = 0.0
      for j in 0..<2 {
        for row in 0..<3 {
          let z = zip(logits(x[0], row, j), phi[j]).map { $0 / Double($1) }
          let total = zip(z, phi[j]).reduce(0) { $0 + ($1.1 > 0 ? exp($1.0) : 0) }
          sum -= z[own[j][row]] - log(total)
        }
      }
      return [sum / 6]
    }
    contrast.gradientTolerance.absolute = 1e-5
    var entropy = OperationCase([.init([3, 4], features)]) { tape, x in
      PrototypeLosses.crossEntropy(tape, features: tape.unitRows(x[0]), centroids: centroids, temperature: 0.1)
    } reference: { x in
      var sum = 0.0
      for j in 0..<2 {
        for row in 0..<3 { sum -= softmaxTerms(logits(x[0], row, j).map { $0 / 0.1 }).reduce(0) { $0 + $1 * log($1) } }
      }
      return [sum / 6]
    }
    entropy.gradientTolerance.absolute = 1e-5
    #expect(GradientChecker(contrast).problems() == [])
    #expect(GradientChecker(entropy).problems() == [])
  }
}
