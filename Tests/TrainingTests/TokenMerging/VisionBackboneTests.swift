import Data
import Experiment
import Foundation
import Models
import Tensor
import Testing
import Training

@Suite struct VisionBackboneTests {
  private func message(_ recipe: Recipe) -> String {
    do {
      _ = try TinyVision.workload(recipe)
      return ""
    } catch {
      return "\(error)"
    }
  }

  private func file(_ path: String, _ settings: String...) throws -> Recipe {
    let sizes = ["vit.width", "vit.depth", "vit.heads", "vit.patch", "vit.inner"].compactMap { RecipeKey.named($0) }
    var recipe = try TinyVision.recipe()
    for key in sizes { recipe[key] = key.standard }
    return try recipe.applying(sets: ["vit.weights=file", "vit.file=\(path)"] + settings)
  }

  @Test func aPretrainedCheckpointIsAdapted() throws {
    try TinyVision.withFolder { folder in
      let pretraining = try TinyVision.recipe(
        "adaptation.method=full", "merging.reducer=none", "merging.schedule=flops", "merging.removed=[]")
      let checkpoints = Checkpoints(folder: folder, keep: 1)
      let run = try TinyVision.Run(pretraining).train(.init(lastStep: 2), checkpoints: checkpoints)
      let best = folder.appendingPathComponent("best.safetensors").path
      let adapted = try TinyVision.workload(try file(best))
      for parameter in adapted.model.parameters.frozen.parameters {
        let own = try #require(run.workload.block.parameters.first { $0.name == parameter.name })
        #expect((0..<own.count).allSatisfy { own.values[$0] == parameter.values[$0] }, "\(parameter.name)")
      }
      #expect(adapted.model.options.heads == 2 && adapted.model.options.blocks.map({ $0.removed }) == [5, 3])
      #expect(adapted.warnings.map({ $0.rule }) == ["weights-saw-test"])
      // The smaller native model: the first blocks alone.
      let small = try TinyVision.workload(try file(best, "vit.blocks=1", "merging.removed=5"))
      #expect(small.model.options.blocks.count == 1 && small.header.layers == 1)
      let tooMany = message(try file(best, "vit.blocks=3"))
      #expect(tooMany.hasPrefix("vit.blocks: is 3"), "\(tooMany)")
    }
  }

  @Test func aCheckpointOfAnAdaptationIsNoBackbone() throws {
    try TinyVision.withFolder { folder in
      try TinyVision.Run(try TinyVision.recipe()).train(
        .init(lastStep: 1), checkpoints: Checkpoints(folder: folder, keep: 1))
      let best = folder.appendingPathComponent("best.safetensors").path
      let text = message(try file(best))
      #expect(text.hasPrefix(best) && text.contains("adaptation.method = \"full\""), "\(text)")
    }
  }

  @Test func damagedAndForeignFilesAreNamed() throws {
    try TinyVision.withFolder { folder in
      let path = folder.appendingPathComponent("w.safetensors").path
      let missing = message(try file(path))
      #expect(missing.contains(path), "\(missing)")
      try Foundation.Data("no tensors".utf8).write(to: URL(fileURLWithPath: path))
      let damaged = message(try file(path))
      #expect(damaged.contains(path) && damaged.contains("; give a checkpoint of"), "\(damaged)")
      var foreign = Safetensors(metadata: ["format": "switchyard-checkpoint-1"])
      foreign["embedding"] = .init([Float(1)], [1])
      try foreign.write(to: path)
      let other = message(try file(path))
      #expect(other.contains("vision transformer"), "\(other)")
      foreign.metadata = [:]
      try foreign.write(to: path)
      let bare = message(try file(path))
      #expect(bare.hasPrefix(path) && bare.contains("; give a checkpoint of"), "\(bare)")
    }
  }

