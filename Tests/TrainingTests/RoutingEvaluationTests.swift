import Data
import Experiment
import Foundation
import Models
import Tensor
import Testing
import Training

@Suite struct RoutingEvaluationTests {
  /// A fixed table makes every choice known: all tables follow from ids and queues alone.
  @Test func tablesOfAFixedRouterFollowFromTheTokens() throws {
    let recipe = try TinyLanguage.recipe(
      "moe.router=hash", "moe.k=2", "moe.capacity_factor=0.75", "moe.balance_coefficient=0", "moe.devices=2")
    let run = try SteppedWorkload(recipe)
    let workload = run.workload
    func table(_ layer: Int) -> [Int64] {
      (0..<257).flatMap { id -> [Int64] in
        let first = id + layer
        return [Int64(first % 4), Int64((first + 1 + id % 3) % 4)]
      }
    }
    try workload.restore([
      "layers.0.moe.hash.table": Safetensors.Entry(table(0), [257, 2]),
      "layers.1.moe.hash.table": Safetensors.Entry(table(1), [257, 2]),
    ])
    let result = workload.evaluate(run.tape)
    let buckets = FrequencyBuckets(workload.data.tokenCounts)
    #expect(result.layers.map(\.layer) == [0, 1])
    var totals = RoutingTotals()
    for layer in result.layers {
      var domains = [Int32](repeating: 0, count: 2 * 4)
      var frequencies = [Int32](repeating: 0, count: 10 * 4)
      var pairs = [Int32](repeating: 0, count: 4 * 4)
      var (dropped, choices) = ([Float](repeating: 0, count: 24), Float(0))
      for batch in workload.data.heldOutBatches(count: 2) {
        // 48 tokens on each device: ⌈0.75 · 2 · 48 / 4⌉ slots; all first choices come before all second ones.
        for device in 0..<2 {
          var free = [Int](repeating: 18, count: 4)
          for column in 0..<2 {
            for i in device * 48..<(device + 1) * 48 {
              let expert = Int(table(layer.layer)[2 * Int(batch.inputs[i]) + column])
              totals.routed += 1
              if free[expert] > 0 {
                free[expert] -= 1
              } else {
                dropped[i % 24] += 1
                totals.dropped += 1
              }
            }
          }
          totals.slots += 4 * 18
          totals.padded += free.reduce(0, +)
        }
        for i in 0..<96 {
          let id = Int(batch.inputs[i])
          let chosen = (0..<2).map { Int(table(layer.layer)[2 * id + $0]) }
          for expert in chosen {
            domains[Int(batch.domains[i / 24]) * 4 + expert] += 1
            frequencies[Int(buckets.bucket(of: id)) * 4 + expert] += 1
            pairs[expert * 4 + expert] += 1
          }
          pairs[chosen[0] * 4 + chosen[1]] += 1
          pairs[chosen[1] * 4 + chosen[0]] += 1
        }
        choices += 8
      }
      #expect(layer.domainCounts == domains)
      #expect(layer.frequencyCounts == frequencies)
      #expect(layer.coactivation == pairs)
      #expect(layer.dropShares == dropped.map { $0 / choices })
      #expect(layer.dropShares.contains { $0 > 0 })
    }
    #expect(result.totals == totals)
  }

