import Data
import Experiment
import Foundation
import Testing
import Training

@Suite struct DomainAdaptationPlanTests {
  private static func shipped(_ name: String = "visdit") throws -> Recipe {
    let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    let path = root.appendingPathComponent("recipes/\(name).toml").path
    return try Recipe(toml: String(contentsOfFile: path, encoding: .utf8), file: path)
  }

  @Test func theRecipeGoesTogether() throws {
    let recipe = try Self.shipped()
    let plan = try DomainAdaptationPlan(recipe)
    #expect(plan.classes.count == 10 && plan.tokens == 5 && plan.trainedParameters == plan.totalParameters)
    // 30 labelled and 64 others; 64 and two times 64 mixtures: the mean.
    #expect(plan.picturesPerStep == 143 && plan.tokensPerStep == 143 * 5)
    #expect(try RunCost(recipe).tokensPerStep == plan.tokensPerStep)
  }

  /// Its weights are not everywhere: what can be known without them.
  @Test func theRecipeOnPretrainedWeightsGoesTogether() throws {
    let recipe = try Self.shipped("visdit-pacs")
    let pair = try DomainCatalog.pair(source: recipe[Keys.Domains.source], target: recipe[Keys.Domains.target])
    #expect(pair.source.family.classes.count == 7 && recipe[Keys.Domains.size] % 14 == 0)
    // Whole epochs of a source and a target step each, and evaluations at their ends.
    let epoch = 2 * recipe[Keys.Prototypes.epochLength]
    #expect(recipe[Keys.Run.steps] % epoch == 0 && recipe[Keys.Evaluation.every] % epoch == 0)
  }

  @Test func whatIsLeftOutCostsLess() throws {
    let recipe = try Self.shipped()
    func cost(_ sets: String...) throws -> Double {
      try DomainAdaptationPlan(try recipe.applying(sets: sets)).operationsPerStep
    }
    let whole = try cost()
    #expect(try cost("dispersal.cross_weight=0") < whole && cost("adaptation.method=lora") < whole)
    #expect(try cost("adaptation.method=last-blocks") < whole && cost("prototypes.repeats=1") < whole)
    #expect(try cost("alignment.method=source-only") < cost("alignment.method=mme"))
    #expect(try cost("alignment.method=mmd") < cost("alignment.method=dann"))
  }

  @Test func pairsThatAreNoneAreRefused() throws {
    let recipe = try Self.shipped()
    let family = #expect(throws: DataError.self) {
      try DomainAdaptationPlan(try recipe.applying(set: "domains.target=sketch"))
    }
    #expect(family.map { "\($0)" }?.contains("family") == true)
    #expect(throws: DataError.self) { try DomainAdaptationPlan(try recipe.applying(set: "domains.target=paper")) }
  }

  /// What a run's header says is what it does: the mean of a source and a target step.
  @Test func theHeaderCountsWhatStepsTake() throws {
    let run = try TinyDomains.Run(try TinyDomains.recipe()).train(.init(lastStep: 2))
    // Tokens so far.
    let counts = run.steps.map(\.tokens)
    // 4 labelled and 8 others; then 8 targets with 5 and 5 mixtures; 5 tokens each.
    #expect(counts == [12 * 5, (12 + 18) * 5])
    #expect(run.workload.header.tokensPerStep == 75)
    let joint = try TinyDomains.Run(try TinyDomains.recipe("alignment.method=dann")).train(.init(lastStep: 1))
    #expect(joint.steps[0].tokens == 20 * 5 && joint.workload.header.tokensPerStep == 100)
  }
}
