import Experiment
import Foundation
import Sweeps
import Testing

@Suite struct SweepFileTests {
  private let fixture: SweepFixture

  init() throws { fixture = try SweepFixture() }

  private func write(_ text: String) throws {
    try text.write(toFile: fixture.path + "/sweep.toml", atomically: true, encoding: .utf8)
  }

  private func refusal(_ text: String) throws -> String {
    try write(text)
    do {
      _ = try SweepFile(fixture.path).request.sweep(of: Recipe())
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func allThatTheCommandLineTakesCanStandInAFile() throws {
    try write(
      """
      recipe = "../base.toml"
      set = ["moe.k=1"]
      vary = ["optimizer.learning_rate=log:1e-4:1e-2", "moe.router=topk,hash"]
      seeds = 3
      method = "asha"
      trials = 9
      early_stop = "forecast"
      same_active_parameters = 0.05
      reduction = 4
      first_rung = 20
      budget = "1h30m"
      jobs = 3
      """)
    let file = try SweepFile(fixture.path)
    #expect(URL(fileURLWithPath: file.recipe).standardized.path.hasSuffix("/base.toml"))
    #expect(file.settings == ["moe.k=1"])
    #expect(file.request.budget?.seconds == 5400 && file.request.jobs == 3)
    var recipe = Recipe()
    recipe[Keys.Run.steps] = 400
    let sweep = try file.request.sweep(of: recipe)
    #expect(sweep.method == .asha && sweep.earlyStop == .forecast && sweep.trials == 9)
    #expect(sweep.seeds == [7, 8, 9] && sweep.tolerance == 0.05)
    #expect(sweep.rungs.steps == [20, 100, 350, 400] && sweep.rungs.reduction == 4)
    // The same path with the file's own name.
    #expect(try SweepFile(fixture.path + "/sweep.toml") == file)
    #expect(SweepFile.isSweep(fixture.path) && !SweepFile.isSweep(fixture.path + "/none"))
  }

  @Test(arguments: [
    ("vary = []", "recipe: is missing"),
    ("recipe = \"a\"\nearly_stop = \"luck\"", "early_stop: must be one of none, median"),
    ("recipe = \"a\"\nvaried = []", "varied: unknown key"),
    ("recipe = \"a\"\nseeds = \"3\"", "seeds: must be a whole number"),
    ("recipe = \"a\"\nbudget = \"soon\"", "budget: must be such as"), ("recipe = [", "sweep.toml:1"),
    ("recipe = \"a\"\nvary = [\"moe.k=0,1\"]", "from 1 to 4096"), ("recipe = \"a\"", "name at least one key"),
    ("recipe = \"a\"\nvary = [\"moe.k=1,2\"]\ntrials = 3", "--trials"),
    ("recipe = \"a\"\nvary = [\"moe.k=1,2\"]\njobs = 0", "--jobs"),
  ])
  func whatIsWrongIsOneLine(text: String, words: String) throws {
    let message = try refusal(text)
    #expect(message.contains(words), "\(message)")
    #expect(!message.contains("\n"))
  }

  @Test func theSweepsThatShipAreWhole() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let folders = try FileManager.default.contentsOfDirectory(atPath: root + "/recipes/sweeps")
    #expect(!folders.isEmpty)
    for folder in folders {
      let file = try SweepFile("\(root)/recipes/sweeps/\(folder)")
      let recipe = try Recipe(toml: String(contentsOfFile: file.recipe, encoding: .utf8), file: file.recipe)
        .applying(sets: file.settings)
      let sweep = try file.request.sweep(of: recipe)
      let all = try Configurations(
        sweep.space, of: recipe, count: sweep.trials, seed: 1, sameActiveParameters: nil, cost: SweepFixture.cost)
      #expect(all.dropped.isEmpty && all.kept.count > 1)
    }
  }
}
