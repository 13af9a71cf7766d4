import Experiment
import Foundation
import Tensor
import Testing
import Training

/// A run of the tiny language with commands that come at chosen steps.
struct SteeredRun {
  let recipe: Recipe
  let workload: LanguageModel
  let optimizer: any Optimizer
  private(set) var events: [Event] = []

  /// The losses of the run itself, by step, as the session tells them: what a kept twin took back is gone.
  var losses: [Double] {
    var script = ReplayScript()
    for event in events { script.take(event) }
    return script.losses
  }

  var twinSteps: [Step] { events.compactMap { if case .twin(.step(let step)) = $0 { step } else { nil } } }
  var twinEnd: TwinEnd? { events.compactMap { if case .twin(.ended(let end)) = $0 { end } else { nil } }.last }
  var warnings: [String] {
    events.compactMap { if case .log(let line) = $0, line.level == .warning { line.text } else { nil } }
  }
  var hash: UInt64 { workload.block.hash }

  init(_ recipe: Recipe) throws {
    self.recipe = recipe
    workload = try TinyLanguage.workload(recipe)
    optimizer = OptimizerCatalog.optimizer(of: workload, recipe)
  }

  /// Trains; `commands` are sent as soon as the run's step of that number has been told, which is before the next.
  mutating func train(
    to last: Int, plan: Trainer.Plan? = nil, checkpoints: Checkpoints? = nil, _ commands: [Int: [Command]] = [:],
    branches: ((Int) throws -> BranchPlace)? = nil
  ) {
    let control = RunControl()
    let bus = EventBus(now: { 1 })
    let queue = bus.subscribe()
    let told = bus.subscribe()
    for command in commands[plan?.firstStep ?? 0] ?? [] { control.send(command) }
    // On the trainer's own thread, between two of its steps: no race decides what a test sees.
    queue.onArrival {
      for stamped in queue.drain() {
        if case .step(let step) = stamped.event {
          for command in commands[step.step] ?? [] { control.send(command) }
        }
      }
    }
    Trainer(
      recipe: recipe, workload: workload, optimizer: optimizer, pool: ThreadPool(threads: 1), bus: bus,
      control: control, checkpoints: checkpoints, plan: plan ?? Trainer.Plan(lastStep: last), branches: branches
    ).run()
    events += told.drain().map(\.event)
  }
}

@Suite struct TwinTests {
  private static func recipe(_ settings: String...) throws -> Recipe {
    var recipe = try TinyLanguage.recipe("evaluation.every=4", "moe.capacity_factor=1.0")
    for setting in settings { recipe = try recipe.applying(set: setting) }
    return recipe
  }

  private func trained(_ recipe: Recipe, _ commands: [Int: [Command]] = [:], to last: Int = 14) throws -> SteeredRun {
    var run = try SteeredRun(recipe)
    run.train(to: last, commands)
    return run
  }

  @Test(arguments: ["topk", "mask", "hash", "expert-choice", "bias-balanced", "top-p"])
  func theRunIsWhatItWouldHaveBeenWithoutATwin(router: String) throws {
    let recipe = try Self.recipe("moe.router=\(router)", "model.dropout=0.1")
    let plain = try trained(recipe)
    let changes = [RecipeSetting("moe.capacity_factor", "0.5"), RecipeSetting("optimizer.learning_rate", "0.1")]
    let twinned = try trained(recipe, [3: [.startTwin(changes: changes, steps: 6)], 9: [.endTwin(.original)]])
    #expect(twinned.twinSteps.map(\.step) == Array(4...9))
    #expect(twinned.twinEnd == TwinEnd(step: 9, choice: .original, branch: ""))
    #expect(plain.losses.count == 14 && plain.losses.hasSameBits(as: twinned.losses))
    #expect(plain.hash == twinned.hash)
    #expect(plain.workload.buffers == twinned.workload.buffers)
    for (own, theirs) in zip(plain.optimizer.states, twinned.optimizer.states) {
      #expect((0..<own.count).allSatisfy { own.values[$0].bitPattern == theirs.values[$0].bitPattern }, "\(own.name)")
    }
    func evaluations(_ run: SteeredRun) -> [Double] {
      run.events.compactMap { if case .evaluated(let it) = $0 { it.loss } else { nil } }
    }
    #expect(evaluations(plain).hasSameBits(as: evaluations(twinned)))
  }

