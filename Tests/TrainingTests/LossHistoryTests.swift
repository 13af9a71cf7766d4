import Experiment
import Tensor
import Testing
import Training

/// A short training whose losses are known: what changes them has changed the mathematics.
@Suite struct LossHistoryTests {
  private func losses(threads: Int, _ settings: String...) throws -> [Double] {
    var recipe = try TinyLanguage.recipe()
    for setting in settings { recipe = try recipe.applying(set: setting) }
    let workload = try TinyLanguage.workload(recipe)
    let pool = ThreadPool(threads: threads)
    let bus = EventBus(now: { 0 })
    let events = bus.subscribe()
    Trainer(
      recipe: recipe, workload: workload, optimizer: AdamW(workload, recipe), pool: pool, bus: bus,
      control: RunControl(), checkpoints: nil, plan: Trainer.Plan(lastStep: recipe[Keys.Run.steps]), evaluates: false
    ).run()
    return events.drain().compactMap { if case .step(let step) = $0.event { step.loss } else { nil } }
  }

  @Test func fortyStepsLoseWhatTheyAlwaysLost() throws {
    let losses = try losses(threads: 1)
    #expect(losses.count == 40)
    for (index, expected) in Self.expected {
      #expect(abs(losses[index] - expected) < 2e-3, "step \(index + 1): \(losses[index])")
    }
  }

  /// Recorded from this program; within 2e-3, as OpenBLAS's cores round differently.
  private static let expected: [(Int, Double)] = [
    (0, 5.562847), (4, 5.435784), (9, 5.209716), (19, 4.785480), (29, 4.700716), (39, 4.608952),
  ]

  @Test func theNumberOfThreadsChangesNoBit() throws {
    let one = try losses(threads: 1, "moe.capacity_factor=1", "moe.devices=2")
    let two = try losses(threads: 2, "moe.capacity_factor=1", "moe.devices=2")
    let three = try losses(threads: 3, "moe.capacity_factor=1", "moe.devices=2")
    #expect(two == one)
    #expect(three == one)
  }
}
