import Foundation
import Testing

/// `switchyard tasks relevance` as scripts call it.
@Suite struct TasksRelevanceTests {
  private let program: Program
  private let work: TemporaryFolder

  init() throws {
    program = try Program()
    work = try TemporaryFolder()
  }

  /// Three small tasks of files, a model of a few weights, and two steps.
  private func recipe(_ more: String = "") throws -> String {
    try work.write(
      """
      [run]
      workload = "nlu"
      steps = 2
      threads = 1
      [tasks]
      suite = "classic-13"
      names = ["sst2", "subj", "trec"]
      batch_size = 2
      sequence_length = 8
      [encoder]
      weights = "random"
      width = 8
      heads = 2
      inner = 8
      vocabulary = 64
      [hierarchy]
      bottom = 1
      middle = 0
      top = 0
      [relevance]
      probe_steps = 2
      checkpoints = 1
      probe_batches = 1
      \(more)
      """, to: "tasks.toml")
  }

  /// A data folder with files of the three sets in their own formats.
  private func data() throws -> String {
    let folder = work.url.appendingPathComponent("data/nlu")
    for name in ["sst2", "subj", "trec"] {
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
    }
    func write(_ name: String, _ lines: [String]) throws {
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.appendingPathComponent(name))
    }
    let sentences = (0..<40).map { "\($0 % 2) a film of \($0) parts that is \($0 % 3 == 0 ? "good" : "bad")" }
    for part in ["train", "dev", "test"] { try write("sst2/stsa.binary.\(part)", sentences) }
    try write("subj/subj.all", sentences.map { $0 + " and long" })
    let questions = (0..<40).map { "\($0 % 6) who made part \($0) of it ?" }
    for part in ["train", "test"] { try write("trec/TREC.\(part).all", questions) }
    return work.url.path + "/data"
  }

  private func run(_ arguments: String...) throws -> Program.Result {
    try program.run(
      arguments: ["tasks", "relevance"] + arguments,
      environment: ["SWITCHYARD_DATA": try data(), "XDG_CACHE_HOME": work.url.path + "/cache"])
  }

  @Test func printsEverythingAndKeepsTheModelsView() throws {
    let recipe = try recipe()
    let result = try run(recipe)
    try #require(result.status == 0, "\(result.errors)")
    for title in ["DATA", "MANUAL", "MODEL", "COMBINED", "GROUPS", "SILHOUETTE", "AGREEMENT"] {
      #expect(result.lines.filter { $0.hasPrefix(title) }.count == 1, "\(title)")
    }
    #expect(result.lines.filter { $0.count > 80 } == [])
    let kept = try FileManager.default.contentsOfDirectory(atPath: work.url.path + "/cache/switchyard/relevance")
    #expect(kept.count == 1)
    #expect(try run(recipe).output == result.output)
  }

  @Test func writesJSONToAFile() throws {
    let output = work.url.appendingPathComponent("r.json")
    let result = try run(try recipe(), "--format", "json", "--tag", "--transfer", "--output", output.path)
    try #require(result.status == 0, "\(result.errors)")
    #expect(result.output == "")
    let object = try #require(
      try JSONSerialization.jsonObject(with: try Data(contentsOf: output)) as? [String: Any])
    #expect((object["views"] as? [Any])?.count == 4)
    #expect((object["checks"] as? [Any])?.count == 2)
  }

  @Test func refusesRecipesThatHaveNoTasks() throws {
    let other = try work.write("[run]\nsteps = 1\n", to: "other.toml")
    let result = try run(other)
    #expect(result.status == 2 && result.errorLines.count == 1)
    #expect(result.errors.contains("run.workload is language-model"))
    let nameless = try run(try recipe("skills = [\"nobody: topic\"]"))
    #expect(nameless.status == 2 && nameless.errors.contains("there is no task \"nobody\""))
  }
}
