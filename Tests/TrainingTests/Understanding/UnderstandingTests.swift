import Data
import Experiment
import Foundation
import Models
import Tensor
import TestSupport
import Testing
import Training

/// A run of the tiny tasks with commands that come at chosen steps.
struct TinyRun {
  let workload: Understanding
  let optimizer: AdamW
  let recipe: Recipe
  private(set) var events: [Event] = []

  init(_ recipe: Recipe, kept: [String: [UInt8]]? = nil) throws {
    self.recipe = recipe
    workload = try TinyTasks.workload(recipe, kept: kept)
    optimizer = AdamW(workload, recipe)
  }

  mutating func train(
    from first: Int = 0, to last: Int, threads: Int = 1, checkpoints: Checkpoints? = nil,
    _ commands: [Int: [Command]] = [:]
  ) {
    let control = RunControl()
    let bus = EventBus(now: { 1 })
    let (queue, told) = (bus.subscribe(), bus.subscribe())
    for command in commands[first] ?? [] { control.send(command) }
    queue.onArrival {
      for stamped in queue.drain() {
        if case .step(let step) = stamped.event { for command in commands[step.step] ?? [] { control.send(command) } }
      }
    }
    Trainer(
      recipe: recipe, workload: workload, optimizer: optimizer, pool: ThreadPool(threads: threads), bus: bus,
      control: control, checkpoints: checkpoints, plan: Trainer.Plan(firstStep: first, lastStep: last)
    ).run()
    events += told.drain().map(\.event)
  }

  var losses: [Double] { events.compactMap { if case .step(let step) = $0 { step.loss } else { nil } } }
  var steps: [Step] { events.compactMap { if case .step(let step) = $0 { step } else { nil } } }
  var evaluations: [Evaluation] { events.compactMap { if case .evaluated(let it) = $0 { it } else { nil } } }
  var warnings: [String] {
    events.compactMap { if case .log(let line) = $0, line.level == .warning { line.text } else { nil } }
  }
}

@Suite struct UnderstandingTests {
  private func trained(
    _ recipe: Recipe, to last: Int = 12, threads: Int = 1, _ commands: [Int: [Command]] = [:]
  ) throws -> TinyRun {
    var run = try TinyRun(recipe)
    run.train(to: last, threads: threads, commands)
    return run
  }

