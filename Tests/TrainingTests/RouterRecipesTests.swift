import Experiment
import Foundation
import Models
import Tensor
import TestSupport
import Testing
import Training

/// What recipes say about routers and blocks, as it arrives in training.
@Suite struct RouterRecipesTests {
  /// Losses of some steps of training.
  private func losses(_ settings: String..., steps: Int = 6) throws -> [Double] {
    var recipe = try TinyLanguage.recipe("moe.k=1", "moe.renormalize=false", "moe.balance_coefficient=0.01")
    for setting in settings { recipe = try recipe.applying(set: setting) }
    let workload = try TinyLanguage.workload(recipe)
    let tape = Tape(pool: ThreadPool(threads: 1))
    let optimizer = AdamW(workload, recipe)
    return (0..<steps).map { step in
      workload.block.forgetGradients()
      let loss = workload.step(step, tape).loss
      _ = optimizer.step(learningRate: 3e-3, tape.pool)
      return loss
    }
  }

  @Test func aMaskThatHidesNothingIsThePlainRouter() throws {
    let plain = try losses("moe.router=topk")
    // Ids that never occur in the training text see one expert whatever the share, and no step meets one.
    #expect(try losses("moe.router=mask", "moe.mask_visible=4", "moe.mask_share=1") == plain)
    #expect(try losses("moe.router=mask", "moe.mask_visible=4", "moe.mask_share=0.5") != plain)
  }

  @Test func aMaskWithOneVisibleExpertIsARandomHashLayer() throws {
    let hash = try losses("moe.router=hash")
    #expect(try losses("moe.router=mask", "moe.mask_visible=1") == hash)
    #expect(try losses("moe.router=hash", "moe.table_draw=balanced") != hash)
  }

  /// Everything is chosen, so no choice can change: the gradient must predict the change of the loss.
  @Test(arguments: [
    ["moe.block=cartesian", "moe.k=4"], ["moe.block=cartesian", "moe.k=4", "moe.shared_expert=coefficient"],
    ["moe.k=4", "moe.shared_expert=add", "moe.shared_width=12"], ["moe.router=mask", "moe.k=4"],
    ["moe.router=hash", "moe.k=2"], ["moe.router=top-p", "moe.k=4", "moe.top_p=1", "moe.renormalize=false"],
    ["moe.router=bias-balanced", "moe.scores=sigmoid", "moe.k=4"],
    ["moe.k=1", "moe.capacity_factor=0.01", "moe.devices=4", "moe.intra_gpu=true", "moe.renormalize=true"],
  ])
  func theGradientPredictsTheChangeOfTheLoss(settings: [String]) throws {
    var recipe = try TinyLanguage.recipe("moe.balance_coefficient=0", "model.init_std=0.1", "run.seed=9")
    for setting in settings { recipe = try recipe.applying(set: setting) }
    let workload = try TinyLanguage.workload(recipe)
    let tape = Tape(pool: ThreadPool(threads: 1))
    let block = workload.block
    block.forgetGradients()
    _ = workload.step(3, tape)
    let (slope, squared) = slopeAlongGradient(of: block, length: 1e-3) {
      block.forgetGradients()
      return workload.step(3, tape).loss
    }
    #expect(abs(slope - squared) < 0.02 * squared, "slope \(slope), gradient's square \(squared)")
  }

  @Test func bothSubLayersOfACartesianBlockKeepBooks() throws {
    let workload = try TinyLanguage.workload(
      try TinyLanguage.recipe("moe.block=cartesian", "moe.capacity_factor=0.5", "moe.z_coefficient=0.1"))
    #expect(workload.header.moeLayers.map(\.part) == ["a", "b", "a", "b"])
    let result = workload.step(0, Tape(pool: ThreadPool(threads: 1)))
    #expect(result.ledgers.map { "\($0.layer)\($0.part)" } == ["0a", "0b", "1a", "1b"])
    #expect(result.ledgers.allSatisfy { $0.imbalance == nil && $0.dropped.contains { $0 > 0 } })
    // At a coefficient of 0.01 and perfect balance each term is 0.01; both sub-layers count.
    let balance = result.terms.first { $0.name == "balance" }!.value
    #expect(balance > 0.039 && balance < 0.06, "\(balance)")
  }

  /// 3.4 of the notes on the paper: two sub-layers of half-width experts cost what full ones do.
  @Test func aCartesianBlockOfHalfWidthMatchesPlainExperts() throws {
    let plain = try DecoderOptions(
      TinyLanguage.recipe("moe.shared_expert=coefficient", "model.width=64"), tokenizerVocabulary: 257)
    let cartesian = try DecoderOptions(
      TinyLanguage.recipe(
        "moe.shared_expert=coefficient", "model.width=64", "moe.block=cartesian", "moe.expert_width=20"),
      tokenizerVocabulary: 257)
    // Another router, another mixing gate and another norm a layer are all that differs.
    let extra = 2 * (4 * 64 + 2 * 64 + 2 + 64)
    #expect(cartesian.size.totalParameters - plain.size.totalParameters == extra)
    #expect(cartesian.size.activeParameters - plain.size.activeParameters == extra - 4)
  }

  @Test(arguments: [
    "moe.router=mask", "moe.router=hash", "moe.router=bias-balanced", "moe.router=top-p", "moe.block=cartesian",
  ])
  func sizesAreThoseOfTheParameters(setting: String) throws {
    let workload = try TinyLanguage.workload(
      try TinyLanguage.recipe(setting, "moe.shared_expert=coefficient", "moe.shared_width=24"))
    #expect(workload.header.totalParameters == workload.block.parameters.reduce(0) { $0 + $1.count })
  }

  @Test func expertChoiceAndRoutersThatCannotLearnAreWarnedOf() throws {
    func warnings(_ settings: String...) throws -> [String] {
      var recipe = try TinyLanguage.recipe()
      for setting in settings { recipe = try recipe.applying(set: setting) }
      return try TinyLanguage.workload(recipe).warnings.map(\.rule)
    }
    #expect(try warnings("moe.capacity_factor=1", "moe.router=expert-choice") == ["looks-ahead"])
    #expect(try warnings("moe.k=1") == ["router-without-gradient"])
    #expect(try warnings("moe.k=1", "moe.straight_through=true").isEmpty)
    #expect(try warnings("moe.k=1", "moe.router=hash").isEmpty)
    #expect(try warnings("moe.experts=0").isEmpty)
  }

  /// What a frequent token may see, by bucket; every token sees at least one expert, and none more than V.
  @Test func theHeaderTellsWhatAMaskLetsThrough() throws {
    let workload = try TinyLanguage.workload(try TinyLanguage.recipe("moe.router=mask", "moe.mask_visible=3"))
    for shape in workload.header.moeLayers {
      let sums = (0..<10).map { shape.visibility[$0 * 4..<($0 + 1) * 4].reduce(0, +) }
      for sum in sums where sum > 0 { #expect(sum > 0.999 && sum < 3.001) }
      #expect(sums[0] == 0 || abs(sums[0] - 3) < 1e-5)
      // The id on the border between the two kinds may be in the last bucket too.
      #expect(sums[9] >= 0.999 && sums[9] < 2, "the rarest tenth: \(sums)")
    }
    #expect(try TinyLanguage.workload(try TinyLanguage.recipe()).header.moeLayers.allSatisfy { $0.visibility.isEmpty })
  }
}
