import Experiment
import Foundation
import Models
import Tensor
import TestSupport
import Testing
import Training

/// Runs of the tiny tasks with mixtures and with rules that balance tasks.
@Suite struct BalancedRunTests {
  static let mmoe = ["mixture.kind=mmoe", "mixture.experts=3"]
  static let ple = ["mixture.kind=ple", "mixture.experts=2", "mixture.levels=2"]
  static let variants = [
    mmoe, ple, ["mixture.kind=ple", "mixture.experts=1", "mixture.specific=2"], ["balancing.weighting=uncertainty"],
    ["balancing.weighting=equal"], ["balancing.gradients=pcgrad", "balancing.tasks_per_step=2"],
    mmoe + ["balancing.gradients=pcgrad", "balancing.weighting=uncertainty"],
  ]

  private func recipe(_ settings: [String]) throws -> Recipe {
    try settings.reduce(try TinyTasks.recipe()) { try $0.applying(set: $1) }
  }

  @Test(arguments: variants) func trainingLowersTheLoss(_ settings: [String]) throws {
    let rates = ["optimizer.learning_rate=0.01", "mixture.gate_rate=2", "balancing.uncertainty_rate=10"]
    var run = try TinyRun(try recipe(settings + rates))
    let workload = run.workload
    let tape = Tape(pool: ThreadPool(threads: 2))
    let batches = (0..<12).flatMap { workload.data.batches(at: $0) }
    func loss() -> Double { batches.reduce(0) { $0 + workload.loss(of: $1, tape) } / Double(batches.count) }
    let before = loss()
    run.train(to: 24, threads: 2)
    let after = loss()
    #expect(after < before - 0.05, "from \(before) to \(after)")
  }

