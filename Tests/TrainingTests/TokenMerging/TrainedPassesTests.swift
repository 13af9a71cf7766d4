import Experiment
import Testing
import Training

/// The work of a step, by what is trained; what adaptation adds is counted by hand.
@Suite struct TrainedPassesTests {
  /// Ways forward that a step is, without what adaptation adds.
  ///
  /// - Parameter added: multiplications of the factors for an image.
  private func passes(added: Int = 0, _ settings: String...) throws -> Double {
    let plan = try TokenMergingPlan(try TinyVision.recipe().applying(sets: settings))
    return (plan.operationsPerStep / 4 - 6 * Double(added)) / (2 * Double(plan.multiplications))
  }

  /// Factors stand in both blocks of the tiny model, of 5 and 3 pairs; those of the last are not read.
  private let factors = 4 * (5 + 3) * 16

  @Test func nothingFlowsBackFromAHeadAlone() throws {
    #expect(try passes("adaptation.method=head", "merging.reducer=tome") == 1)
    #expect(try passes("adaptation.method=head", "merging.reducer=none") == 1)
  }

  @Test func itFlowsBackToTrainedFactors() throws {
    #expect(try passes(added: factors, "adaptation.method=head", "merging.reducer=pyra") == 2)
    #expect(
      try passes(added: 4 * 3 * 16, "adaptation.method=head", "merging.reducer=pyra", "merging.removed=0,3") == 1,
      "the class token does not read those of the last block")
  }

  @Test func belowTheLastBlocksToo() throws {
    let last = ["adaptation.method=last-blocks", "adaptation.last_blocks=1"]
    #expect(try passes(last[0], last[1], "merging.reducer=tome") == 2)
    #expect(try passes(added: factors, last[0], last[1], "merging.reducer=pyra") == 2.5)
  }

  @Test func whereAllIsTrainedNothingIsAdded() throws {
    #expect(try passes(added: factors, "adaptation.method=full", "merging.reducer=pyra") == 3)
  }
}
