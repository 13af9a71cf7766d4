import Experiment
import Foundation
import Tensor
import TestSupport
import Testing
import Training

/// Runs with either optimiser: checkpoints, twins, and what a recipe makes of its keys.
@Suite struct OptimizerRunTests {
  private static func recipe(_ kind: Recipe.Optimizer, _ settings: String...) throws -> Recipe {
    let own = kind == .sgd ? ["optimizer.learning_rate=0.05", "optimizer.weight_decay=5e-4"] : []
    return try TinyLanguage.recipe("optimizer.kind=\(kind.rawValue)", "evaluation.every=0")
      .applying(sets: own + settings)
  }

  private func train(
    _ recipe: Recipe, _ workload: LanguageModel, _ optimizer: any Optimizer, _ plan: Trainer.Plan, threads: Int = 1,
    checkpoints: Checkpoints? = nil
  ) {
    Trainer(
      recipe: recipe, workload: workload, optimizer: optimizer, pool: ThreadPool(threads: threads),
      bus: EventBus(now: { 1 }), control: RunControl(), checkpoints: checkpoints, plan: plan
    ).run()
  }

  private func withFolder(_ body: (Checkpoints) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(Checkpoints(folder: folder, keep: 1))
  }

  @Test func theRecipeChoosesTheOptimiser() throws {
    let plain = try TinyLanguage.recipe()
    #expect(OptimizerCatalog.optimizer(of: try TinyLanguage.workload(plain), plain) is AdamW)
    let recipe = try Self.recipe(.sgd, "optimizer.momentum=0.8", "optimizer.clip=2")
    let optimizer = OptimizerCatalog.optimizer(of: try TinyLanguage.workload(recipe), recipe)
    let descent = try #require(optimizer as? NesterovSGD)
    #expect(descent.options == NesterovSGD.Options(momentum: 0.8, weightDecay: 5e-4, clip: 2))
  }

  @Test func descentLearns() throws {
    let recipe = try Self.recipe(.sgd, "run.steps=40")
    let workload = try TinyLanguage.workload(recipe)
    let tape = Tape(pool: ThreadPool(threads: 1))
    let before = workload.evaluate(tape).loss
    train(recipe, workload, OptimizerCatalog.optimizer(of: workload, recipe), .init(lastStep: 40))
    #expect(workload.evaluate(tape).loss < before - 0.3)
  }

