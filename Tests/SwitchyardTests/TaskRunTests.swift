import Foundation
import Testing

private let hasTasks: Bool = {
  let folder = ProcessInfo.processInfo.environment["SWITCHYARD_DATA"] ?? ""
  return FileManager.default.fileExists(atPath: folder + "/nlu/trec/TREC.train.all")
}()

/// Runs on several tasks by the real program, on real sentences.
@Suite struct TaskRunTests {
  private let program: Program
  private let work: TemporaryFolder

  init() throws {
    program = try Program()
    work = try TemporaryFolder()
  }

  private func recipe() throws -> String {
    try work.write(
      """
      [run]
      workload = "nlu"
      steps = 6
      threads = 1
      [tasks]
      suite = "classic-13"
      names = ["trec", "stsb", "atis"]
      batch_size = 4
      sequence_length = 16
      examples = 40
      held_out_examples = 10
      [encoder]
      weights = "random"
      width = 16
      heads = 2
      inner = 16
      vocabulary = 128
      [hierarchy]
      bottom = 1
      middle = 1
      top = 1
      [evaluation]
      every = 3
      [record]
      checkpoint_every = 3
      """, to: "tasks.toml")
  }

  @Test(.enabled(if: hasTasks, "the data sets of nlu are absent"))
  func trainedStoppedResumedVerifiedAndComparedWithSingles() throws {
    let recipe = try recipe()
    let alone = work.url.path + "/alone.sqlite"
    let single = ["hierarchy.bottom=0", "hierarchy.middle=0", "hierarchy.top=3"].flatMap { ["--set", $0] }
    #expect(try program.run(arguments: ["run", recipe, "--plain", "--session", alone] + single).status == 0)
    let session = work.url.path + "/levels.sqlite"
    let first = try program.run(
      arguments: ["run", recipe, "--plain", "--session", session, "--reference", alone, "--steps", "3"])
    #expect(first.status == 0 && first.output.contains("score "), "\(first.output)\(first.errors)")
    #expect(!first.output.contains("nan"))
    #expect(try program.run(arguments: ["resume", session, "--plain"]).status == 0)
    let verified = try program.run(arguments: ["verify-run", session])
    #expect(verified.status == 0 && verified.output.contains("agree"), "\(verified.output)\(verified.errors)")
    let matrices = try program.run(arguments: ["sessions", "export", session, "--table", "matrices"])
    #expect(matrices.output.contains(",single,trec,step 6,"), "\(matrices.output.prefix(500))")
    let tasks = try program.run(arguments: ["sessions", "export", session, "--table", "tasks"])
    #expect(tasks.output.contains("test.span-f1"))
  }

  @Test(.enabled(if: hasTasks, "the data sets of nlu are absent"))
  func whatIsNoReferenceIsRefused() throws {
    let recipe = try recipe()
    let shipped = try program.run(arguments: ["run", recipe, "--plain", "--reference", "mask-moe"])
    #expect(shipped.status == 2 && shipped.errors.contains("is no run on tasks"), "\(shipped.errors)")
    let alone = work.url.path + "/alone.sqlite"
    let two = ["--set", "tasks.names=trec,stsb", "--set", "run.steps=1"]
    #expect(try program.run(arguments: ["run", recipe, "--plain", "--session", alone] + two).status == 0)
    let missing = try program.run(arguments: ["run", recipe, "--plain", "--reference", alone])
    #expect(missing.status == 2 && missing.errors.contains("task atis of the recipe is not in it"), "\(missing.errors)")
    #expect(missing.errors.split(separator: "\n").count == 1)
  }
}
