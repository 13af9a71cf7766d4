import Experiment
import Foundation
import Models
import Tensor
import Testing
import Training

@Suite struct DomainAdaptationRunTests {
  /// The labels of targets are for scores: others change every accuracy and no bit of training.
  @Test(arguments: ["pcs", "cdan"]) func trainingNeverReadsTheTargetsLabels(_ method: String) throws {
    let recipe = try TinyDomains.recipe("alignment.method=\(method)", "evaluation.every=2")
    let own = try TinyDomains.Run(recipe).train(.init(lastStep: 8))
    let other = try TinyDomains.Run(recipe, permuted: true).train(.init(lastStep: 8))
    #expect(own.bits == other.bits && own.state == other.state)
    #expect(own.workload.block.hash == other.workload.block.hash)
    #expect(own.evaluations.map(\.loss) == other.evaluations.map(\.loss))
    func accuracies(_ run: TinyDomains.Run) -> [Double] { run.evaluations.map { $0.figures[0].value } }
    #expect(accuracies(own) != accuracies(other))
  }

  /// Without both mixtures what they depend on is nowhere read.
  @Test func withoutMixturesItIsPCS() throws {
    let plain = ["dispersal.cross_weight=0", "dispersal.inside_weight=0"]
    func run(_ settings: [String]) throws -> TinyDomains.Run {
      try TinyDomains.Run(try TinyDomains.recipe().applying(sets: settings)).train(.init(lastStep: 8))
    }
    let first = try run(plain)
    let second = try run(
      plain + [
        "dispersal.confident=0.1", "dispersal.easy=0.4", "dispersal.hard=0.5", "dispersal.alpha=0.2",
        "dispersal.dominant=easy", "dispersal.batch_size=3",
      ])
    #expect(first.bits == second.bits && first.workload.block.hash == second.workload.block.hash)
    let names = Set(first.steps.flatMap { $0.terms.map(\.name) })
    #expect(names == ["labelled", "prototypes", "cross", "diversity", "entropy"])
    // With either it is another run from its first target step on, and not before.
    for (key, term) in [("cross_weight", "xvd"), ("inside_weight", "ivd")] {
      let mixed = try run(plain + ["dispersal.\(key)=0.5"])
      #expect(mixed.bits[0] == first.bits[0] && mixed.bits[1] != first.bits[1])
      #expect(mixed.steps[1].terms.map(\.name) == ["prototypes", "cross", "diversity", "entropy", term])
    }
  }

  @Test(arguments: ["pcs", "dann"]) func threadsDoNotMatter(_ method: String) throws {
    let recipe = try TinyDomains.recipe("alignment.method=\(method)")
    let one = try TinyDomains.Run(recipe).train(.init(lastStep: 7))
    let two = try TinyDomains.Run(recipe).train(.init(lastStep: 7), threads: 2)
    #expect(one.bits == two.bits && one.state == two.state)
    #expect(one.workload.block.hash == two.workload.block.hash)
  }

  /// An epoch has six steps: the checkpoint is of the middle of the first or second one, or of the end of one.
  @Test(arguments: [(4, "full", true), (9, "lora", true), (6, "last-blocks", true), (7, "last-blocks", false)])
  func takenUpAgainItGoesOnToTheSameBits(_ step: Int, _ method: String, _ augments: Bool) throws {
    let recipe = try TinyDomains.recipe(
      "record.checkpoint_every=\(step)", "adaptation.method=\(method)", "adaptation.last_blocks=1",
      "domains.augment=\(augments)")
    let whole = try TinyDomains.Run(recipe).train(.init(lastStep: 12))
    try TinyVision.withFolder { folder in
      let checkpoints = Checkpoints(folder: folder, keep: 2)
      try TinyDomains.Run(recipe).train(.init(lastStep: step), checkpoints: checkpoints)
      let second = try TinyDomains.Run(recipe)
      try checkpoints.latest().restore(second.workload, optimizer: second.optimizer)
      second.train(.init(firstStep: step, lastStep: 12))
      #expect(second.bits == Array(whole.bits[step...]) && second.state == whole.state)
      #expect(second.workload.block.hash == whole.workload.block.hash)
    }
  }

