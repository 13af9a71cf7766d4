import Data
import Experiment
import Foundation
import Tensor
import Training

/// A vision transformer small enough for tests, on pictures of shapes drawn by rule.
enum TinyVision {
  /// 2 blocks of width 16 on pictures of 8 × 8 pixels in patches of 2: 17 tokens.
  static func recipe(_ settings: String...) throws -> Recipe {
    try Recipe().applying(sets: base + settings)
  }

  static let base = [
    "run.workload=token-merging", "run.name=tiny", "run.seed=5", "run.steps=12", "images.size=8",
    "images.batch_size=4", "images.train_examples=16", "images.validation_examples=8", "images.test_examples=8",
    "vit.weights=random", "vit.width=16", "vit.depth=2", "vit.heads=2", "vit.patch=2", "vit.inner=24",
    "adaptation.lora_rank=2", "merging.schedule=listed", "merging.removed=5,3", "schedule.warmup=2",
    "optimizer.clip=0", "evaluation.every=0",
  ]

  static let data = Result<ImageTaskData, any Error> {
    try ImageTaskData.load("shapes", .init(training: 16, validation: 8, test: 8, size: 8))
  }

  static func workload(_ recipe: Recipe) throws -> TokenMergingAdaptation {
    try TokenMergingAdaptation(
      recipe: recipe, data: try data.get(), lastStep: recipe[Keys.Run.steps], machine: TinyLanguage.machine)
  }

  /// A workload with its optimiser, and what a trainer tells of it.
  final class Run {
    let recipe: Recipe
    let workload: TokenMergingAdaptation
    let optimizer: AdamW
    private(set) var events: [Event] = []

    init(_ recipe: Recipe) throws {
      self.recipe = recipe
      workload = try TinyVision.workload(recipe)
      optimizer = AdamW(workload, recipe)
    }

    var losses: [Double] { events.compactMap { if case .step(let step) = $0 { step.loss } else { nil } } }
    var evaluations: [Evaluation] { events.compactMap { if case .evaluated(let it) = $0 { it } else { nil } } }

    @discardableResult
    func train(_ plan: Trainer.Plan, threads: Int = 1, checkpoints: Checkpoints? = nil) -> Run {
      let bus = EventBus(now: { 1 })
      let queue = bus.subscribe()
      Trainer(
        recipe: recipe, workload: workload, optimizer: optimizer, pool: ThreadPool(threads: threads), bus: bus,
        control: RunControl(), checkpoints: checkpoints, plan: plan
      ).run()
      events += queue.drain().map(\.event)
      return self
    }
  }

  static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
