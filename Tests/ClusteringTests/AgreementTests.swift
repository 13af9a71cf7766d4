import Clustering
import Foundation
import TestSupport
import Testing

/// Agreement of two divisions.
@Suite struct AgreementTests {
  @Test("values worked out by hand")
  func values() {
    // Entropies ln 2 and 1.5 ln 2, mutual information ln 2; pairs 1, 2, 1 of 6.
    let one = Agreement([0, 0, 1, 1], [0, 0, 1, 2])
    #expect(abs(one.mutualInformation - 0.8) < 1e-12)
    #expect(abs(one.adjustedRand - (1 - 2.0 / 6) / (1.5 - 2.0 / 6)) < 1e-12)
    let crossed = Agreement([0, 0, 1, 1], [0, 1, 0, 1])
    #expect(crossed.mutualInformation < 1e-12 && abs(crossed.adjustedRand + 0.5) < 1e-12)
  }

  @Test("the same division under other names agrees wholly")
  func renamed() {
    let labels = SampleNumbers.integers(500, below: 7, seed: 1).map(Int.init)
    let agreement = Agreement(labels, labels.map { ($0 * 3 + 2) % 7 + 100 })
    #expect(abs(agreement.mutualInformation - 1) < 1e-12 && agreement.adjustedRand == 1)
    #expect(Agreement([3, 3, 3], [0, 0, 0]) == Agreement([0], [5]))
  }

  @Test("the order of the two does not matter, and chance agrees by about nothing")
  func chance() {
    let a = SampleNumbers.integers(20_000, below: 10, seed: 1).map(Int.init)
    let b = SampleNumbers.integers(20_000, below: 30, seed: 2).map(Int.init)
    let agreement = Agreement(a, b)
    #expect(agreement == Agreement(b, a))
    #expect(abs(agreement.adjustedRand) < 0.002 && agreement.mutualInformation < 0.01)
  }
}
