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
