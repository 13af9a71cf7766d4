import Experiment
import Testing

@Suite struct TaskKeysTests {
  private func recipe(_ toml: String) throws -> Recipe { try Recipe(toml: toml, file: "r.toml") }

  @Test func areReadForTheirWorkload() throws {
    let recipe = try recipe(
      "[run]\nworkload = \"nlu\"\n[tasks]\nsuite = \"classic-13\"\nnames = [\"sst2\", \"rte\"]\nexamples = 500")
    #expect(recipe[Keys.Tasks.suite] == .classic && recipe[Keys.Tasks.names] == ["sst2", "rte"])
    #expect(recipe[Keys.Tasks.examples] == 500 && recipe[Keys.Tasks.batchSize] == 16)
    #expect(recipe[Keys.Tasks.sequenceLength] == 64 && recipe[Keys.Tasks.heldOutExamples] == 200)
    #expect(recipe[Keys.Tasks.finalExponent] == 0.2)
    #expect(try self.recipe("[run]\nworkload = \"nlu\"")[Keys.Tasks.suite] == .wordnet)
  }

  @Test(arguments: [
    ("[tasks]\nexamples = 500", ["tasks.examples", "\"nlu\""]),
    ("[run]\nworkload = \"nlu\"\n[tasks]\nsuite = \"glue\"", ["tasks.suite", "wordnet-13, classic-13"]),
    ("[run]\nworkload = \"nlu\"\n[tasks]\nsequence_length = 4", ["tasks.sequence_length", "from 8 to 512"]),
    ("[run]\nworkload = \"nlu\"\n[tasks]\nfinal_exponent = 1.5", ["tasks.final_exponent", "from 0 to 1"]),
    (
      "[run]\nworkload = \"nlu\"\n[tasks]\nreference_steps = [5]",
      ["tasks.reference_steps", "tasks.reference is empty"]
    ),
    (
      "[run]\nworkload = \"nlu\"\n[tasks]\nreference = [1, 2]\nreference_steps = [9, 9]",
      ["tasks.reference_steps", "does not rise"]
    ),
    (
      "[run]\nworkload = \"nlu\"\n[tasks]\nreference = [1, 2]\nreference_steps = [0.5, 9]",
      ["tasks.reference_steps", "0.5, which is no step"]
    ),
  ])
  func areRefused(toml: String, words: [String]) {
    #expect {
      try recipe(toml).check()
    } throws: { error in
      words.allSatisfy { "\(error)".contains($0) }
    }
  }
}
