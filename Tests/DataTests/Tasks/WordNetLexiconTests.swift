import Data
import Foundation
import Testing

/// Reading of WordNet's files: what is refused, and what the tasks of a tiny WordNet are.
@Suite struct WordNetLexiconTests {
  static let good = [
    "data.noun": """
      1 This software and database is being provided to you
    00000100 03 n 01 thing 0 001 ~ 00000200 n 0000 | what is there
    00000200 05 n 02 animal 0 living_thing 0 002 @ 00000100 n 0000 + 00000010 v 0101 | a thing that lives; "an animal"
    """,
    "data.verb": "00000010 38 v 01 run 0 000 02 + 02 00 + 08 01 | move fast; \"she ran\"- Newsweek; \"run a race\"\n",
    "data.adj": "00000010 00 a 01 big(a) 0 001 ! 00000020 a 0101 | large\n00000020 00 a 01 small 0 000 | not big\n",
    "data.adv": "00000010 02 r 01 fast 0 000 | with speed\n",
  ]

  private func open(_ changes: [String: String]) throws -> WordNetTasks {
    try Fixtures.withFolder(Self.good.merging(changes) { $1 }.mapValues { Array($0.utf8) }) {
      try WordNetTasks(folder: $0)
    }
  }

  @Test func readsWhatIsSound() throws {
    let tasks = try open([:])
    #expect(tasks.taskNames.count == 13 && Set(tasks.taskNames).count == 13)
    // Too small for any task, and no reason to fail.
    for name in tasks.taskNames { _ = try tasks.task(named: name) }
  }

  struct Damage: Sendable, CustomTestStringConvertible {
    let file, text: String
    let words: [String]
    var testDescription: String { "\(file): \(text)" }
  }

  static let damages = [
    Damage(file: "data.adv", text: "", words: ["no synonym set"]),
    Damage(file: "data.adv", text: "  1 only the licence\n", words: ["no synonym set"]),
    Damage(file: "data.adv", text: "00000010 02 r 01 fast 0 000 with speed\n", words: ["line 1"]),
    Damage(file: "data.adv", text: "00000010 02 r 01 fast 0 000 |\n", words: ["line 1"]),
    Damage(file: "data.adv", text: "00000010 02 r 02 fast 0 000 | with speed\n", words: ["line 1"]),
    Damage(file: "data.adv", text: "00000010 02 r 00 000 | with speed\n", words: ["line 1"]),
    Damage(file: "data.adv", text: "00000010 99 r 01 fast 0 000 | with speed\n", words: ["line 1"]),
    Damage(file: "data.adv", text: "00000010 02 n 01 fast 0 000 | with speed\n", words: ["line 1"]),
    Damage(file: "data.adv", text: "0000001x 02 r 01 fast 0 000 | with speed\n", words: ["line 1"]),
    Damage(file: "data.adv", text: "99999999999999999999 02 r 01 fast 0 000 | with speed\n", words: ["line 1"]),
    Damage(file: "data.adv", text: "00000010 02 r 01 fast 0 001 ! 00000010 r | with speed\n", words: ["line 1"]),
    Damage(file: "data.adv", text: "00000010 02 r 01 fast 0 000 01 | with speed\n", words: ["line 1"]),
    Damage(
      file: "data.adv", text: "00000010 02 r 01 fast 0 001 ! 00000011 r 0101 | with speed\n",
      words: ["line 1", "points to 11 of data.adv", "not there"]),
    Damage(
      file: "data.adv", text: "00000020 02 r 01 fast 0 000 | a\n\n00000010 02 r 01 slow 0 000 | b\n",
      words: ["line 3"]),
    Damage(file: "data.verb", text: "00000010 38 v 01 run 0 000 | move\n", words: ["line 1"]),
    Damage(file: "data.verb", text: "00000010 38 v 01 run 0 000 01 + 02 | move\n", words: ["line 1"]),
    Damage(file: "data.adj", text: "00000010 00 a 01 (a) 0 000 | large\n", words: ["line 1"]),
  ]

  @Test(arguments: damages) func namesFileAndLine(damage: Damage) {
    #expect {
      _ = try open([damage.file: damage.text])
    } throws: { error in
      let line = "\(error)"
      return error is DataError && line.contains(damage.file) && damage.words.allSatisfy { line.contains($0) }
        && !line.contains("\n")
    }
  }

  @Test func refusesAMissingFileAndAnUnknownTask() throws {
    #expect(throws: DataError.self) {
      try Fixtures.withFolder(["data.noun": Array((Self.good["data.noun"] ?? "").utf8)]) {
        _ = try WordNetTasks(folder: $0)
      }
    }
    let tasks = try open([:])
    #expect {
      _ = try tasks.task(named: "topic")
    } throws: { "\($0)".contains("'topic'") && "\($0)".contains("noun-topic") }
  }

  @Test func suitesByName() {
    #expect {
      _ = try TaskCatalog.suite(named: "glue")
    } throws: { "\($0)".contains("'glue'") && "\($0)".contains("wordnet-13, classic-13") }
    #expect {
      _ = try ClassicTasks(folder: "/nowhere").tasks(["sst2", "sst3"])
    } throws: { "\($0)".hasPrefix("tasks.names: unknown task 'sst3' of classic-13") && "\($0)".contains("stsb") }
    #expect(throws: DataError("tasks.names: 'genus' is a task of wordnet-13, not of classic-13: see tasks.suite")) {
      _ = try ClassicTasks(folder: "/nowhere").checked(["sst2", "genus"])
    }
    #expect {
      _ = try ClassicTasks(folder: "/nowhere").tasks(["sst2", "sst2"])
    } throws: { "\($0)".hasPrefix("tasks.names: task 'sst2' is named twice") }
    // The spare set can be named, but is none of the thirteen.
    let classic = ClassicTasks(folder: "/nowhere")
    #expect(classic.spareNames == ["ud-atis"] && classic.isKnown("ud-atis") && !classic.taskNames.contains("ud-atis"))
    #expect(TaskCatalog.suiteName(of: "ud-atis") == "classic-13" && TaskCatalog.suiteName(of: "sst3") == nil)
    #expect {
      _ = try classic.tasks(["ud-atis"])
    } throws: { "\($0)".contains("en_atis-ud-train.conllu") && "\($0)".contains("data fetch") }
  }
}
