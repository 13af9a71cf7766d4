import Experiment
import Foundation
import Sweeps
import Training
import Workbench

extension Navigator {
  /// Shows the form of a recipe.
  func showForm(of recipe: String, origin: String) throws -> Departure {
    var scene = RecipeFormScene(
      try Recipe(toml: recipe, file: origin), origin: origin, costs: .ofThisMachine, options: options)
    return try visit(&scene)
  }

  /// Shows a sweep, whoever runs it.
  func showSweep(_ file: String) throws -> Departure { try showSweep(file, isOurs: false) }

  private func showSweep(_ file: String, isOurs: Bool) throws -> Departure {
    var scene = try SweepScene(file: file, isOurs: isOurs, options: options) { try DetachedSweep.start($0) }
    return try visit(&scene)
  }

  /// Starts a sweep in a process of its own and shows it.
  ///
  /// The sweep's file is made first, whole or not at all, and holds everything: neither a killed screen nor a killed
  /// process loses anything. A sweep that was started before goes on.
  func startSweep(of recipe: String, _ request: SweepRequest) throws -> Departure {
    let recipe = try Recipe(toml: recipe, file: "recipe").withAbsolutePaths
    let contents = try request.contents(of: recipe, cost: SweepDefinition.cost)
    let file = SweepPlace.file(of: contents.sweep)
    let isThere = try SweepPlace.holds(file, contents.sweep)
    try (isThere ? SweepStore.contents(of: file) : contents).refuseMissingData()
    if !isThere { try SweepPlace.make(file, contents) }
    if !SweepDriver.of(file).isRunning { try DetachedSweep.start(file, jobs: request.jobs) }
    return try showSweep(file, isOurs: true)
  }
}

extension RecipeCosts {
  /// By the models' own count, and rates as they are measured here.
  static var ofThisMachine: RecipeCosts {
    let measured = MeasuredRates()
    return RecipeCosts(
      cores: ProcessInfo.processInfo.activeProcessorCount, cost: { try SweepDefinition.cost($0) },
      describe: { try RecipeDescription($0).lines }, merging: { try mergeCost($0, measured) },
      measure: { recipe, threads in
        var recipe = recipe.withAbsolutePaths
        recipe[Keys.Run.threads] = threads
        return try StepMeasurement.flopsPerSecond(of: recipe)
      })
  }

  private static func mergeCost(_ recipe: Recipe, _ measured: MeasuredRates) throws -> MergeCost {
    let estimate = try MergeEstimate(recipe)
    return MergeCost(
      tokens: estimate.tokens, removed: estimate.removed, gflops: estimate.operations * 1e-9,
      plainGflops: estimate.plainOperations * 1e-9,
      speed: measured.speed(recipe, plainGflops: estimate.plainOperations * 1e-9))
  }
}
