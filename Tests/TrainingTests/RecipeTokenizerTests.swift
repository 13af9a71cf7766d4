import Data
import Experiment
import Foundation
import Tensor
import Testing
import Training

/// Tokenizers as a recipe names them: what they learn from, where they are kept, and what runs do with them.
@Suite struct RecipeTokenizerTests {
  private static let algorithms = ["bpe", "scaffold-bpe"]

  private func recipe(_ algorithm: String, _ settings: String...) throws -> Recipe {
    try TinyLanguage.recipe("tokenizer.algorithm=\(algorithm)", "tokenizer.vocabulary=290")
      .applying(sets: settings)
  }

  private func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  private func batches(_ data: LanguageData) -> [Batch] { (0..<25).map { data.batch(at: $0) } }

  @Test(arguments: algorithms)
  func aKnownTokenizerGivesTheBatchesOfANewOne(algorithm: String) throws {
    try withFolder { folder in
      let (recipe, text) = (try recipe(algorithm), try TinyLanguage.text())
      let cache = TokenizerCache(folder: folder.path)
      var lines: [String] = []
      func load(_ cache: TokenizerCache) throws -> LanguageData {
        lines = []
        return try LanguageData(text, recipe: recipe, cache: cache) { lines.append($0) }
      }
      let bare = try load(TokenizerCache(folder: nil))
      #expect(bare.tokenizer.name == algorithm && bare.tokenizer.vocabularySize == 290)
      let first = try load(cache)
      #expect(lines[0].hasPrefix("learning a \(algorithm) tokenizer of 290 tokens"))
      let second = try load(cache)
      #expect(lines[0].contains("learnt from this text before"))
      #expect(batches(first) == batches(bare) && batches(second) == batches(bare))
      #expect(second.dataFiles == bare.dataFiles)
      // A byte that still leaves a readable file, and half a file.
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names.count == 1)
      let file = folder.appendingPathComponent(names[0])
      let whole = [UInt8](try Foundation.Data(contentsOf: file))
      for damage: [UInt8] in [whole.dropLast() + [whole.last! ^ 1], Array(whole.prefix(whole.count / 2)), []] {
        try Foundation.Data(damage).write(to: file)
        let third = try load(cache)
        #expect(lines[0].contains("damaged"))
        #expect(batches(third) == batches(bare))
        #expect([UInt8](try Foundation.Data(contentsOf: file)) == whole)
      }
    }
  }

  @Test(arguments: algorithms)
  func heldOutTextNeverTrainsTheTokenizer(algorithm: String) throws {
    let text = try TinyLanguage.text()
    var (trained, all) = (CorpusText(name: "trained"), CorpusText(name: "all"))
    for part in text.parts {
      #expect(!part.heldOut.isEmpty)
      for index in part.training { trained.append { $0 += part.text.text(index) } }
      for index in part.text.documents.indices { all.append { $0 += part.text.text(index) } }
    }
    func file(_ text: DividedText) throws -> [UInt8] {
      try #require(
        try LanguageData(text, recipe: recipe(algorithm), cache: TokenizerCache(folder: nil)).dataFiles["tokenizer"])
    }
    let learnt = try file(text)
    #expect(learnt == (try file(DividedText([(trained, 1, nil)], heldOutShare: 0))))
    // The test can tell: with the held-out documents another tokenizer comes out.
    #expect(learnt != (try file(DividedText([(all, 1, nil)], heldOutShare: 0))))
  }

  @Test(arguments: algorithms)
  func aResumedRunGivesTheBitsOfOneThatNeverStopped(algorithm: String) throws {
    try withFolder { folder in
      let recipe = try recipe(algorithm, "evaluation.every=0")
      func train(_ workload: LanguageModel, _ optimizer: AdamW, _ plan: Trainer.Plan, _ checkpoints: Checkpoints?) {
        Trainer(
          recipe: recipe, workload: workload, optimizer: optimizer, pool: ThreadPool(threads: 1),
          bus: EventBus(now: { 1 }), control: RunControl(), checkpoints: checkpoints, plan: plan
        ).run()
      }
      let whole = try TinyLanguage.workload(recipe)
      #expect(whole.header.vocabulary == 290)
      train(whole, AdamW(whole, recipe), .init(lastStep: 7), nil)
      let stopped = try TinyLanguage.workload(recipe)
      let checkpoints = Checkpoints(folder: folder, keep: 1)
      train(stopped, AdamW(stopped, recipe), .init(lastStep: 4), checkpoints)
      let saved = try checkpoints.latest()
      var lines: [String] = []
      let data = try LanguageData(
        TinyLanguage.text(), recipe: recipe, kept: saved.dataFiles, cache: TokenizerCache(folder: nil)
      ) { lines.append($0) }
      #expect(!lines.contains { $0.contains("learn") }, "nothing is learnt again: \(lines)")
      let resumed = try LanguageModel(recipe: recipe, data: data, machine: TinyLanguage.machine)
      let optimizer = AdamW(resumed, recipe)
      try saved.restore(resumed, optimizer: optimizer)
      train(resumed, optimizer, .init(firstStep: 4, firstTokens: saved.snapshot.tokens, lastStep: 7), nil)
      #expect(
        (0..<whole.block.count).allSatisfy {
          whole.block.values[$0].bitPattern == resumed.block.values[$0].bitPattern
        })
    }
  }

  @Test func aCheckpointsTokenizerIsTheOnlyOneItGoesOnWith() throws {
    try withFolder { folder in
      let recipe = try recipe("bpe", "evaluation.every=0")
      let workload = try TinyLanguage.workload(recipe)
      let optimizer = AdamW(workload, recipe)
      let checkpoints = Checkpoints(folder: folder, keep: 1)
      Trainer(
        recipe: recipe, workload: workload, optimizer: optimizer, pool: ThreadPool(threads: 1),
        bus: EventBus(now: { 1 }), control: RunControl(), checkpoints: checkpoints, plan: .init(lastStep: 1)
      ).run()
      let saved = try checkpoints.latest()
      let lacking = #expect(throws: TrainingError.self) {
        try LanguageData(TinyLanguage.text(), recipe: recipe, kept: [:])
      }
      #expect(lacking?.message.contains("lacks the bpe tokenizer") == true)
      let other = try TinyLanguage.workload(try self.recipe("scaffold-bpe"))
      let foreign = #expect(throws: TrainingError.self) {
        try saved.restore(other, optimizer: AdamW(other, recipe))
      }
      #expect(foreign?.message.contains("tokenizer is another one") == true)
    }
  }

  @Test func bitsAreCountedForTheBytesOfTheText() throws {
    let recipe = try recipe("bpe")
    let workload = try TinyLanguage.workload(recipe)
    let result = workload.evaluate(Tape(pool: ThreadPool(threads: 1)))
    let targets = workload.data.heldOutBatches(count: 2).flatMap(\.targets)
    let bytes = workload.data.tokenizer.decode(targets).count
    #expect(bytes > targets.count * 5 / 4, "tokens are longer than bytes here")
    let expected = result.loss * Double(targets.count) / log(2) / Double(bytes)
    #expect(abs(result.bitsPerByte - expected) < 1e-9 * expected)
  }

  @Test func sizesFollowTheRecipesVocabulary() throws {
    #expect(try TinyLanguage.recipe().tokenizerVocabulary == 257)
    #expect(try recipe("bpe").tokenizerVocabulary == 290)
    #expect(throws: RecipeError.self) { try TinyLanguage.recipe("tokenizer.vocabulary=256") }
    let error = #expect(throws: RecipeError.self) { try self.recipe("bpe", "model.vocabulary=280") }
    #expect(error?.message.contains("tokenizer.vocabulary is 290") == true)
    #expect(try self.recipe("bpe", "model.vocabulary=290").tokenizerVocabulary == 290)
  }
}