  @Test(arguments: Recipe.Optimizer.allCases)
  func aResumedRunGivesTheBitsOfOneThatNeverStopped(_ kind: Recipe.Optimizer) throws {
    try withFolder { checkpoints in
      let recipe = try Self.recipe(kind)
      let whole = try TinyLanguage.workload(recipe)
      let wholeOptimizer = OptimizerCatalog.optimizer(of: whole, recipe)
      train(recipe, whole, wholeOptimizer, .init(lastStep: 6))
      let stopped = try TinyLanguage.workload(recipe)
      train(
        recipe, stopped, OptimizerCatalog.optimizer(of: stopped, recipe), .init(lastStep: 3), threads: 2,
        checkpoints: checkpoints)
      let saved = try checkpoints.latest()
      #expect(saved.optimizer == kind)
      let taken = try Recipe(toml: saved.snapshot.recipe, file: saved.file)
      let resumed = try TinyLanguage.workload(taken)
      let optimizer = OptimizerCatalog.optimizer(of: resumed, taken)
      try saved.restore(resumed, optimizer: optimizer)
      #expect(optimizer.stepsTaken == [3])
      train(taken, resumed, optimizer, .init(firstStep: 3, firstTokens: saved.snapshot.tokens, lastStep: 6))
      #expect(resumed.block.hash == whole.block.hash)
      #expect(optimizer.stepsTaken == wholeOptimizer.stepsTaken)
      #expect(
        zip(optimizer.remembered, wholeOptimizer.remembered).allSatisfy {
          zip($0, $1).allSatisfy { $0.bitPattern == $1.bitPattern }
        })
    }
  }

  @Test func aCheckpointOfTheOtherKindIsRefusedInOneLine() throws {
    for (kind, other) in [(Recipe.Optimizer.adamw, Recipe.Optimizer.sgd), (.sgd, .adamw)] {
      try withFolder { checkpoints in
        let recipe = try Self.recipe(kind)
        let workload = try TinyLanguage.workload(recipe)
        train(
          recipe, workload, OptimizerCatalog.optimizer(of: workload, recipe), .init(lastStep: 1),
          checkpoints: checkpoints)
        let saved = try checkpoints.latest()
        let otherRecipe = try Self.recipe(other)
        let taker = try TinyLanguage.workload(otherRecipe)
        let optimizer = OptimizerCatalog.optimizer(of: taker, otherRecipe)
        let before = taker.block.hash
        let error = #expect(throws: TrainingError.self) { try saved.restore(taker, optimizer: optimizer) }
        let message = error?.message ?? ""
        #expect(message.contains("optimizer.kind = \"\(kind.rawValue)\""), "\(message)")
        #expect(message.contains("\"\(other.rawValue)\"") && !message.contains { $0.isNewline })
        #expect(taker.block.hash == before && optimizer.stepsTaken == [0])
        // What only evaluates has no optimiser and takes either.
        try saved.restoreWeights(of: taker)
        #expect(taker.block.hash == workload.block.hash)
      }
    }
  }

  /// Those written before there were kinds are AdamW's; one of a kind that is not known is no checkpoint of ours.
  @Test func theKindIsReadFromTheFile() throws {
    try withFolder { checkpoints in
      let recipe = try Self.recipe(.adamw)
      let workload = try TinyLanguage.workload(recipe)
      let optimizer = AdamW(workload, recipe)
      train(recipe, workload, optimizer, .init(lastStep: 2), checkpoints: checkpoints)
      let path = try checkpoints.latest().file
      var file = try Safetensors(path: path)
      #expect(file.metadata["optimizer_kind"] == "adamw")
      let names = Set(file.entries.keys)
      #expect(workload.block.parameters.allSatisfy { names.contains("optimizer.first.\($0.name)") })
      #expect(workload.block.parameters.allSatisfy { names.contains("optimizer.second.\($0.name)") })
      file.metadata["optimizer_kind"] = nil
      try file.write(to: path)
      let other = try TinyLanguage.workload(recipe)
      let taken = AdamW(other, recipe)
      try checkpoints.latest().restore(other, optimizer: taken)
      #expect(taken.remembered == optimizer.remembered && taken.stepsTaken == [2])
      file.metadata["optimizer_kind"] = "lion"
      try file.write(to: path)
      let error = #expect(throws: TrainingError.self) { try checkpoints.latest() }
      #expect(error?.message.contains("not a checkpoint of this version") == true)
    }
  }

  /// Copies of tasks that had no step yet are left out, as with moments; what was touched becomes zero again.
  @Test func momentumOfCopiesWithoutAStepTakesNoRoom() throws {
    try withFolder { checkpoints in
      let recipe = try TinyTasks.recipe("optimizer.kind=sgd", "record.checkpoint_every=1")
      func trained(to last: Int, _ checkpoints: Checkpoints?) throws -> (Understanding, any Optimizer) {
        let workload = try TinyTasks.workload(recipe)
        let optimizer = OptimizerCatalog.optimizer(of: workload, recipe)
        Trainer(
          recipe: recipe, workload: workload, optimizer: optimizer, pool: ThreadPool(threads: 1),
          bus: EventBus(now: { 1 }), control: RunControl(), checkpoints: checkpoints, plan: .init(lastStep: last)
        ).run()
        return (workload, optimizer)
      }
      let (workload, optimizer) = try trained(to: 1, checkpoints)
      let saved = try checkpoints.latest()
      let names = try Safetensors(path: saved.file).entries.keys
      for (group, steps) in zip(workload.parameterGroups, optimizer.stepsTaken) where steps == 0 {
        #expect(group.parameters.allSatisfy { !names.contains("optimizer.momentum.\($0.name)") })
      }
      #expect(optimizer.stepsTaken.contains(0))
      #expect(names.contains { $0.hasPrefix("optimizer.momentum.bottom.") })
      #expect(!names.contains { $0.hasPrefix("optimizer.first.") || $0.hasPrefix("optimizer.second.") })
      let (other, further) = try trained(to: 5, nil)
      #expect(further.remembered != optimizer.remembered)
      try saved.restore(other, optimizer: further)
      #expect(further.remembered == optimizer.remembered && further.stepsTaken == optimizer.stepsTaken)
    }
  }

  @Test func aKeptTwinGoesOnWithItsMomentum() throws {
    let recipe = try Self.recipe(.sgd)
    var changed = try SteeredRun(recipe)
    changed.train(to: 9, [3: [.set(key: "optimizer.learning_rate", value: "0.02")]])
    var kept = try SteeredRun(recipe)
    let change = RecipeSetting("optimizer.learning_rate", "0.02")
    kept.train(to: 9, [3: [.startTwin(changes: [change], steps: 3)], 6: [.endTwin(.twin)]])
    #expect(kept.twinEnd?.choice == .twin)
    #expect(kept.losses.count == 9 && kept.losses.hasSameBits(as: changed.losses) && kept.hash == changed.hash)
    #expect(kept.optimizer.remembered == changed.optimizer.remembered)
  }
}