  /// With a fixed table the recorded choices are those of the first held-out tokens, and the text is known by them.
  @Test func probeChoicesAreThoseOfTheFirstHeldOutTokens() throws {
    let recipe = try TinyLanguage.recipe("moe.router=hash", "moe.k=2", "moe.balance_coefficient=0")
    let run = try SteppedWorkload(recipe)
    var table: [Int64] = []
    for id in 0..<257 {
      let first = id % 4
      table.append(Int64(first))
      table.append(Int64((first + 1 + id % 3) % 4))
    }
    try run.workload.restore([
      "layers.0.moe.hash.table": Safetensors.Entry(table, [257, 2]),
      "layers.1.moe.hash.table": Safetensors.Entry(table, [257, 2]),
    ])
    let result = run.workload.evaluate(run.tape)
    let ids = run.probe(recipe).inputs
    #expect(result.probe?.tokens == 96)
    var expected: [Int32] = []
    for id in ids {
      for choice in 0..<2 { expected.append(Int32(table[2 * Int(id) + choice])) }
    }
    for layer in result.layers { #expect(layer.probeChoices == expected) }
    // Weights do not matter for which text it is, its tokens do.
    func fingerprint(_ settings: String...) throws -> ProbeText? {
      var other = recipe
      for setting in settings { other = try other.applying(set: setting) }
      let run = try SteppedWorkload(other)
      return run.workload.evaluate(run.tape).probe
    }
    #expect(try fingerprint("run.seed=9", "model.width=16") == result.probe)
    #expect(try fingerprint("data.sequence_length=12") != result.probe)
  }

  @Test func longWindowsAndLargeBatchesShareTheProbesBeginning() throws {
    // Whole windows up to 1024 tokens: 42 of 24 tokens, whatever the batch holds beyond them.
    let probes = try ["44", "48"].map { size in
      let recipe = try TinyLanguage.recipe("data.batch_size=\(size)", "evaluation.batches=1")
      let run = try SteppedWorkload(recipe)
      return run.workload.evaluate(run.tape)
    }
    #expect(probes[0].probe?.tokens == 42 * 24 && probes[0].probe == probes[1].probe)
    #expect(probes.allSatisfy { $0.layers.allSatisfy { $0.probeChoices.count == 2 * 42 * 24 } })
  }

  /// With fixed tables in both sub-layers every pair follows from the token's id.
  @Test func pairsOfACartesianBlockFollowFromTheTokens() throws {
    let recipe = try TinyLanguage.recipe("moe.block=cartesian", "moe.router=hash", "moe.k=1")
    let run = try SteppedWorkload(recipe)
    let buffers = run.workload.buffers
    let result = run.workload.evaluate(run.tape)
    for index in 0..<2 {
      let tables = ["a", "b"].map { buffers["layers.\(index).moe.\($0).hash.table"]!.int64s! }
      var pairs = [Int32](repeating: 0, count: 16)
      for batch in run.workload.data.heldOutBatches(count: 2) {
        for id in batch.inputs { pairs[Int(tables[0][Int(id)] * 4 + tables[1][Int(id)])] += 1 }
      }
      #expect(result.layers[2 * index].pairCounts.isEmpty)
      #expect(result.layers[2 * index + 1].pairCounts == pairs)
    }
  }

  /// Each token's loss, taken from a forward pass of its own, by the bucket of the token to be predicted.
  @Test func lossesByFrequencyAreMeansOverTheTargets() throws {
    let recipe = try TinyLanguage.recipe("model.init_std=0.2")
    let run = try SteppedWorkload(recipe)
    let workload = run.workload
    let result = workload.evaluate(run.tape)
    let buckets = FrequencyBuckets(workload.data.tokenCounts)
    var (sums, tokens) = ([Double](repeating: 0, count: 10), [Int](repeating: 0, count: 10))
    for batch in workload.data.heldOutBatches(count: 2) {
      run.tape.begin(recording: false)
      let losses = run.tape.arena.floats(96)
      _ = workload.model.forward(
        run.tape, inputs: batch.inputs, targets: batch.targets, length: 24, losses: losses)
      for i in 0..<96 {
        sums[Int(buckets.bucket(of: Int(batch.targets[i])))] += Double(losses[i])
        tokens[Int(buckets.bucket(of: Int(batch.targets[i])))] += 1
      }
    }
    #expect(result.frequencies.map(\.tokens) == tokens)
    #expect(result.frequencies.map(\.ids) == buckets.sizes)
    for (bucket, frequency) in result.frequencies.enumerated() {
      #expect(
        tokens[bucket] == 0 ? frequency.loss.isNaN : abs(frequency.loss - sums[bucket] / Double(tokens[bucket])) < 1e-12
      )
    }
    #expect(abs(sums.reduce(0, +) / Double(tokens.reduce(0, +)) - result.loss) < 1e-9)
  }

