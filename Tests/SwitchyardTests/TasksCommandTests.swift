import Foundation
import Testing

/// `switchyard tasks` and the data sets of `switchyard data`, where there is nothing to read or just enough.
@Suite struct TasksCommandTests {
  private func run(_ arguments: [String], data: String) throws -> Program.Result {
    try Program().run(arguments: arguments, environment: ["SWITCHYARD_DATA": data])
  }

  @Test(arguments: [
    (["tasks", "show", "topic"], ["'topic'", "noun-topic", "sst2"]),
    (["tasks", "show", "sst2"], ["sst2/stsa.binary.train", "switchyard data fetch classic-nlu"]),
    (["tasks", "show", "ud-atis"], ["ud-atis/en_atis-ud-train.conllu", "switchyard data fetch classic-nlu"]),
    (["tasks", "show", "noun-topic", "--suite", "classic-13"], ["'noun-topic'", "classic-13", "sst2"]),
    (["tasks", "list", "--suite", "glue"], ["'glue'", "wordnet-13"]),
    (["tasks", "show", "sst2", "--examples", "-1"], ["--examples"]),
    (["data", "path", "classic-nlu"], ["switchyard data fetch classic-nlu"]),
  ])
  func refusesInOneLine(arguments: [String], words: [String]) throws {
    let result = try run(arguments, data: "/nowhere")
    #expect(result.status == 2 && result.output.isEmpty && result.errorLines.count == 1)
    for word in words { #expect(result.errors.contains(word), "\(result.errors)") }
  }

  @Test func damagedWeightsSayHowToMendThem() throws {
    let folder = try TemporaryFolder()
    let place = folder.url.appendingPathComponent("minilm")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    for (name, text) in [("vocab.txt", "[PAD]\n"), ("config.json", "{"), ("model.safetensors", "cut")] {
      try Data(text.utf8).write(to: place.appendingPathComponent(name))
    }
    let input = try folder.write("a line\n", to: "lines.txt")
    let recipe = try folder.write(
      "[run]\nworkload = \"nlu\"\n[tasks]\nsuite = \"classic-13\"\n[encoder]\nweights = \"minilm\"\n", to: "r.toml")
    for arguments in [
      ["embed", "--input", input, "--output", folder.url.path + "/out"], ["describe", recipe],
    ] {
      let result = try run(arguments, data: folder.url.path)
      #expect(result.status == 2 && result.errorLines.count == 1, "\(result.errors)")
      #expect(result.errors.contains("/minilm/") && result.errors.contains("switchyard data fetch minilm"))
    }
    let list = try run(["data", "list"], data: folder.url.path)
    #expect(list.output.contains("damaged: config.json, vocab.txt, model.safetensors in \(folder.url.path)/minilm"))
  }

  private func describe(_ settings: String..., data: String = "/nowhere") throws -> Program.Result {
    let folder = try TemporaryFolder()
    let recipe = try folder.write("[run]\nworkload = \"nlu\"\n[tasks]\nsuite = \"classic-13\"\n", to: "r.toml")
    return try withExtendedLifetime(folder) {
      try run(["describe", recipe] + settings.flatMap { ["--set", $0] }, data: data)
    }
  }

  /// Groups are those of the tasks that the run has, and copies follow from them.
  @Test func describesTheGroupsOfTheTasksUsed() throws {
    let names = "tasks.names=sst2,cola,trec,mrpc,rte,sick-e"
    let kinds = try describe(names)
    #expect(kinds.output.contains("2 by kinds, 2 copies of the middle kept free"), "\(kinds.output)\(kinds.errors)")
    #expect(!kinds.output.contains("about"))
    // The key is for relevance alone.
    #expect(try describe(names, "hierarchy.groups_wanted=3").output == kinds.output)
    let wanted = try describe(names, "hierarchy.groups_wanted=3", "hierarchy.grouping=combined")
    #expect(wanted.output.contains("3 by combined") && !wanted.output.contains("about"))
    let found = try describe(names, "hierarchy.grouping=combined")
    #expect(found.output.contains("about 2 by combined"), "\(found.output)")
    func parameters(_ result: Program.Result) throws -> [Substring] {
      try #require(result.lines.first { $0.hasPrefix("parameters") }).split(separator: " ")
    }
    let (known, counted) = (try parameters(kinds), try parameters(found))
    #expect(counted[1] == "about" && counted[2] == known[1])
  }

  @Test func describesNothingThatWouldNotRun() throws {
    for (setting, word) in [
      ("tasks.names=sst2,foo", "'foo'"), ("tasks.names=sst2,sst2", "twice"),
      ("hierarchy.grouping=listed", "hierarchy.groups"), ("hierarchy.groups=sst2 cola", "is in no group"),
    ] {
      let result = try describe(setting)
      #expect(result.status == 2 && result.errorLines.count == 1 && result.output.isEmpty, "\(setting)")
      #expect(result.errors.contains(word), "\(result.errors)")
    }
  }

  private static let realData = ProcessInfo.processInfo.environment["SWITCHYARD_DATA"] ?? ""

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: realData + "/minilm/model.safetensors"),
      "minilm is absent from SWITCHYARD_DATA"))
  func describesTheLayersThatTheWeightsHave() throws {
    #expect(try describe("encoder.weights=minilm", data: Self.realData).status == 0)
    let result = try describe("encoder.weights=minilm", "hierarchy.bottom=3", data: Self.realData)
    #expect(result.status == 2 && result.errorLines.count == 1)
    #expect(result.errors.contains("make 7 layers") && result.errors.contains("has 6"), "\(result.errors)")
  }

  @Test func showsATask() throws {
    let folder = try TemporaryFolder()
    let place = folder.url.appendingPathComponent("nlu/sst2")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    for (part, text) in [
      ("train", "1 a fine \u{1B}[31m film\n0 dull .\n1 good\n0 worse\n1 fair\n"), ("dev", "0 no\n"),
      ("test", "1 yes\n0 no\n1 maybe\n1 so so\n"),
    ] {
      try Data(text.utf8).write(to: place.appendingPathComponent("stsa.binary.\(part)"))
    }
    let result = try run(["tasks", "show", "sst2", "--examples", "2"], data: folder.url.path)
    #expect(result.status == 0 && result.errors.isEmpty)
    for word in [
      "sst2 of classic-13", "negative, positive", "training: 5, validation: 1, test: 4", "accuracy 0.750",
      "dull .", "→ positive",
    ] {
      #expect(result.output.contains(word), "\(result.output)")
    }
    #expect(!result.output.contains("\u{1B}") && !result.output.contains("worse"))
  }
}
