import Experiment
import Foundation
import Tensor
import Testing
import Training

/// What the frozen blocks make of the pictures is kept; the slow way reads every picture again.
@Suite struct FrozenTrunkTests {
  private func run(_ settings: [String], keeps: Bool) throws -> TinyDomains.Run {
    let recipe = try TinyDomains.recipe("adaptation.method=last-blocks", "adaptation.last_blocks=1")
      .applying(sets: settings)
    let run = try TinyDomains.Run(recipe)
    #expect(run.workload.keepsTrunk)
    run.workload.keepsTrunk = keeps
    return run.train(.init(lastStep: 12))
  }

  /// Products of other heights may round otherwise, which 12 steps make little of.
  @Test(arguments: ["pcs", "dann", "mme", "source-only"], [true, false])
  func stepsAndScoresAreThoseOfReadingThePictures(_ method: String, _ augments: Bool) throws {
    let settings = ["alignment.method=\(method)", "domains.augment=\(augments)", "evaluation.every=4"]
    let (kept, read) = (try run(settings, keeps: true), try run(settings, keeps: false))
    #expect(kept.steps.count == 12 && read.steps.count == 12)
    for (one, other) in zip(kept.steps, read.steps) {
      #expect(abs(one.loss - other.loss) < 1e-4 * max(1, abs(other.loss)), "step \(one.step)")
      #expect(one.terms.map(\.name) == other.terms.map(\.name))
    }
    for (one, other) in zip(kept.evaluations, read.evaluations) {
      #expect(abs(one.loss - other.loss) < 1e-4 * max(1, abs(other.loss)))
    }
    // Crops differ from what is kept: were they read from there, both would be alike.
    let plain = try run(
      settings.map { $0.hasPrefix("domains.augment") ? "domains.augment=\(!augments)" : $0 }, keeps: true)
    #expect(zip(plain.steps, kept.steps).contains { abs($0.loss - $1.loss) > 1e-3 })
  }

  /// What noise changes on its way through the frozen blocks is not what was kept.
  @Test func droppedPathsAreDrawnAnewEachStep() throws {
    let settings = ["domains.augment=false", "adaptation.drop_path=0.4", "vit.depth=3"]
    let (kept, read) = (try run(settings, keeps: true), try run(settings, keeps: false))
    for (one, other) in zip(kept.steps, read.steps) {
      #expect(abs(one.loss - other.loss) < 1e-4 * max(1, abs(other.loss)), "step \(one.step)")
    }
  }

  @Test(arguments: [("full", false), ("lora", false), ("head", true)])
  func onlyWhatIsFrozenIsKept(_ method: String, _ keeps: Bool) throws {
    let workload = try TinyDomains.workload(try TinyDomains.recipe("adaptation.method=\(method)"))
    #expect(workload.keepsTrunk == keeps)
  }

  /// A picture that is not read again costs the trained blocks alone.
  @Test func whatIsKeptCostsNothing() throws {
    func cost(_ settings: String...) throws -> Double {
      let recipe = try TinyDomains.recipe("adaptation.method=last-blocks", "adaptation.last_blocks=1")
      return try DomainAdaptationPlan(
        try recipe.applying(sets: ["domains.source=mnist", "domains.target=usps"] + settings)
      ).operationsPerStep
    }
    let (read, kept) = (try cost(), try cost("domains.augment=false"))
    #expect(kept < 0.9 * read)
    #expect(try cost("domains.augment=false", "adaptation.drop_path=0.1") == read)
  }

  /// A second run reads the first one's files, to the same bits; a damaged file is made anew.
  @Test func runsShareAFolder() throws {
    try TinyVision.withFolder { folder in
      let shared = folder.appendingPathComponent("deep/trunks").path
      func train(_ settings: String...) throws -> [UInt64] {
        try run(["domains.augment=false", "domains.trunk_folder=\(shared)"] + settings, keeps: true).bits
      }
      func files() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: shared).sorted() }
      let alone = try run(["domains.augment=false"], keeps: true).bits
      #expect(try train() == alone)
      let names = try files()
      #expect(names.count == 2 && names.allSatisfy { $0.hasPrefix("trunk-") && $0.hasSuffix(".safetensors") })
      // What the file says is what the second run reads.
      let file = URL(fileURLWithPath: shared).appendingPathComponent(names[0])
      let bytes = try Data(contentsOf: file)
      #expect(try train() == alone)
      for damaged in [bytes.prefix(bytes.count / 2), Data(), bytes.dropLast() + [bytes.last! ^ 1]] {
        try damaged.write(to: file)
        #expect(try train() == alone)
        #expect(try Data(contentsOf: file) == bytes)
      }
      // Other weights or other sizes are other files.
      _ = try train("run.seed=6")
      _ = try train("domains.batch_size=6")
      #expect(try files().count == 6)
    }
  }

  @Test func aFolderThatCannotBeWrittenToIsNamed() throws {
    let folder = "domains.trunk_folder=/dev/null/trunks"
    let error = #expect(throws: TrainingError.self) {
      try TinyDomains.workload(try TinyDomains.recipe(folder, "adaptation.method=head"))
    }
    #expect(error.map { "\($0)" }?.contains("domains.trunk_folder: /dev/null/trunks") == true)
    // Where nothing is frozen there is nothing to keep, and no folder is made.
    _ = try TinyDomains.workload(try TinyDomains.recipe(folder, "adaptation.method=full"))
  }
}