  @Test(arguments: ["moe.block=sparse", "moe.block=cartesian", "moe.router=expert-choice"])
  func flipsAreCountedFromLookToLook(setting: String) throws {
    let recipe = try TinyLanguage.recipe(
      "moe.capacity_factor=1", setting, "optimizer.learning_rate=0.03", "model.init_std=0.1")
    let run = try SteppedWorkload(recipe)
    let layers = setting == "moe.block=cartesian" ? 4 : 2
    #expect(run.workload.evaluate(run.tape).layers.allSatisfy { $0.flipsSinceLast.isNaN && $0.flippedAway == [] })
    run.workload.prepare(run.tape)
    let still = run.workload.evaluate(run.tape).layers
    #expect(still.count == layers)
    #expect(still.map(\.part) == (layers == 4 ? ["a", "b", "a", "b"] : ["", ""]))
    #expect(still.allSatisfy { $0.flipsSinceLast == 0 && $0.flipsSinceStart == 0 })
    let start = try #require(run.workload.buffers["probe.start"]?.int32s)
    for _ in 0..<4 { run.step() }
    _ = run.workload.evaluate(run.tape)
    let before = try #require(run.workload.buffers["probe.last"]?.int32s)
    for _ in 0..<4 { run.step() }
    let moved = run.workload.evaluate(run.tape).layers
    let now = try #require(run.workload.buffers["probe.last"]?.int32s)
    #expect(run.workload.buffers["probe.start"]?.int32s == start)
    func share(_ a: [Int32], _ layer: Int) -> Float {
      Float((layer * 96..<(layer + 1) * 96).count { a[$0] != now[$0] }) / 96
    }
    for (index, layer) in moved.enumerated() {
      #expect(layer.flipsSinceLast == share(before, index))
      #expect(layer.flipsSinceStart == share(start, index))
    }
    #expect(moved.contains { $0.flipsSinceStart > 0 })
    #expect(run.workload.evaluate(run.tape).layers.allSatisfy { $0.flipsSinceLast == 0 })
  }

  @Test func gradientSharesAreThoseOfTheBlock() throws {
    let recipe = try TinyLanguage.recipe("model.activation=swiglu", "moe.capacity_factor=0.8")
    let run = try SteppedWorkload(recipe, threads: 2)
    #expect(run.workload.evaluate(run.tape).layers.allSatisfy { $0.rowShares == [] && $0.gradientShares == [] })
    run.workload.block.forgetGradients()
    let step = run.workload.step(0, run.tape)
    let layers = run.workload.evaluate(run.tape).layers
    for (index, layer) in layers.enumerated() {
      let ledger = step.ledgers[index]
      let rows = (0..<4).map { Float(ledger.kept[$0]) }
      #expect(layer.rowShares == rows.map { $0 / rows.reduce(0, +) })
      var squares = [Double](repeating: 0, count: 4)
      for parameter in run.workload.block.parameters
      where parameter.name.hasPrefix("layers.\(index).moe.experts.") {
        let size = parameter.count / 4
        for i in 0..<parameter.count {
          squares[i / size] += Double(parameter.gradients[i]) * Double(parameter.gradients[i])
        }
      }
      let total = squares.reduce(0, +)
      for expert in 0..<4 {
        #expect(abs(Double(layer.gradientShares[expert]) - squares[expert] / total) < 1e-6)
      }
      #expect(abs(layer.gradientShares.reduce(0, +) - 1) < 1e-6)
      #expect(Set(layer.gradientShares).count == 4)
    }
  }

  @Test func theNumberOfThreadsChangesNoFigure() throws {
    let recipe = try TinyLanguage.recipe(
      "moe.capacity_factor=1", "moe.fill_in=true", "moe.intra_gpu=true", "moe.devices=2")
    let layers = try [1, 3].map { threads in
      let run = try SteppedWorkload(recipe, threads: threads)
      run.workload.prepare(run.tape)
      run.step()
      return run.workload.evaluate(run.tape).layers
    }
    #expect(layers[0] == layers[1])
  }

