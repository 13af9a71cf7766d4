import Experiment
import Foundation
import Models
import Tensor
import Testing
import Training

@Suite struct EvaluationConditionsTests {
  @Test func conditionsHaveOneSpelling() throws {
    let trained = try TinyLanguage.recipe("moe.capacity_factor=1")
    let conditions = EvaluationConditions(
      settings: ["moe.intra_gpu=true", "moe.router='top-p'", "moe.capacity_factor=2.0", "moe.k=2"],
      disablesTopExpert: true)
    let recipe = try conditions.recipe(from: trained)
    #expect(
      conditions.names(from: trained, to: recipe)
        == ["moe.router=top-p", "moe.capacity_factor=2", "moe.intra_gpu=true", "disable-top-expert"])
    let half = EvaluationConditions(settings: ["moe.capacity_factor=0.50"])
    #expect(half.names(from: trained, to: try half.recipe(from: trained)) == ["moe.capacity_factor=0.5"])
    let none = EvaluationConditions()
    #expect(none.names(from: trained, to: try none.recipe(from: trained)) == [])
  }

  @Test func onlyRoutersWithTheSameParametersMayTakeOver() throws {
    func possible(_ from: String) throws -> [String] {
      let trained = try TinyLanguage.recipe("moe.capacity_factor=1", "moe.router=\(from)")
      return RouterCatalog.names.filter { name in
        (try? EvaluationConditions(settings: ["moe.router=\(name)"]).recipe(from: trained)) != nil
      }
    }
    let scoring = ["bias-balanced", "expert-choice", "top-p", "topk"]
    for name in scoring { #expect(try possible(name).sorted() == scoring) }
    #expect(try possible("mask").sorted() == (scoring + ["mask"]).sorted())
    #expect(try possible("hash") == ["hash"])
  }

  @Test func whatCannotBeEvaluatedIsSaid() throws {
    let cases: [(trained: [String], settings: [String], disables: Bool, word: String)] = [
      ([], ["moe.experts=8"], false, "moe.experts"),
      ([], ["optimizer.learning_rate=1"], false, "optimizer.learning_rate"),
      ([], ["moe.router=hash"], false, "topk has no parameters for hash"),
      ([], ["moe.router=mask"], false, "moe.router"),
      ([], ["moe.fill_in=true"], false, "moe.capacity_factor"),
      (["moe.router=hash"], [], true, "disable-top-expert"),
      ([], ["moe.router=expert-choice", "moe.capacity_factor=1"], true, "expert-choice"),
      (["moe.experts=0", "moe.k=1"], [], true, "dense"),
    ]
    for (trained, settings, disables, word) in cases {
      let recipe = try TinyLanguage.recipe().applying(sets: trained)
      let conditions = EvaluationConditions(settings: settings, disablesTopExpert: disables)
      let error = #expect(throws: (any Error).self) { try conditions.recipe(from: recipe) }
      #expect("\(error!)".contains(word), "\(error!)")
      #expect(!"\(error!)".contains("\n"))
    }
  }

  /// A checkpoint evaluated as it was trained gives the run's own figures; another router takes over its matrix.
  @Test(arguments: ["topk", "mask", "bias-balanced"])
  func aCheckpointGivesTheFiguresOfItsRun(router: String) throws {
    let recipe = try TinyLanguage.recipe(
      "moe.router=\(router)", "moe.mask_visible=2", "moe.bias_rate=0.1", "optimizer.learning_rate=0.02")
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let checkpoints = Checkpoints(folder: folder, keep: 2)
    let workload = try TinyLanguage.workload(recipe)
    let bus = EventBus(now: { 1 })
    let queue = bus.subscribe()
    Trainer(
      recipe: recipe, workload: workload, optimizer: AdamW(workload, recipe), pool: ThreadPool(threads: 1),
      bus: bus, control: RunControl(), checkpoints: checkpoints, plan: .init(lastStep: 8)
    ).run()
    let evaluation = queue.drain().compactMap { if case .evaluated(let it) = $0.event { it } else { nil } }.last
    let own = try #require(evaluation)
    let saved = try checkpoints.saved(named: "latest")
    let tape = Tape(pool: ThreadPool(threads: 1))
    func loaded(_ settings: String...) throws -> LanguageModel {
      let changed = try EvaluationConditions(settings: settings).recipe(from: recipe)
      let model = try TinyLanguage.workload(changed)
      try saved.restoreWeights(of: model)
      return model
    }
    let same = try loaded().evaluate(tape, under: .none)
    #expect(same.loss == own.loss)
    #expect(same.frequencies == own.frequencies)
    #expect(same.layers.map(\.domainCounts) == own.layers.map(\.domainCounts))
    // The look of the evaluation at the end lies in the checkpoint.
    #expect(same.layers.allSatisfy { $0.flipsSinceLast == 0 })
    let plain = try loaded("moe.router=top-p", "moe.top_p=1")
    let weight = try #require(workload.block.parameters.first { $0.name == "layers.0.moe.router.weight" })
    let other = try #require(plain.block.parameters.first { $0.name == "layers.0.moe.router.weight" })
    #expect((0..<weight.count).allSatisfy { weight.values[$0] == other.values[$0] })
    let changed = try plain.evaluate(tape, under: .none).loss
    // Top-p with threshold 1 is top-k; a mask or biases made a difference.
    #expect((changed == own.loss) == (router == "topk"))
  }

  @Test func aCheckpointIsFoundByName() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let checkpoints = Checkpoints(folder: folder, keep: 2)
    let recipe = try TinyLanguage.recipe("record.checkpoint_every=2", "evaluation.every=3")
    let workload = try TinyLanguage.workload(recipe)
    Trainer(
      recipe: recipe, workload: workload, optimizer: AdamW(workload, recipe), pool: ThreadPool(threads: 1),
      bus: EventBus(), control: RunControl(), checkpoints: checkpoints, plan: .init(lastStep: 4)
    ).run()
    #expect(try checkpoints.saved(named: "latest").snapshot.step == 4)
    #expect(try checkpoints.saved(named: "step-00000003.safetensors").snapshot.step == 3)
    let path = folder.appendingPathComponent("best.safetensors").path
    #expect(try checkpoints.saved(named: path).snapshot.step == checkpoints.saved(named: "best").snapshot.step)
    let error = #expect(throws: TrainingError.self) { try checkpoints.saved(named: "nope") }
    #expect(error?.message.contains("nope") == true)
  }
}