  @Test(.enabled(if: PretrainedModel.vitS14.folder() == nil, "vit-s14 is there"))
  func withoutFetchedWeightsTheyAreDrawnAndSaidToBe() throws {
    let workload = try TinyVision.workload(try TinyVision.recipe("vit.weights=auto"))
    #expect(workload.warnings.map({ $0.rule }) == ["random-weights"])
    for words in ["switchyard data fetch vit-s14", "switchyard run recipes/vit-tiny-pretrain.toml", "images.size=32"] {
      #expect(workload.warnings[0].message.contains(words))
    }
    let recipe = try TinyVision.recipe().applying(sets: [
      "vit.weights=vit-s14", "vit.width=192", "vit.depth=12", "vit.heads=3", "vit.patch=14", "vit.inner=768",
    ])
    let missing = message(recipe)
    #expect(missing.contains("switchyard data fetch vit-s14"), "\(missing)")
  }

  /// What is said of a recipe before its pictures are read is what the run then is.
  @Test(arguments: ["lora", "full", "head", "adapter"]) func thePlanIsThatOfTheRun(_ method: String) throws {
    let recipe = try TinyVision.recipe("adaptation.method=\(method)")
    let (plan, workload) = (try TokenMergingPlan(recipe, classes: 8), try TinyVision.workload(recipe))
    #expect(plan.totalParameters == workload.header.totalParameters)
    #expect(plan.trainedParameters == workload.block.parameterCount)
    // Where nothing is frozen nothing is said.
    #expect(workload.header.trainedParameters == (method == "full" ? nil : plan.trainedParameters))
    #expect((try RunCost(recipe).trainedParameters == nil) == (method == "full"))
    #expect(plan.tokens == 17 && plan.removed == [5, 3] && plan.tokensAfter == [12, 9])
    #expect(plan.tokensPerStep == workload.header.tokensPerStep && plan.saving > 1.1)
    #expect(plan.operationsPerToken == workload.header.flopsPerToken)
  }

  @Test func schedulesAreFoundForTheModel() throws {
    let flops = ["merging.schedule=flops", "merging.removed=[]"]
    func removed(_ settings: String...) throws -> [Int] {
      try TinyVision.workload(try TinyVision.recipe().applying(sets: flops + settings)).model.options.blocks.map(
        \.removed)
    }
    #expect(try removed("merging.ratio=1") == [0, 0])
    let low = try removed("merging.ratio=1.2").reduce(0, +)
    #expect(try low > 0 && removed("merging.ratio=1.5").reduce(0, +) > low)
    // 82624 multiplications without merging, 52416 with the most: 1.5763.
    #expect(try removed("merging.ratio=1.57") == [8, 4])
    let beyond = message(try TinyVision.recipe().applying(sets: flops + ["merging.ratio=1.58"]))
    #expect(beyond.hasPrefix("merging.ratio: is 1.58, ") && beyond.contains("give at most 1.57,"), "\(beyond)")
    #expect(try removed("merging.schedule=constant", "merging.removed=4") == [4, 4])
    #expect(try removed("merging.schedule=decreasing", "merging.removed=2") == [4, 0])
    #expect(try removed("merging.reducer=none") == [0, 0])
    let tooMany = message(try TinyVision.recipe("merging.removed=1,2,3"))
    #expect(tooMany.contains("merging.removed: has 3 numbers"), "\(tooMany)")
    let nothing = message(try TinyVision.recipe("merging.removed=0,0"))
    #expect(nothing.contains("removes no token"), "\(nothing)")
    let cut = try TinyVision.recipe("merging.removed=100,3")
    let (warnings, notes) = (try TinyVision.workload(cut).warnings, try TokenMergingPlan(cut).notes)
    #expect(warnings.map({ $0.rule }) == ["schedule-cut"] && warnings.map({ $0.message }) == notes)
    #expect(notes.first?.hasSuffix("so that 100 3 become 8 3") == true, "\(notes)")
    for (schedule, number, words) in [("constant", 8, "8 8 become 8 4"), ("decreasing", 6, "12 0 become 8 0")] {
      let recipe = try TinyVision.recipe("merging.schedule=\(schedule)", "merging.removed=\(number)")
      let notes = try TokenMergingPlan(recipe).notes
      #expect(notes.count == 1 && notes[0].hasSuffix("so that \(words)"), "\(notes)")
    }
    #expect(try TinyVision.workload(try TinyVision.recipe("merging.removed=5")).warnings.isEmpty)
    let large = message(try TinyVision.recipe("images.batch_size=17"))
    #expect(large.hasPrefix("images.batch_size"), "\(large)")
  }
}