  @Test(arguments: ["topk", "mask", "hash", "expert-choice", "bias-balanced", "top-p"])
  func aTwinWithNothingChangedDoesTheSame(router: String) throws {
    let recipe = try Self.recipe("moe.router=\(router)", "model.dropout=0.1", "moe.block=cartesian")
    let run = try trained(recipe, [5: [.startTwin(changes: [], steps: 8)], 13: [.endTwin(.cancelled)]])
    #expect(run.twinSteps.count == 8)
    for step in run.twinSteps {
      #expect(step.loss.bitPattern == run.losses[step.step - 1].bitPattern, "\(step.step)")
    }
    let hashes = run.events.compactMap { event -> (Int, UInt64?)? in
      if case .twin(.evaluated(let it)) = event { (it.step, it.weightHash) } else { nil }
    }
    let own = run.events.compactMap { event -> (Int, UInt64?)? in
      if case .evaluated(let it) = event { (it.step, it.weightHash) } else { nil }
    }
    #expect(hashes.map(\.0) == [8, 12])
    for (step, hash) in hashes { #expect(hash != nil && own.contains { $0.0 == step && $0.1 == hash }) }
  }

  @Test func aKeptTwinIsTheRunWithTheChange() throws {
    let recipe = try Self.recipe()
    let changed = try trained(recipe, [6: [.set(key: "moe.temperature", value: "3.0")]])
    let kept = try trained(
      recipe,
      [6: [.startTwin(changes: [RecipeSetting("moe.temperature", "3.0")], steps: 5)], 11: [.endTwin(.twin)]])
    #expect(kept.losses.count == 14 && kept.losses.hasSameBits(as: changed.losses))
    #expect(kept.hash == changed.hash)
    #expect(kept.twinEnd?.choice == .twin)
    var state = RunState()
    for (sequence, event) in kept.events.enumerated() {
      state.apply(Stamped(sequence: sequence, time: 0, event: event))
    }
    #expect(state.steps.loss.hasSameBits(as: changed.losses))
    #expect(state.value(of: "moe.temperature") == "3.0")
    #expect(state.changes.undoable.map(\.key) == ["moe.temperature"])
    #expect(state.twin?.original.steps.step == Array(7...11) && state.twin?.twin.steps.step == Array(7...11))
    #expect(state.twin?.lossDifferences.contains { $0 != 0 } == true)
  }

  @Test func aRunThatKeptItsTwinIsTakenUpWithTheSameBits() throws {
    let recipe = try Self.recipe("record.checkpoint_every=4", "record.keep=9")
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let checkpoints = Checkpoints(folder: folder, keep: 9)
    let commands: [Int: [Command]] = [
      6: [.startTwin(changes: [RecipeSetting("moe.k", "1")], steps: 6)], 12: [.endTwin(.twin)],
    ]
    let whole = try trained(recipe, commands, to: 18)
    var first = try SteeredRun(recipe)
    first.train(to: 18, checkpoints: checkpoints, commands.merging([13: [.stop(.stopped)]]) { $0 + $1 })
    #expect(checkpoints.steps == [4, 12, 13], "those of steps 8 and 12 that never were are gone")
    let saved = try checkpoints.saved(step: 12)
    var second = try SteeredRun(try Recipe(toml: saved.snapshot.recipe, file: "checkpoint"))
    #expect(second.recipe[Keys.MoE.k] == 1)
    try saved.restore(second.workload, optimizer: second.optimizer)
    second.train(
      to: 18, plan: Trainer.Plan(firstStep: 12, firstTokens: saved.snapshot.tokens, lastStep: 18))
    #expect(second.losses.hasSameBits(as: Array(whole.losses.dropFirst(12))))
    #expect(second.hash == whole.hash)
  }

  @Test func theOtherOfTheTwoBecomesABranch() throws {
    let recipe = try Self.recipe()
    for choice in [TwinChoice.original, .twin] {
      var written: [Stamped] = []
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: folder) }
      let commands: [Int: [Command]] = [
        4: [.startTwin(changes: [RecipeSetting("moe.masked_experts", "1:2")], steps: 6)], 10: [.endTwin(choice)],
      ]
      var run = try SteeredRun(recipe)
      run.train(to: 12, commands) { step in
        #expect(step == 4)
        return BranchPlace(
          name: "branch.sqlite", parent: "run.sqlite", checkpoints: Checkpoints(folder: folder, keep: 1)
        ) { written = $0 }
      }
      #expect(run.twinEnd == TwinEnd(step: 10, choice: choice, branch: "branch.sqlite"))
      #expect(written.map(\.sequence) == Array(0..<written.count))
      guard case .started(let header) = written.first?.event else {
        Issue.record("a branch begins with a header")
        continue
      }
      #expect(header.firstStep == 4 && header.branch?.parent == "run.sqlite" && header.branch?.step == 4)
      #expect(header.name == (choice == .twin ? "tiny-original" : "tiny-twin"))
      #expect(header.recipe.contains("masked_experts = [\"1:2\"]") == (choice == .original))
      // What is in the branch is what the other trained, and its checkpoint goes on from there.
      let other = try trained(
        recipe, choice == .twin ? [:] : [4: [.set(key: "moe.masked_experts", value: "1:2")]], to: 12)
      var script = ReplayScript()
      for stamped in written { script.take(stamped.event) }
      #expect(script.firstStep == 4 && script.lastStep == 10)
      #expect(script.losses.hasSameBits(as: Array(other.losses[4..<10])))
      let saved = try Checkpoints(folder: folder, keep: 1).saved(step: 10)
      var further = try SteeredRun(try Recipe(toml: saved.snapshot.recipe, file: "branch"))
      try saved.restore(further.workload, optimizer: further.optimizer)
      further.train(to: 12, plan: Trainer.Plan(firstStep: 10, firstTokens: saved.snapshot.tokens, lastStep: 12))
      #expect(further.losses.hasSameBits(as: Array(other.losses[10...])))
    }
  }

  @Test func beforeTheChoiceBothWaitOrGoOn() throws {
    let recipe = try Self.recipe()
    let run = try trained(
      recipe,
      [
        2: [.startTwin(changes: [RecipeSetting("moe.balance_coefficient", "0.5")], steps: 3)],
        5: [.set(key: "moe.temperature", value: "2"), .extendTwin], 8: [.startTwin(changes: [], steps: 1), .resume],
        11: [.endTwin(.cancelled)],
      ], to: 12)
    #expect(run.twinSteps.map(\.step) == Array(3...11))
    #expect(run.events.contains(.control(Control(action: .pause, step: 5))))
    #expect(run.events.contains(.control(Control(action: .resume, step: 8))))
    #expect(run.warnings.count == 2)
    #expect(run.warnings[0].contains("beside a twin") && run.warnings[1].contains("already"))
    #expect(run.losses.hasSameBits(as: try trained(recipe, to: 12).losses))
  }

  @Test func aStopLeavesTheRunAsItWas() throws {
    let recipe = try Self.recipe()
    let run = try trained(recipe, [2: [.startTwin(changes: [], steps: 50)], 6: [.stop(.stopped)]])
    #expect(run.twinEnd?.choice == .original)
    #expect(run.events.last == .finished(Finish(reason: .stopped, step: 6)))
  }

  @Test func whatMakesNoTwinIsSaidInOneLine() throws {
    let recipe = try Self.recipe("moe.router=hash")
    for (changes, steps, words) in [
      ([RecipeSetting("moe.k", "1")], 5, "its table is drawn for 2 experts"),
      ([RecipeSetting("moe.temperature", "2")], 5, "has no logits"),
      ([RecipeSetting("model.layers", "3")], 5, "cannot change while the run is under way"),
      ([RecipeSetting("moe.masked_experts", "7")], 5, "there are 0 to 3"),
      ([], 0, "at least one step"),
    ] {
      let run = try trained(recipe, [1: [.startTwin(changes: changes, steps: steps)]], to: 3)
      #expect(run.warnings.count == 1 && run.warnings[0].contains(words), "\(run.warnings)")
      #expect(run.twinSteps.isEmpty && run.losses.count == 3)
    }
  }
}
