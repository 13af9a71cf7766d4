import Data
import Experiment
import Foundation
import Tensor
import Training

/// Two domains of made pictures, and a transformer small enough for tests.
///
/// A picture's class is what is lit in each square of 7 × 7 pixels: white on black in the source, pale red on dark blue in
/// the target. Each patch tells it, wherever it stands: a class token over random weights sees hardly more than their mean.
enum TinyDomains {
  static let side = 14
  static let classes = ["a", "b", "c", "d"]
  /// Of each domain.
  static let count = 24

  /// 2 blocks of width 16 on pictures of 14 × 14 pixels in patches of 7: 5 tokens.
  static func recipe(_ settings: String...) throws -> Recipe { try Recipe().applying(sets: base + settings) }

  static let base = [
    "run.workload=domain-adaptation", "run.name=tiny", "run.seed=5", "run.steps=12", "domains.size=14",
    "domains.batch_size=8", "domains.labelled_batch=4", "vit.weights=random", "vit.width=16", "vit.depth=2",
    "vit.heads=2", "vit.patch=7", "vit.inner=24", "adaptation.method=full", "adaptation.drop_path=0",
    "alignment.projection=12", "alignment.discriminator=16", "alignment.backbone_rate=1", "prototypes.repeats=2",
    "prototypes.iterations=5", "prototypes.targets_from=1", "prototypes.least_targets=2",
    "prototypes.epoch_length=3", "dispersal.batch_size=5", "dispersal.easy=0.25", "optimizer.learning_rate=5e-3",
    "optimizer.clip=0", "schedule.warmup=2", "schedule.kind=constant", "evaluation.every=0",
  ]

  /// - Parameter permuted: whether the targets' classes, which only scores know, are others than the true ones.
  static func pair(permuted: Bool = false) -> (data: DomainPairData, scoring: DomainScoring) {
    let labels = (0..<count).map { ($0 * 7 + $0 / 4) % classes.count }
    let source = labels.enumerated().map {
      image($1, number: $0, SIMD3(230, 230, 230), SIMD3(20, 20, 20))
    }
    let target = labels.enumerated().map {
      image($1, number: $0 + 100, SIMD3(220, 150, 150), SIMD3(40, 40, 90))
    }
    let labelled = classes.indices.flatMap { label in labels.indices.filter { labels[$0] == label }.prefix(1) }
    return DomainPairData.made(
      classes: classes, size: side, source: source, sourceClasses: labels, labelled: labelled, target: target,
      targetClasses: permuted ? labels.map { ($0 + 1) % classes.count } : labels)
  }

  /// Upper rows, left columns, the middle or a corner of each square in two colours, with some noise that differs from
  /// picture to picture.
  static func image(_ label: Int, number: Int, _ lit: SIMD3<Int>, _ dark: SIMD3<Int>) -> RGBImage {
    var pixels: [UInt8] = []
    for row in 0..<side {
      for column in 0..<side {
        let (down, across) = (row % 7, column % 7)
        let isLit =
          switch label {
          case 0: down < 3
          case 1: across < 3
          case 2: (2...4).contains(down) && (2...4).contains(across)
          default: down > 3 && across > 3
          }
        let noise = (row * 31 + column * 17 + number * 57) % 23 - 11
        let colour = isLit ? lit : dark
        for channel in 0..<3 { pixels.append(UInt8(clamping: colour[channel] + noise)) }
      }
    }
    return RGBImage(width: side, height: side, pixels: pixels)
  }

  static func workload(_ recipe: Recipe, permuted: Bool = false) throws -> DomainAdaptation {
    let (data, scoring) = pair(permuted: permuted)
    return try DomainAdaptation(recipe: recipe, data: data, scoring: scoring, machine: TinyLanguage.machine)
  }

  /// A workload with its optimiser, and what a trainer tells of it.
  final class Run {
    let recipe: Recipe
    let workload: DomainAdaptation
    let optimizer: AdamW
    private(set) var events: [Event] = []

    init(_ recipe: Recipe, permuted: Bool = false) throws {
      self.recipe = recipe
      workload = try TinyDomains.workload(recipe, permuted: permuted)
      optimizer = AdamW(workload, recipe)
    }

    var steps: [Step] { events.compactMap { if case .step(let step) = $0 { step } else { nil } } }
    var bits: [UInt64] { steps.map(\.loss.bitPattern) }
    var evaluations: [Evaluation] { events.compactMap { if case .evaluated(let it) = $0 { it } else { nil } } }
    /// The state without what evaluations found.
    var state: AdaptationState {
      var state = workload.state
      state.best = BestScores()
      return state
    }

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
}