  @Test func aTwinIsTheSameAndItsOwn() throws {
    let run = try TinyDomains.Run(try TinyDomains.recipe("adaptation.method=lora")).train(.init(lastStep: 7))
    let twin = try #require(try run.workload.twin() as? DomainAdaptation)
    #expect(twin.block.hash == run.workload.block.hash && twin.state == run.workload.state)
    #expect(twin.buffers == run.workload.buffers)
    #expect(twin.parameterGroups.map(\.rate) == run.workload.parameterGroups.map(\.rate))
    let tape = Tape(pool: ThreadPool(threads: 1))
    twin.block.forgetGradients()
    run.workload.block.forgetGradients()
    #expect(twin.step(7, tape).loss.bitPattern == run.workload.step(7, tape).loss.bitPattern)
    #expect(twin.state == run.workload.state)
    twin.block.forgetGradients()
    _ = twin.step(8, tape)
    twin.block.values[0] += 1
    #expect(twin.state != run.workload.state && twin.block.hash != run.workload.block.hash)
    try run.workload.copyState(from: twin)
    #expect(twin.block.hash == run.workload.block.hash && twin.state == run.workload.state)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let recipe = try TinyDomains.recipe()
    let run = try TinyDomains.Run(recipe).train(.init(lastStep: 3))
    let buffers = run.workload.buffers
    func message(_ change: (inout [String: Safetensors.Entry]) -> Void) throws -> String {
      let other = try TinyDomains.workload(recipe)
      var changed = buffers
      change(&changed)
      do {
        try other.restore(changed)
        return ""
      } catch let error as TrainingError {
        #expect(other.state == AdaptationState())
        return error.message
      }
    }
    #expect(try message { _ in } == "")
    #expect(try message { $0["target.bank"] = nil } == "buffer target.bank is missing")
    #expect(try message { $0["source.bank"] = nil } == "buffer source.bank is missing")
    #expect(
      try message { $0["source.running"] = .init([Double](repeating: 1, count: 1), [1]) }.hasPrefix(
        "buffer source.running does not fit"))
    #expect(
      try message { $0["dispersal.nearest"] = .init(Array(repeating: Int64(4), count: TinyDomains.count), [24]) }
        .hasPrefix("buffer dispersal.nearest does not fit"))
    #expect(
      try message { $0["images.hash"] = .init(Array("0000000000000000".utf8), [16]) }.contains(
        "the pictures of left and right are others"))
    let clusters = try TinyDomains.recipe("prototypes.clusters=7")
    let error = #expect(throws: TrainingError.self) { try TinyDomains.workload(clusters) }
    #expect(error?.message == "prototypes.clusters: asks for 28 clusters, but left has 24 pictures")
    // The others do not cluster.
    _ = try TinyDomains.workload(try clusters.applying(set: "alignment.method=mmd"))
    let blocks = try TinyDomains.recipe("adaptation.method=last-blocks", "adaptation.last_blocks=3")
    #expect(throws: TrainingError.self) { try TinyDomains.workload(blocks) }
  }

  @Test func headsHaveARateOfTheirOwn() throws {
    let groups = try TinyDomains.workload(
      try TinyDomains.recipe("alignment.method=dann", "alignment.backbone_rate=0.1")
    ).parameterGroups
    #expect(groups.map(\.rate) == [1, 0.1] && groups[0].parameters.allSatisfy { $0.name.hasPrefix("head.") })
    #expect(groups[0].parameters.count == 9 && groups[1].parameters.contains { $0.name == "patch.weight" })
    let last = try TinyDomains.workload(
      try TinyDomains.recipe("adaptation.method=last-blocks", "adaptation.last_blocks=1"))
    let prefixes = Set(last.parameterGroups[1].parameters.map { $0.name.prefix(8) })
    #expect(prefixes == ["blocks.1", "norm.wei", "norm.bia"])
    let head = try TinyDomains.workload(try TinyDomains.recipe("adaptation.method=head"))
    #expect(head.parameterGroups.count == 1)
  }
}