  @Test(arguments: variants) func bitsDoNotDependOnThreads(_ settings: [String]) throws {
    var (one, two) = (try TinyRun(try recipe(settings)), try TinyRun(try recipe(settings)))
    one.train(to: 6, threads: 1)
    two.train(to: 6, threads: 2)
    #expect(one.losses.count == 6 && one.losses.map({ $0.bitPattern }) == two.losses.map(\.bitPattern))
    #expect(one.workload.block.hash == two.workload.block.hash)
    #expect(
      one.steps.map({ $0.terms }) == two.steps.map(\.terms) && one.steps.map(\.ledgers) == two.steps.map(\.ledgers))
  }

  @Test(arguments: variants) func aRunTakenUpAgainGoesOnWithTheSameBits(_ settings: [String]) throws {
    let recipe = try recipe(settings + ["record.checkpoint_every=3", "record.keep=9"])
    var whole = try TinyRun(recipe)
    whole.train(to: 6)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let checkpoints = Checkpoints(folder: folder, keep: 9)
    var first = try TinyRun(recipe)
    first.train(to: 3, checkpoints: checkpoints)
    let saved = try checkpoints.saved(step: 3)
    var second = try TinyRun(try Recipe(toml: saved.snapshot.recipe, file: "checkpoint"), kept: saved.dataFiles)
    try saved.restore(second.workload, optimizer: second.optimizer)
    second.train(from: 3, to: 6)
    #expect(second.losses.map({ $0.bitPattern }) == whole.losses.dropFirst(3).map(\.bitPattern))
    #expect(second.workload.block.hash == whole.workload.block.hash)
  }

  /// A step moves the groups that it says and no others.
  @Test(arguments: variants) func aStepMovesWhatItTouches(_ settings: [String]) throws {
    let recipe = try recipe(settings)
    let workload = try TinyTasks.workload(recipe)
    let optimizer = AdamW(workload, recipe)
    let tape = Tape(pool: ThreadPool(threads: 1))
    let groups = workload.parameterGroups
    func values() -> [[Float]] {
      groups.map { $0.parameters.flatMap { UnsafeBufferPointer(start: $0.values, count: $0.count) } }
    }
    // With equal experts gates have no gradient: let them part first.
    var numbers = SampleNumbers(seed: 8)
    for parameter in workload.block.parameters where parameter.name.hasPrefix("expert.") {
      for i in 0..<parameter.count { parameter.values[i] += numbers.uniform(-0.1...0.1) }
    }
    for index in 0..<4 {
      let before = values()
      workload.block.forgetGradients()
      let result = workload.step(index, tape)
      _ = optimizer.step(learningRate: 1e-3, touched: result.touched, tape.pool)
      let after = values()
      #expect(result.touched == groups.indices.filter { before[$0] != after[$0] })
      #expect(result.ledgers.allSatisfy { $0.imbalance == nil })
      let batches = workload.data.batches(at: index)
      #expect(result.tokens == batches.reduce(0) { $0 + $1.tokens })
      #expect(result.task == (Set(batches.map({ $0.task })).count == 1 ? batches[0].task : nil))
    }
  }

  @Test func aMixtureBeginsAsThePlainEncoder() throws {
    let tape = Tape(pool: ThreadPool(threads: 1))
    let plain = try TinyTasks.workload(try TinyTasks.recipe())
    for settings in [Self.mmoe, Self.ple] {
      let mixed = try TinyTasks.workload(try recipe(settings))
      for step in 0..<4 {
        #expect(abs(mixed.step(step, tape).loss - plain.step(step, tape).loss) < 1e-5)
      }
    }
  }

  @Test func expertsAreReported() throws {
    var run = try TinyRun(try recipe(Self.ple + ["evaluation.every=2", "run.steps=2"]))
    run.train(to: 2)
    let header = run.workload.header
    #expect(
      header.moeLayers == [1, 2].map { MoEShape(layer: $0, router: "ple", experts: 8, devices: 1, k: 3) })
    let step = run.steps[1]
    let task = try #require(step.task)
    #expect(step.ledgers.map({ $0.layer }) == [1, 2])
    for ledger in step.ledgers {
      let read = (0..<8).map { $0 < 2 || $0 == 2 + task }
      #expect(ledger.routed.map { $0 > 0 } == read && ledger.kept == ledger.routed && ledger.capacity == -1)
      #expect(ledger.gateMass.map { $0 > 0 } == read)
      #expect(abs(ledger.gateMass.reduce(0, +) - Float(ledger.routed[0])) < 1e-3)
    }
    let matrices = try #require(run.evaluations.last).matrices.filter { $0.name.hasPrefix("experts") }
    #expect(matrices.map({ $0.name }) == ["experts 0", "experts 1"])
    for matrix in matrices {
      #expect(matrix.isWellFormed && matrix.rows == header.tasks.map({ $0.name }) && matrix.columns[2] == "colour 0")
      for row in 0..<6 { #expect(abs(matrix.values[row * 8..<row * 8 + 8].reduce(0, +) - 1) < 1e-5) }
      #expect(matrix.values[2] > 0 && matrix.values[3] == 0, "a task reads its own expert, not the next one's")
    }
    let distance = try #require(run.evaluations.last?.matrices.first { $0.name == "distance" })
    let experts = matrices[0].columns.map { "expert \($0)" }
    #expect(distance.rows == ["bottom"] + experts + header.tasks.map { "task \($0.name)" })
    #expect(distance.isWellFormed && distance.columns.count == 4)
    for (row, name) in distance.rows.enumerated() {
      let values = distance.values[row * 4..<row * 4 + 4]
      let own = row == 0 ? [0] : row <= 8 ? [1, 2] : [3]
      #expect(values.indices.filter { values[$0].isFinite } == own.map { row * 4 + $0 }, "\(name)")
    }
    #expect(distance.values[0] > 0 && distance.values[5] > 0)
    // The top of a task has moved if a step was of it.
    for task in 0..<6 where !run.steps.contains(where: { $0.task == task }) {
      #expect(distance.values[(9 + task) * 4 + 3] == 0)
    }
  }

  @Test func learntWeightsAreReported() throws {
    var run = try TinyRun(try recipe(["balancing.weighting=uncertainty", "evaluation.every=6", "run.steps=6"]))
    run.train(to: 6)
    let weights = try #require(run.evaluations.last?.matrices.first { $0.name == "weights" })
    #expect(weights.isWellFormed && weights.rows.count == 6)
    for (task, name) in weights.rows.enumerated() {
      let start = exp(0.5) * (name == "near" ? 0.5 : 1)
      let isMoved = abs(Double(weights.values[task]) - start) > 1e-4
      #expect(isMoved == run.steps.contains { $0.task == task }, "\(name)")
    }
  }

  @Test func conflictsAreCounted() throws {
    var run = try TinyRun(try recipe(["balancing.gradients=pcgrad", "tasks.batch_size=8"]))
    run.train(to: 8)
    #expect(run.steps.allSatisfy { $0.terms.map({ $0.name }) == ["conflicts"] })
    let counts = run.steps.map { $0.terms[0].value }
    #expect(counts.allSatisfy { $0 >= 0 && $0 <= 12 && $0 == $0.rounded() } && counts.contains { $0 > 0 })
    #expect(run.workload.data.batches(at: 0).count == 4)
  }

  /// On the same data with all layers shared there is neither mixture nor projection: the mean over the batches.
  @Test func hardSharingTakesTheBatchesAsTheyCome() throws {
    let recipe = try recipe(Self.mmoe + ["balancing.gradients=pcgrad", "encoder.dropout=0"])
    let data = try TinyTasks.data(recipe)
    let shared = try Understanding.hardShared(recipe: recipe, data: data, machine: TinyLanguage.machine)
    #expect(shared.header.moeLayers.isEmpty && shared.parameterGroups.count == 1 + 6)
    let tape = Tape(pool: ThreadPool(threads: 1))
    let mean = data.batches(at: 0).reduce(0) { $0 + shared.loss(of: $1, tape) } / 4
    let result = shared.step(0, tape)
    #expect(abs(result.loss - mean) < 1e-5 && result.ledgers.isEmpty && result.terms.isEmpty)
  }

  /// With nothing in common there is nothing to project: the step is the sum of what each task would do.
  @Test func withoutConflictsPCGradIsTheMean() throws {
    let settings = ["balancing.gradients=pcgrad", "encoder.dropout=0"]
    let recipe = try recipe(settings + ["hierarchy.bottom=0", "hierarchy.middle=0", "hierarchy.top=4"])
    let workload = try TinyTasks.workload(recipe)
    let tape = Tape(pool: ThreadPool(threads: 1))
    workload.block.forgetGradients()
    let result = workload.step(0, tape)
    let got = (0..<workload.block.count).map { workload.block.gradients[$0] }
    var sum = Array(repeating: 0.0, count: got.count)
    for batch in workload.data.batches(at: 0) {
      workload.block.forgetGradients()
      _ = workload.gradient(of: batch, tape)
      for i in sum.indices { sum[i] += Double(workload.block.gradients[i]) / 4 }
    }
    #expect(Tolerance(relative: 1e-5).violation("gradient", got, sum) == nil)
    #expect(result.terms[0].value == 0)
  }
}
