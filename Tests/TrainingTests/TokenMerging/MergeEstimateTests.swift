import Experiment
import Testing
import Training

/// What an editor of schedules is told, without weights.
@Suite struct MergeEstimateTests {
  @Test func itIsThatOfThePlan() throws {
    let recipe = try TinyVision.recipe("adaptation.method=head")
    let (estimate, plan) = (try MergeEstimate(recipe), try TokenMergingPlan(recipe))
    #expect(estimate.tokens == plan.tokens && estimate.removed == plan.removed)
    #expect(estimate.operations < estimate.plainOperations)
    #expect(abs(estimate.plainOperations / estimate.operations - plan.saving) < 0.1)
  }

  @Test func tooManyAreHeldBackAndNoneIsPlain() throws {
    func estimate(_ removed: String) throws -> MergeEstimate {
      try MergeEstimate(try TinyVision.recipe("merging.schedule=listed", "merging.removed=\(removed)"))
    }
    let most = try estimate("[60, 60]")
    #expect(most.removed == [8, 4] && most.tokens == 17)
    let none = try estimate("[0, 0]")
    #expect(none.removed == [0, 0] && none.operations == none.plainOperations)
    let short = try estimate("[0]")
    #expect(short == none)
    #expect(throws: (any Error).self) { _ = try estimate("[1, 1, 1]") }
  }
}
