import Experiment
import Foundation
import Models
import Tensor
import TestSupport
import Testing
import Training

@Suite struct LanguageModelTests {
  /// Before learning, every byte is about equally likely.
  @Test func theFirstLossIsThatOfGuessing() throws {
    let workload = try TinyLanguage.workload(try TinyLanguage.recipe())
    let tape = Tape(pool: ThreadPool(threads: 1))
    workload.block.forgetGradients()
    let result = workload.step(0, tape)
    #expect(abs(result.loss - log(257)) < 0.1)
    #expect(result.tokens == 96)
    #expect(result.ledgers.count == 2)
    for ledger in result.ledgers {
      #expect(ledger.imbalance == nil)
      #expect(ledger.routed.reduce(0, +) == 2 * 96)
    }
  }

  /// The whole model's gradient against the change of the loss along it.
  @Test(arguments: ["moe.capacity_factor=0", "model.activation=swiglu", "model.tied_embeddings=true", "moe.experts=0"])
  func theGradientPredictsTheChangeOfTheLoss(setting: String) throws {
    let recipe = try TinyLanguage.recipe(
      "moe.balance_coefficient=0", "moe.z_coefficient=0", "model.init_std=0.1", setting,
      // All experts are chosen, so that no choice can change.
      setting == "moe.experts=0" ? "moe.k=1" : "moe.k=4")
    let workload = try TinyLanguage.workload(recipe)
    let tape = Tape(pool: ThreadPool(threads: 1))
    let block = workload.block
    block.forgetGradients()
    _ = workload.step(3, tape)
    let (slope, squared) = slopeAlongGradient(of: block, length: 2e-3) {
      block.forgetGradients()
      return workload.step(3, tape).loss
    }
    #expect(squared > 1e-4)
    #expect(abs(slope - squared) < 0.02 * squared, "slope \(slope), gradient's square \(squared)")
  }

  @Test func evaluationDrawsNothingAndChangesNothing() throws {
    let workload = try TinyLanguage.workload(try TinyLanguage.recipe("model.dropout=0.2"))
    let tape = Tape(pool: ThreadPool(threads: 2))
    let first = workload.evaluate(tape)
    workload.block.forgetGradients()
    let before = workload.step(0, tape).loss
    let second = workload.evaluate(tape)
    workload.block.forgetGradients()
    let after = workload.step(0, tape).loss
    #expect(first.loss == second.loss)
    #expect(before == after)
    #expect(first.positions.count == 24)
    #expect(first.positions == second.positions)
    #expect(first.domains.map(\.domain) == ["counting", "cycles"])
    let mean =
      first.domains.reduce(0) { $0 + $1.loss * Double($1.tokens) } / Double(first.domains.reduce(0) { $0 + $1.tokens })
    #expect(abs(mean - first.loss) < 1e-9)
    let byPosition = first.positions.reduce(0) { $0 + Double($1) } / 24
    #expect(abs(byPosition - first.loss) < 1e-5)
  }

  @Test func dropoutFollowsFromSeedAndStepAlone() throws {
    let workload = try TinyLanguage.workload(try TinyLanguage.recipe("model.dropout=0.3"))
    let tape = Tape(pool: ThreadPool(threads: 1))
    func loss(_ index: Int) -> Double {
      workload.block.forgetGradients()
      return workload.step(index, tape).loss
    }
    let (a, b) = (loss(0), loss(1))
    #expect(a != b)
    #expect(loss(0) == a)
  }

  @Test func theEstimateOfMemoryIsNearWhatAStepTakes() throws {
    for setting in ["moe.capacity_factor=0", "model.activation=swiglu", "moe.experts=0"] {
      let recipe = try TinyLanguage.recipe(
        "model.width=128", "model.layers=3", "data.batch_size=32", "data.sequence_length=64", "moe.expert_width=256",
        setting, setting == "moe.experts=0" ? "moe.k=1" : "moe.k=2")
      let workload = try TinyLanguage.workload(recipe)
      let tape = Tape(pool: ThreadPool(threads: 1))
      workload.block.forgetGradients()
      _ = workload.step(0, tape)
      let options = try DecoderOptions(recipe, tokenizerVocabulary: 257)
      let estimate = Double(options.activationBytes(tokens: 32 * 64))
      let measured = Double(tape.memoryBytes)
      #expect(abs(estimate / measured - 1) < 0.2, "\(setting): \(estimate) for \(measured)")
    }
  }

  @Test func aVocabularySmallerThanTheTokenizersIsRefused() throws {
    #expect(throws: RecipeError.self) { try TinyLanguage.recipe("model.vocabulary=200") }
    // A tokenizer that comes from elsewhere may be larger than the recipe says.
    let recipe = try TinyLanguage.recipe("model.vocabulary=300")
    #expect(throws: TrainingError.self) { try DecoderOptions(recipe, tokenizerVocabulary: 301) }
    #expect(try DecoderOptions(recipe, tokenizerVocabulary: 257).vocabulary == 300)
  }
}
