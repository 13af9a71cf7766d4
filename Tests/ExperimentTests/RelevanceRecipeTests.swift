import Experiment
import Testing

@Suite struct RelevanceRecipeTests {
  private func fault(_ text: String) -> String? {
    do {
      _ = try Recipe(toml: "[run]\nworkload = \"nlu\"\n[relevance]\n\(text)\n", file: "r.toml")
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func readsSkills() throws {
    let recipe = try Recipe(
      toml: """
        [run]
        workload = "nlu"
        [relevance]
        skills = ["sst2: single-sentence sentiment", "mrpc:sentence-pair,similarity"]
        """, file: "r.toml")
    let entries = recipe.skillEntries.compactMap { $0 }
    #expect(entries.map({ $0.task }) == ["sst2", "mrpc"])
    #expect(entries.map({ $0.skills }) == [["single-sentence", "sentiment"], ["sentence-pair", "similarity"]])
  }

  @Test func refusesWhatIsNoTaskWithSkills() throws {
    for entry in ["sst2", "sst2:", ": sentiment", "sst2: ,", ""] {
      let fault = try #require(self.fault("skills = [\"\(entry)\"]"))
      #expect(fault.contains("relevance.skills") && fault.contains("\"\(entry)\""), "\(fault)")
    }
    #expect(fault("skills = [\"a: b\", \"a: c\"]")?.contains("names the task \"a\" twice") == true)
    #expect(fault("probe_steps = 2\ncheckpoints = 3")?.contains("relevance.checkpoints") == true)
    #expect(fault("model_measure = \"taste\"")?.contains("one of gradients, tag") == true)
    #expect(fault("probe_steps = 3\ncheckpoints = 3") == nil)
  }
}