  /// The top expert taken away hurts, and leaves the looks as they were.
  @Test func anEvaluationUnderAnInterventionChangesNothingElse() throws {
    let recipe = try TinyLanguage.recipe("moe.block=cartesian", "model.init_std=0.2")
    let run = try SteppedWorkload(recipe)
    run.workload.prepare(run.tape)
    let own = run.workload.evaluate(run.tape)
    let looks = run.workload.buffers
    let disabled = try run.workload.evaluate(run.tape, under: .disableTopExpert)
    #expect(disabled.loss != own.loss)
    // Further up, another input may lead back to the same first choice.
    #expect(disabled.layers[0].flipsSinceLast == 1)
    #expect(run.workload.buffers == looks)
    #expect(run.workload.evaluate(run.tape).loss == own.loss)
    #expect(try run.workload.evaluate(run.tape, under: .none).loss == own.loss)
    let hash = try SteppedWorkload(try TinyLanguage.recipe("moe.router=hash"))
    #expect(throws: TrainingError.self) { try hash.workload.evaluate(hash.tape, under: .disableTopExpert) }
  }

  /// Looks, tables and shares after a resumption have the bits of a run that was not stopped.
  @Test func aResumedRunEvaluatesToTheSameBits() throws {
    let recipe = try TinyLanguage.recipe(
      "evaluation.every=4", "record.checkpoint_every=3", "optimizer.learning_rate=0.02", "moe.router=mask",
      "moe.capacity_factor=1")
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    func evaluations(_ trainer: (EventBus) throws -> Trainer) rethrows -> [Evaluation] {
      let bus = EventBus(now: { 1 })
      let queue = bus.subscribe()
      try trainer(bus).run()
      return queue.drain().compactMap {
        guard case .evaluated(var evaluation) = $0.event else { return nil }
        evaluation.seconds = 0
        return evaluation
      }
    }
    func whole(_ lastStep: Int, _ checkpoints: Checkpoints?) throws -> [Evaluation] {
      try evaluations { bus in
        let workload = try TinyLanguage.workload(recipe)
        return Trainer(
          recipe: recipe, workload: workload, optimizer: AdamW(workload, recipe), pool: ThreadPool(threads: 1),
          bus: bus, control: RunControl(), checkpoints: checkpoints, plan: .init(lastStep: lastStep))
      }
    }
    let uninterrupted = try whole(12, nil)
    let checkpoints = Checkpoints(folder: folder, keep: 9)
    _ = try whole(6, checkpoints)
    // As if the process had been killed after step 3: the last checkpoint then is that of step 3, before any evaluation.
    for (step, rest) in [(3, uninterrupted[...]), (6, uninterrupted[1...])] {
      let saved = try Checkpoints.Saved(file: folder.appendingPathComponent("step-0000000\(step).safetensors").path)
      let resumed = try evaluations { bus in
        let workload = try TinyLanguage.workload(recipe)
        let optimizer = AdamW(workload, recipe)
        try saved.restore(workload, optimizer: optimizer)
        return Trainer(
          recipe: recipe, workload: workload, optimizer: optimizer, pool: ThreadPool(threads: 1), bus: bus,
          control: RunControl(), checkpoints: nil,
          plan: .init(firstStep: step, firstTokens: saved.snapshot.tokens, lastStep: 12))
      }
      if step == 3 { #expect(resumed == Array(rest)) }
      // The checkpoint of step 6 comes after one more look, at the end of the first stretch.
      if step == 6 { #expect(resumed.map(\.loss) == rest.map(\.loss)) }
    }
    #expect(uninterrupted.last!.layers.allSatisfy { !$0.flipsSinceStart.isNaN && $0.gradientShares.count == 4 })
  }
}