  @Test func theHeaderNamesTheTasks() throws {
    let header = try TinyTasks.workload(TinyTasks.recipe()).header
    #expect(header.workload == "nlu" && header.moeLayers.isEmpty && header.tokensPerStep == 48 && header.layers == 4)
    #expect(header.tasks.map({ $0.name }) == ["colour", "size", "same", "near", "answer", "tag"])
    #expect(
      header.tasks.map(\.kind) == ["classification", "classification", "pairs", "similarity", "ranking", "labelling"])
    #expect(header.tasks.map({ $0.metric }) == ["accuracy", "f1", "accuracy", "pearson", "map", "span-f1"])
    #expect(header.tasks.map({ $0.group }) == [0, 0, 1, 2, 3, 4])
    #expect(header.tasks.map({ $0.examples }) == [30, 12, 20, 16, 18, 14])
    #expect(header.flopsPerToken > 0 && header.activeParameters < header.totalParameters)
  }

  @Test func theGradientIsTheSlope() throws {
    let recipe = try TinyTasks.recipe("encoder.frozen_embeddings=false")
    for task in 0..<6 {
      let workload = try TinyTasks.workload(recipe)
      let tape = Tape(pool: ThreadPool(threads: 1))
      let batch = workload.data.batch(of: task, workload.data.tasks[task].training, [0, 3, 5])
      workload.block.forgetGradients()
      let loss = workload.gradient(of: batch, tape)
      let (slope, squared) = slopeAlongGradient(of: workload.block, length: 5e-3) { workload.loss(of: batch, tape) }
      #expect(abs(slope - squared) < 1e-2 * squared, "task \(task): \(slope) \(squared)")
      #expect(loss > 0)
    }
  }

  /// A step moves bottom, the group's middle, the task's top and head, and nothing else.
  @Test func aStepMovesItsWayAlone() throws {
    let recipe = try TinyTasks.recipe()
    let workload = try TinyTasks.workload(recipe)
    let optimizer = AdamW(workload, recipe)
    let tape = Tape(pool: ThreadPool(threads: 1))
    let groups = workload.parameterGroups
    func values() -> [[Float]] {
      groups.map { $0.parameters.flatMap { UnsafeBufferPointer(start: $0.values, count: $0.count) } }
    }
    for index in 0..<6 {
      let before = values()
      workload.block.forgetGradients()
      let result = workload.step(index, tape)
      _ = optimizer.step(learningRate: 1e-3, touched: result.touched, tape.pool)
      let after = values()
      let moved = groups.indices.filter { before[$0] != after[$0] }
      #expect(result.touched == moved && moved.count == 4 && moved[0] == 0)
      let batch = workload.data.batch(at: index)
      #expect(result.task == batch.task && result.tokens == batch.tokens && result.tokens <= 48)
    }
    #expect(workload.block.parameters.filter { $0.name.hasPrefix("embed.") }.allSatisfy({ $0.isFrozen }))
  }

  @Test func bitsDoNotDependOnThreads() throws {
    let recipe = try TinyTasks.recipe("evaluation.every=6")
    let (one, two) = (try trained(recipe), try trained(recipe, threads: 3))
    #expect(one.losses.count == 12 && one.losses.hasSameBits(as: two.losses))
    #expect(one.workload.block.hash == two.workload.block.hash)
    #expect(one.evaluations.map({ $0.loss }).hasSameBits(as: two.evaluations.map(\.loss)))
  }

  /// With every copy in its beginning all levels are hard sharing, to the last bit.
  @Test func theFirstStepIsThatOfHardSharing() throws {
    let recipe = try TinyTasks.recipe()
    let data = try TinyTasks.data(recipe)
    let levels = try Understanding(recipe: recipe, data: data, machine: TinyLanguage.machine)
    let shared = try Understanding.hardShared(recipe: recipe, data: data, machine: TinyLanguage.machine)
    let tape = Tape(pool: ThreadPool(threads: 1))
    #expect(shared.parameterGroups.count == 1 + 6)
    #expect(levels.step(0, tape).loss.bitPattern == shared.step(0, tape).loss.bitPattern)
    for task in 0..<6 {
      let batch = data.batch(of: task, data.tasks[task].validation, [1, 2])
      #expect(levels.loss(of: batch, tape).bitPattern == shared.loss(of: batch, tape).bitPattern)
    }
  }

  @Test func evaluationsTellEveryTask() throws {
    let run = try trained(try TinyTasks.recipe("run.steps=8", "evaluation.every=4"), to: 8)
    #expect(run.evaluations.map({ $0.step }) == [4, 8])
    let (first, last) = (run.evaluations[0], run.evaluations[1])
    #expect(first.tasks.map({ $0.task }) == Array(0..<6))
    // Nine examples each; the nine answers are to four questions.
    #expect(first.tasks.map({ $0.examples }) == [9, 9, 9, 9, 4, 9])
    #expect(first.tasks[3].metrics.map({ $0.name }) == ["pearson", "spearman"])
    #expect(last.tasks[3].metrics.map({ $0.name }) == ["pearson", "spearman", "test.pearson", "test.spearman"])
    #expect(first.figures.map({ $0.name }) == ["score"] && last.figures.map(\.name) == ["score", "score.test"])
    let score = last.tasks.reduce(0) { $0 + $1.metrics[0].value } / 6
    #expect(abs(last.figures[0].value - score) < 1e-12)
    #expect(abs(last.loss - last.tasks.reduce(0) { $0 + $1.loss } / 6) < 1e-12)
    let distance = try #require(last.matrices.first { $0.name == "distance" })
    #expect(distance.isWellFormed && distance.columns.count == 4)
    #expect(
      distance.rows == ["bottom"] + (0..<5).map { "group \($0)" } + run.workload.header.tasks.map { "task \($0.name)" })
    #expect(distance.values[0] > 0)
  }

  /// A model that says what is asked for has the best figures.
  @Test func lossesAreThoseOfSingleExamples() throws {
    let workload = try TinyTasks.workload(try TinyTasks.recipe())
    let tape = Tape(pool: ThreadPool(threads: 1))
    let result = workload.evaluate(tape)
    for (number, task) in workload.data.tasks.enumerated() {
      var (sum, count) = (0.0, 0.0)
      for index in task.validation.indices {
        let batch = workload.data.batch(of: number, task.validation, [index])
        sum += workload.loss(of: batch, tape) * Double(batch.positions.count)
        count += Double(batch.positions.count)
      }
      #expect(abs(result.tasks[number].loss - sum / count) < 1e-5, "\(task.name)")
    }
  }

  @Test func aRunTakenUpAgainGoesOnWithTheSameBits() throws {
    let recipe = try TinyTasks.recipe(
      "record.checkpoint_every=5", "record.keep=9", "hierarchy.share_steps=0.125", "hierarchy.group_steps=0.25")
    let groups = "colour same,size,near answer,tag"
    let regroup: [Int: [Command]] = [4: [.set(key: "hierarchy.groups", value: groups)]]
    var whole = try TinyRun(recipe)
    whole.train(to: 14, regroup)
    #expect(whole.warnings.isEmpty)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let checkpoints = Checkpoints(folder: folder, keep: 9)
    var first = try TinyRun(recipe)
    first.train(to: 10, checkpoints: checkpoints, regroup)
    for step in [5, 10] {
      let saved = try checkpoints.saved(step: step)
      var second = try TinyRun(try Recipe(toml: saved.snapshot.recipe, file: "checkpoint"), kept: saved.dataFiles)
      try saved.restore(second.workload, optimizer: second.optimizer)
      second.train(from: step, to: 14)
      #expect(second.losses.hasSameBits(as: Array(whole.losses.dropFirst(step))), "from \(step)")
      #expect(second.workload.block.hash == whole.workload.block.hash)
    }
  }

  /// Copies of tasks that had no step yet have moments of zero, which a checkpoint leaves out and says so.
  @Test func momentsOfCopiesWithoutAStepTakeNoRoom() throws {
    let recipe = try TinyTasks.recipe("record.checkpoint_every=1")
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let checkpoints = Checkpoints(folder: folder, keep: 1)
    var run = try TinyRun(recipe)
    run.train(to: 1, checkpoints: checkpoints)
    let saved = try checkpoints.latest()
    let file = try Safetensors(path: saved.file)
    let moments = Set(file.entries.keys.filter { $0.hasPrefix("optimizer.first.") }.map { $0.dropFirst(16) })
    let task = try #require(run.steps.first?.task)
    for other in 0..<6 {
      #expect(moments.contains { $0.hasPrefix("top.\(other).") } == (other == task), "top of task \(other)")
    }
    #expect(moments.contains { $0.hasPrefix("bottom.") } && !moments.contains { $0.hasPrefix("embed.") })
    // What was touched before it is restored becomes zero again.
    var other = try TinyRun(recipe)
    other.train(to: 6)
    try saved.restore(other.workload, optimizer: other.optimizer)
    #expect(other.optimizer.stepsTaken == run.optimizer.stepsTaken)
    #expect((0..<run.optimizer.count).allSatisfy { other.optimizer.firstMoments[$0] == run.optimizer.firstMoments[$0] })
    // A moment that is neither there nor said to be left out is missing.
    var damaged = file
    damaged.metadata["optimizer_untouched"] = nil
    try damaged.write(to: saved.file)
    let error = #expect(throws: TrainingError.self) {
      try checkpoints.latest().restore(other.workload, optimizer: other.optimizer)
    }
    #expect(error?.message.contains("optimizer.first.") == true && error?.message.contains("is missing") == true)
  }

  @Test func whatTasksComeToAloneIsToldOnce() throws {
    let recipe = try TinyTasks.recipe("tasks.reference=0.5,0.25,0,-0.5,1,0.75", "evaluation.every=6")
    let run = try trained(recipe)
    let single = run.evaluations.map { it in it.matrices.filter { $0.name == "single" } }
    #expect(single.count == 2 && single[1].isEmpty)
    #expect(single[0].first?.rows == ["colour", "size", "same", "near", "answer", "tag"])
    #expect(single[0].first?.values == [0.5, 0.25, 0, -0.5, 1, 0.75])
    #expect(single[0].first?.columns == ["alone"])
    #expect(throws: TrainingError.self) { try TinyTasks.workload(try TinyTasks.recipe("tasks.reference=1,2")) }
  }

  @Test func whatTasksComeToAloneMayBeToldOfSeveralSteps() throws {
    let figures = "tasks.reference=0.1,0.2,0.3,0.4,0.5,0.6,1,2,3,4,5,6"
    let run = try trained(try TinyTasks.recipe(figures, "tasks.reference_steps=6,12", "evaluation.every=6"))
    let single = try #require(run.evaluations[0].matrices.first { $0.name == "single" })
    #expect(single.columns == ["step 6", "step 12"])
    #expect(single.values == [0.1, 1, 0.2, 2, 0.3, 3, 0.4, 4, 0.5, 5, 0.6, 6])
    // Twelve figures without their steps are twice too many.
    #expect(throws: TrainingError.self) { try TinyTasks.workload(try TinyTasks.recipe(figures)) }
  }

  @Test func aTwinWithOtherGroupsLeavesTheRunAlone() throws {
    let recipe = try TinyTasks.recipe()
    let plain = try trained(recipe)
    let change = RecipeSetting("hierarchy.groups", "colour,size same near,answer,tag")
    let twinned = try trained(recipe, [3: [.startTwin(changes: [change], steps: 6)], 9: [.endTwin(.original)]])
    #expect(plain.losses.hasSameBits(as: twinned.losses) && plain.workload.block.hash == twinned.workload.block.hash)
    let changed = try trained(recipe, [3: [.set(key: change.key, value: change.value)]])
    let kept = try trained(recipe, [3: [.startTwin(changes: [change], steps: 6)], 9: [.endTwin(.twin)]])
    // The kept twin's steps are told anew, so that the command of step 9 comes a second time.
    #expect(changed.warnings.isEmpty && kept.warnings == ["there is no twin"])
    #expect(kept.workload.block.hash == changed.workload.block.hash)
    #expect(changed.workload.block.hash != plain.workload.block.hash)
  }

  @Test func groupsThatCannotBeAreRefusedInOneLine() throws {
    let recipe = try TinyTasks.recipe("hierarchy.spare_groups=0")
    for (groups, words) in [
      ("colour,size,same,near,answer,tag", "5 copies of the middle"),
      ("colour size same near answer", "tag is in no group"),
      ("colour size same near answer tag other", "no task 'other'"), ("colour colour", "twice"),
    ] {
      let run = try trained(recipe, to: 2, [1: [.set(key: "hierarchy.groups", value: groups)]])
      #expect(run.warnings.count == 1 && run.warnings[0].contains(words), "\(run.warnings)")
    }
    #expect(throws: TrainingError.self) {
      try TinyTasks.workload(try TinyTasks.recipe("hierarchy.groups=colour size", "hierarchy.grouping=listed"))
    }
    #expect(throws: (any Error).self) { try TinyTasks.recipe("hierarchy.grouping=listed") }
    #expect(throws: (any Error).self) { try TinyTasks.recipe("encoder.heads=3") }
  }

  @Test func separateTasksLearnAsAlone() throws {
    // With all layers at the top a task's path is moved by its own batches alone.
    let recipe = try TinyTasks.recipe("hierarchy.bottom=0", "hierarchy.middle=0", "hierarchy.top=4")
    let run = try trained(recipe)
    let own = run.steps.filter { $0.task == 0 }.count
    #expect(own > 0 && own < 12)
    #expect(run.optimizer.stepsTaken[1] == own, "the first top")
    #expect(run.optimizer.stepsTaken[0] == 12, "the part with frozen tables alone")
  }
}
