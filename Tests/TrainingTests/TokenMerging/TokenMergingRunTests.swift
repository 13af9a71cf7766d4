import Experiment
import Foundation
import Models
import Tensor
import Testing
import Training

@Suite struct TokenMergingRunTests {
  @Test func itLearnsItsPictures() throws {
    let recipe = try TinyVision.recipe(
      "adaptation.method=full", "optimizer.learning_rate=5e-3", "run.steps=200", "adaptation.drop_path=0")
    let losses = try TinyVision.Run(recipe).train(.init(lastStep: 200)).losses
    let (first, last) = (losses[..<4].reduce(0, +), losses.suffix(4).reduce(0, +))
    #expect(last < 0.75 * first, "\(losses)")
  }

  /// With W_D = 0 PYRA is plain merging: equal first losses and, as the factors have a rate of 0, equal runs.
  @Test func pyraStartsAsPlainMerging() throws {
    func losses(_ reducer: String, _ more: String...) throws -> [Double] {
      let recipe = try TinyVision.recipe("merging.reducer=\(reducer)").applying(sets: more)
      return try TinyVision.Run(recipe).train(.init(lastStep: 3)).losses
    }
    let plain = try losses("tome")
    let pyra = try losses("pyra")
    #expect(pyra[0].bitPattern == plain[0].bitPattern && pyra != plain)
    let still = try losses("pyra", "merging.pyra_learning_rate=1e-300")
    #expect(still.map({ $0.bitPattern }) == plain.map(\.bitPattern))
    #expect(try losses("none")[0] != plain[0])
  }

  @Test func threadsDoNotMatter() throws {
    let recipe = try TinyVision.recipe()
    let one = try TinyVision.Run(recipe).train(.init(lastStep: 3))
    let two = try TinyVision.Run(recipe).train(.init(lastStep: 3), threads: 3)
    #expect(one.losses.map({ $0.bitPattern }) == two.losses.map(\.bitPattern))
    #expect(one.workload.block.hash == two.workload.block.hash)
  }

  @Test(arguments: ["lora", "adapter", "head", "full"]) func takenUpAgainItGoesOnToTheSameBits(_ method: String) throws
  {
    let recipe = try TinyVision.recipe(
      "adaptation.method=\(method)", "record.checkpoint_every=4", "merging.pyra_learning_rate=1e-4")
    let whole = try TinyVision.Run(recipe).train(.init(lastStep: 7))
    try TinyVision.withFolder { folder in
      let checkpoints = Checkpoints(folder: folder, keep: 2)
      try TinyVision.Run(recipe).train(.init(lastStep: 4), checkpoints: checkpoints)
      let second = try TinyVision.Run(recipe)
      let saved = try checkpoints.latest()
      try saved.restore(second.workload, optimizer: second.optimizer)
      second.train(.init(firstStep: 4, lastStep: 7))
      #expect(second.losses.map({ $0.bitPattern }) == whole.losses[4...].map(\.bitPattern))
      #expect(second.workload.block.hash == whole.workload.block.hash)
    }
  }

  @Test func otherFrozenWeightsOrPicturesAreRefused() throws {
    let recipe = try TinyVision.recipe()
    let buffers = try TinyVision.workload(recipe).buffers
    let other = try TinyVision.workload(try TinyVision.recipe("run.seed=6"))
    let error = #expect(throws: TrainingError.self) { try other.restore(buffers) }
    #expect(error?.message.contains("frozen weights") == true)
    var pictures = buffers
    pictures["images.hash"] = .init(Array("0000000000000000".utf8), [16])
    let same = try TinyVision.workload(recipe)
    #expect(throws: TrainingError.self) { try same.restore(pictures) }
    try same.restore(buffers)
  }

  @Test func aTwinIsTheSameAndItsOwn() throws {
    let recipe = try TinyVision.recipe("merging.pyra_learning_rate=1e-4")
    let run = try TinyVision.Run(recipe).train(.init(lastStep: 2))
    let twin = try #require(try run.workload.twin() as? TokenMergingAdaptation)
    #expect(twin.block.hash == run.workload.block.hash)
    #expect(twin.parameterGroups.map({ $0.rate }) == run.workload.parameterGroups.map(\.rate))
    let tape = Tape(pool: ThreadPool(threads: 1))
    twin.block.forgetGradients()
    run.workload.block.forgetGradients()
    #expect(twin.step(2, tape).loss.bitPattern == run.workload.step(2, tape).loss.bitPattern)
    twin.block.values[0] += 1
    #expect(twin.block.hash != run.workload.block.hash)
    try run.workload.copyState(from: twin)
    #expect(twin.block.hash == run.workload.block.hash)
  }

  @Test func groupsHaveTheirOwnRate() throws {
    let own = try TinyVision.workload(try TinyVision.recipe("merging.pyra_learning_rate=1e-4"))
    #expect(own.parameterGroups.count == 2 && abs(own.parameterGroups[0].rate - 0.1) < 1e-12)
    #expect(own.parameterGroups[0].parameters.allSatisfy { $0.name.contains(".gate.") })
    #expect(own.parameterGroups.flatMap(\.parameters).count == own.block.parameters.count)
    #expect(try TinyVision.workload(try TinyVision.recipe()).parameterGroups.count == 1)
    let full = try TinyVision.workload(try TinyVision.recipe("adaptation.method=full"))
    #expect(full.model.parameters.frozen.parameters.isEmpty)
    let head = try TinyVision.workload(try TinyVision.recipe("adaptation.method=head", "merging.reducer=tome"))
    #expect(head.block.parameters.map({ $0.name }) == ["head.weight", "head.bias"])
  }
}
