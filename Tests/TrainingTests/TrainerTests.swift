import Experiment
import Foundation
import Tensor
import Testing
import Training

@Suite struct TrainerTests {
  private func trainer(
    _ recipe: Recipe, _ workload: LanguageModel, bus: EventBus, control: RunControl = RunControl(),
    checkpoints: Checkpoints? = nil, plan: Trainer.Plan
  ) -> Trainer {
    Trainer(
      recipe: recipe, workload: workload, optimizer: AdamW(workload, recipe), pool: ThreadPool(threads: 1),
      bus: bus,
      control: control, checkpoints: checkpoints, plan: plan)
  }

  private func events(_ bus: EventBus, _ run: () -> Void) -> [Event] {
    let queue = bus.subscribe()
    run()
    return queue.drain().map(\.event)
  }

  @Test func theStoryOfARunIsToldInOrder() throws {
    let recipe = try TinyLanguage.recipe("evaluation.every=4")
    let workload = try TinyLanguage.workload(recipe)
    let bus = EventBus(now: { 1 })
    let events = events(bus) { trainer(recipe, workload, bus: bus, plan: .init(lastStep: 9)).run() }
    let story = events.map { event in
      switch event {
      case .started(let header): "started \(header.firstStep) to \(header.totalSteps)"
      case .step(let step): "\(step.step)"
      case .evaluated(let evaluation): "evaluated \(evaluation.step)"
      case .finished(let finish): "\(finish.reason) \(finish.step)"
      default: "other"
      }
    }
    #expect(
      story == [
        "started 0 to 9", "1", "2", "3", "4", "evaluated 4", "5", "6", "7", "8", "evaluated 8", "9", "evaluated 9",
        "completed 9",
      ])
  }

  @Test func itLearns() throws {
    let recipe = try TinyLanguage.recipe("optimizer.learning_rate=5e-3", "model.init_std=0.1")
    let workload = try TinyLanguage.workload(recipe)
    let bus = EventBus(now: { 1 })
    let losses = events(bus) { trainer(recipe, workload, bus: bus, plan: .init(lastStep: 40)).run() }
      .compactMap { if case .step(let step) = $0 { step.loss } else { nil } }
    #expect(losses.suffix(5).reduce(0, +) / 5 < 0.65 * losses[0], "\(losses)")
  }

  @Test func changesAreEventsAndCanBeUndone() throws {
    let recipe = try TinyLanguage.recipe("evaluation.every=0")
    let workload = try TinyLanguage.workload(recipe)
    let bus = EventBus(now: { 1 })
    let control = RunControl()
    control.send(.set(key: "moe.capacity_factor", value: "0.5"))
    control.send(.set(key: "optimizer.learning_rate", value: "0.25"))
    control.send(.set(key: "model.layers", value: "3"))
    control.send(.set(key: "optimizer.learning_rate", value: "fast"))
    control.send(.undo())
    let events = events(bus) { trainer(recipe, workload, bus: bus, control: control, plan: .init(lastStep: 2)).run() }
    let controls = events.compactMap { if case .control(let control) = $0 { control } else { nil } }
    #expect(
      controls == [
        Control(action: .set, step: 0, key: "moe.capacity_factor", before: "0.0", after: "0.5"),
        Control(action: .set, step: 0, key: "optimizer.learning_rate", before: "0.001", after: "0.25"),
        Control(action: .undo, step: 0, key: "optimizer.learning_rate", before: "0.25", after: "0.001"),
      ])
    let warnings = events.compactMap { if case .log(let line) = $0 { line.text } else { nil } }
    #expect(warnings.count == 2)
    #expect(warnings[0].contains("model.layers"))
    let steps = events.compactMap { if case .step(let step) = $0 { step } else { nil } }
    #expect(steps[0].ledgers[0].capacity == 24, "half of 96 tokens times 2 over 4 experts")
    #expect(steps[0].ledgers[0].dropped.reduce(0, +) > 0)
    #expect(steps[0].learningRate < 0.001)
  }

  @Test func pausedItDoesExactlyTheStepsAskedFor() throws {
    let recipe = try TinyLanguage.recipe("evaluation.every=0")
    let workload = try TinyLanguage.workload(recipe)
    let bus = EventBus(now: { 1 })
    let control = RunControl()
    for command in [Command.pause, .singleStep, .singleStep, .stop(.stopped)] { control.send(command) }
    let first = events(bus) { trainer(recipe, workload, bus: bus, control: control, plan: .init(lastStep: 9)).run() }
    // The stop arrives together with the steps and wins: nothing has been trained.
    #expect(first.contains(.finished(Finish(reason: .stopped, step: 0))))
    let queue = bus.subscribe()
    let running = DispatchSemaphore(value: 0)
    nonisolated(unsafe) let second = trainer(recipe, workload, bus: bus, control: control, plan: .init(lastStep: 9))
    control.send(.pause)
    control.send(.singleStep)
    let thread = Thread {
      second.run()
      running.signal()
    }
    thread.start()
    var steps = 0
    while steps < 1 { for event in queue.drain(waiting: 5) { if case .step = event.event { steps += 1 } } }
    control.send(.singleStep)
    while steps < 2 { for event in queue.drain(waiting: 5) { if case .step = event.event { steps += 1 } } }
    control.send(.stop(.stopped))
    running.wait()
    let rest = queue.drain().map(\.event)
    #expect(rest.contains(.finished(Finish(reason: .stopped, step: 2))), "\(rest)")
  }

  @Test func checkpointsKeepTheLastAndTheBest() throws {
    let recipe = try TinyLanguage.recipe("evaluation.every=6", "record.checkpoint_every=3", "record.keep=2")
    let workload = try TinyLanguage.workload(recipe)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let checkpoints = Checkpoints(folder: folder, keep: 2)
    let bus = EventBus(now: { 1 })
    let events = events(bus) {
      trainer(recipe, workload, bus: bus, checkpoints: checkpoints, plan: .init(lastStep: 14)).run()
    }
    #expect(checkpoints.steps == [12, 14])
    let evaluations = events.compactMap { if case .evaluated(let evaluation) = $0 { evaluation } else { nil } }
    let best = try #require(evaluations.min { $0.loss < $1.loss })
    let saved = try Checkpoints.Saved(file: folder.appendingPathComponent("best.safetensors").path)
    #expect(saved.snapshot.step == best.step)
    #expect(saved.snapshot.bestLoss == best.loss)
  }

  @Test(arguments: ["moe.router=topk", "moe.router=mask", "moe.router=hash", "moe.router=bias-balanced"])
  func restoringGivesBackEveryBit(router: String) throws {
    let recipe = try TinyLanguage.recipe(router)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let checkpoints = Checkpoints(folder: folder, keep: 2)
    let workload = try TinyLanguage.workload(recipe)
    let optimizer = AdamW(workload, recipe)
    let bus = EventBus(now: { 1 })
    Trainer(
      recipe: recipe, workload: workload, optimizer: optimizer, pool: ThreadPool(threads: 1), bus: bus,
      control: RunControl(), checkpoints: checkpoints, plan: .init(lastStep: 5)
    ).run()
    // Another seed draws other weights and other tables.
    let other = try TinyLanguage.workload(try TinyLanguage.recipe(router, "run.seed=6"))
    #expect(router == "moe.router=topk" || other.buffers != workload.buffers)
    let otherOptimizer = AdamW(other, recipe)
    let saved = try checkpoints.latest()
    #expect(saved.snapshot.step == 5)
    try saved.restore(other, optimizer: otherOptimizer)
    #expect(otherOptimizer.stepsTaken == [5])
    #expect(other.buffers == workload.buffers)
    for i in 0..<workload.block.count {
      #expect(other.block.values[i].bitPattern == workload.block.values[i].bitPattern)
      #expect(otherOptimizer.firstMoments[i].bitPattern == optimizer.firstMoments[i].bitPattern)
      #expect(otherOptimizer.secondMoments[i].bitPattern == optimizer.secondMoments[i].bitPattern)
    }
  }

  @Test func aDamagedCheckpointIsPassedOverAndAForeignModelRefused() throws {
    let recipe = try TinyLanguage.recipe("record.checkpoint_every=2", "evaluation.every=0")
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let checkpoints = Checkpoints(folder: folder, keep: 2)
    let workload = try TinyLanguage.workload(recipe)
    let bus = EventBus(now: { 1 })
    trainer(recipe, workload, bus: bus, checkpoints: checkpoints, plan: .init(lastStep: 4)).run()
    let last = folder.appendingPathComponent("step-00000004.safetensors")
    let whole = try Data(contentsOf: last)
    try whole.prefix(whole.count / 2).write(to: last)
    let latest = try checkpoints.latest()
    #expect(latest.snapshot.step == 2)
    let wide = try TinyLanguage.workload(try TinyLanguage.recipe("model.width=64"))
    let error = #expect(throws: TrainingError.self) {
      try latest.restore(wide, optimizer: AdamW(wide, recipe))
    }
    #expect(error?.message.contains("embedding") == true)
    let masked = try TinyLanguage.workload(try TinyLanguage.recipe("moe.router=mask"))
    let missing = #expect(throws: TrainingError.self) {
      try latest.restore(masked, optimizer: AdamW(masked, recipe))
    }
    #expect(missing?.message.contains("buffer.layers.0.moe.mask.visible is missing") == true)
    try FileManager.default.removeItem(at: folder)
    #expect(throws: TrainingError.self) { try checkpoints.latest() }
  }
}
