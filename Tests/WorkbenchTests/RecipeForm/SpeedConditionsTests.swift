import Experiment
import TestSupport
import Testing
import Workbench

/// Which recorded runs tell how fast a model is without merging.
@Suite struct SpeedConditionsTests {
  private typealias Run = (header: Header, evaluation: Evaluation?)

  /// A run of vit-s14 that has measured 60 images a second of 2 GFLOP where products reach 310.5 GFLOP/s.
  private static func run(
    plainRate: Double = 60, change: (inout Header, inout Recipe) -> Void = { _, _ in }
  ) -> Run {
    var header = ScriptedPictures().header
    var recipe = Self.recipe
    change(&header, &recipe)
    header.recipe = recipe.toml
    let figures = [
      NamedValue("plain_images_per_second", plainRate), NamedValue("images_per_second", 80),
      NamedValue("gflops_per_image", 1.4),
    ]
    return (header, Evaluation(step: 1, tokens: 1, loss: 1, bitsPerByte: .nan, figures: figures))
  }

  private static var recipe: Recipe {
    var recipe = Recipe()
    recipe[Keys.Run.workload] = .tokenMerging
    recipe[Keys.Vision.weights] = .vitS14
    return recipe
  }

  private func speed(
    _ recipe: Recipe = Self.recipe, threads: Int = 2, hasPretrained: Bool = true, among runs: [Run]
  ) -> MergeCost.PlainSpeed? {
    SpeedConditions(recipe, processor: "Example CPU @ 2.50GHz", threads: threads, hasPretrained: hasPretrained)
      .speed(plainGflops: 2, among: runs)
  }

  @Test func theSameModelIsFoundUnderBothItsNames() {
    var auto = Self.recipe
    auto[Keys.Vision.weights] = .auto
    #expect(speed(among: [Self.run()]) == .measured(60))
    #expect(speed(auto, among: [Self.run()]) == .measured(60))
    #expect(speed(among: [Self.run { $1[Keys.Vision.weights] = .auto }]) == .measured(60))
    // Without the weights `auto` draws others.
    #expect(speed(auto, hasPretrained: false, among: [Self.run()]) == .products(310.5))
  }

  @Test func otherConditionsCountForProductsAtMost() {
    #expect(speed(among: [Self.run { $1[Keys.Images.size] = 112 }]) == .products(310.5))
    #expect(speed(among: [Self.run { $1[Keys.Vision.blocks] = 7 }]) == .products(310.5))
    #expect(speed(among: [Self.run { header, _ in header.workload = "language-model" }]) == .products(310.5))
    #expect(speed(threads: 1, among: [Self.run()]) == nil)
    #expect(speed(among: [Self.run { header, _ in header.machine.processor = "another" }]) == nil)
    #expect(speed(among: []) == nil)
    // Steps, seeds and names change no speed.
    #expect(speed(among: [Self.run { $1[Keys.Run.seed] = 99 }]) == .measured(60))
  }

  /// What was measured while the process stood still is passed over for an earlier run's.
  @Test func nonsenseIsPassedOver() {
    let good = Self.run()
    #expect(speed(among: [Self.run(plainRate: 0.1), good]) == .measured(60))
    #expect(speed(among: [Self.run(plainRate: .nan), good]) == .measured(60))
    #expect(speed(among: [Self.run(plainRate: 500), good]) == .measured(60))
    // Where the rate of products is not known the speed with merging tells.
    let unmeasured = Self.run(plainRate: 3) { header, _ in header.machine.sgemmGflops = 0 }
    #expect(speed(among: [unmeasured, good]) == .measured(60))
    #expect(speed(among: [Self.run { header, _ in header.machine.sgemmGflops = 0 }]) == .measured(60))
    #expect(speed(among: [Self.run(plainRate: 0.1)]) == .products(310.5))
  }
}
