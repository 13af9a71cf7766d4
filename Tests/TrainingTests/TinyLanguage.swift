import Data
import Experiment
import Models
import Tensor
import Training

/// A language model small enough for tests, on text made by a rule.
enum TinyLanguage {
  /// A recipe with 2 layers of width 32 and 4 experts, and what `settings` change of it.
  static func recipe(_ settings: String...) throws -> Recipe {
    var recipe = Recipe()
    let base = [
      "run.name=tiny", "run.seed=5", "run.steps=40", "data.sequence_length=24", "data.batch_size=4", "model.layers=2",
      "model.width=32", "model.heads=2", "moe.experts=4", "moe.expert_width=40", "schedule.warmup=5",
      "evaluation.batches=2",
    ]
    for setting in base + settings { recipe = try recipe.applying(set: setting) }
    return recipe
  }

  /// Two domains: counting words, and a small alphabet in a cycle.
  static func text() throws -> DividedText {
    let numbers = ["one", "two", "three", "four", "five", "six", "seven"]
    let counting = (0..<80).map { line in
      (0..<12).map { numbers[(line + $0 * $0) % 7] }.joined(separator: " ")
    }
    let cycles = (0..<80).map { line in String((0..<60).map { letter($0 * (line % 5 + 1)) }) }
    return try DividedText(
      [(corpus("counting", counting), 1, nil), (corpus("cycles", cycles), 1, nil)], heldOutShare: 0.2)
  }

  /// That text as a recipe wants it; tokenizers are kept nowhere.
  static func data(_ recipe: Recipe) throws -> LanguageData {
    try LanguageData(text(), recipe: recipe, cache: TokenizerCache(folder: nil))
  }

  private static func letter(_ index: Int) -> Character { Character(UnicodeScalar(UInt8(97 + index % 26))) }

  static func corpus(_ name: String, _ documents: [String]) -> CorpusText {
    var corpus = CorpusText(name: name)
    for document in documents { corpus.append { $0 += document.utf8 } }
    return corpus
  }

  /// A machine that is the same everywhere.
  static let machine = Machine(processor: "test", cores: 1, threads: 1, blasCore: "test", sgemmGflops: 0)

  static func workload(_ recipe: Recipe) throws -> LanguageModel {
    try LanguageModel(recipe: recipe, data: try data(recipe), machine: machine)
  }
}
