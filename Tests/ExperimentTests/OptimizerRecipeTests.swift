import Experiment
import Testing

@Suite struct OptimizerRecipeTests {
  private func fault(_ sets: [String]) -> String {
    do throws(RecipeError) {
      _ = try Recipe().applying(sets: sets)
      return ""
    } catch {
      return "\(error.key): \(error.message)"
    }
  }

  /// Recipes written before there were kinds mean the same.
  @Test func theDefaultsAreAdamWAndCosine() {
    #expect(Recipe()[Keys.Optimizer.kind] == .adamw && Recipe()[Keys.Schedule.kind] == .cosine)
    #expect(Recipe()[Keys.Optimizer.momentum] == 0.9)
    let schedule = Schedule(Recipe())
    #expect(schedule.gamma == 1e-4 && schedule.power == 0.75)
  }

  @Test(arguments: [
    (["optimizer.momentum=0.8"], "optimizer.momentum: has no meaning with optimizer.kind = \"adamw\""),
    (["optimizer.kind=sgd", "optimizer.beta1=0.8"], "optimizer.beta1: has no meaning with optimizer.kind = \"sgd\""),
    (["optimizer.kind=sgd", "optimizer.beta2=0.999"], "optimizer.beta2: has no meaning"),
    (["optimizer.kind=sgd", "optimizer.epsilon=1e-6"], "optimizer.epsilon: has no meaning"),
    (["schedule.gamma=1e-3"], "schedule.gamma: has no meaning with schedule.kind = \"cosine\""),
    (
      ["schedule.kind=constant", "schedule.power=1"], "schedule.power: has no meaning with schedule.kind = \"constant\""
    ),
    (["schedule.kind=inverse", "schedule.final_ratio=0"], "schedule.final_ratio: has no meaning with schedule.kind"),
    (["optimizer.kind=sdg"], "optimizer.kind: must be one of adamw, sgd"),
    (["optimizer.kind=sgd", "optimizer.momentum=1"], "optimizer.momentum: must be a number from 0 and below 1"),
    (["schedule.kind=inverse", "schedule.gamma=-1"], "schedule.gamma: must be a number of at least 0"),
  ])
  func keysWithoutEffectAreRefused(_ sets: [String], _ beginning: String) {
    let told = fault(sets)
    #expect(told.hasPrefix(beginning), "\(told)")
  }

  @Test(arguments: [
    ["optimizer.kind=sgd", "optimizer.momentum=0", "optimizer.weight_decay=5e-4", "optimizer.clip=0"],
    ["schedule.kind=inverse", "schedule.gamma=1e-3", "schedule.power=1", "schedule.warmup=0"],
    // There are recorded runs of such recipes.
    ["schedule.kind=constant", "schedule.final_ratio=0"],
  ])
  func whatGoesTogether(_ sets: [String]) { #expect(fault(sets) == "") }

  @Test func everyWorkloadHasTheKeys() throws {
    let own = ["optimizer.kind", "optimizer.momentum", "schedule.gamma", "schedule.power"]
    for workload in Recipe.Workload.allCases {
      let recipe = try Recipe().applying(set: "run.workload=\(workload.rawValue)")
      let paths = recipe.keys.map(\.path)
      for path in own { #expect(paths.contains(path), "\(workload.rawValue)") }
      #expect(
        fault(["run.workload=\(workload.rawValue)", "optimizer.momentum=0.5"]).hasPrefix("optimizer.momentum: has"))
    }
  }

  @Test func theScheduleOfARecipeHasItsNumbers() throws {
    let recipe = try Recipe().applying(sets: [
      "schedule.kind=inverse", "schedule.gamma=0.5", "schedule.power=2", "schedule.warmup=0",
    ])
    #expect(Schedule(recipe).kind == .inverse && Schedule(recipe).factor(at: 2) == 0.25)
  }
}
