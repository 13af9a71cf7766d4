import ArgumentParser
import Experiment
import Foundation
import Tensor
import Training

/// `switchyard bench`: how fast this machine trains a recipe.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure the speed of training.",
    discussion: """
      Trains the recipe for some steps without recording anything. The rate is that of the median step; the share of \
      sgemm is against a 2048³ product on the same threads, measured in the same process.

      With --routers, every router, rectification and block does its steps in turn with dropless top-2 on the same \
      recipe. "At equal rows" is the time that dropless top-2 would take for as many rows of experts, over the time \
      taken: 1.00 means that a variant costs what its rows cost and nothing besides.

      With --vit, a vision transformer (ViT-S/14 at 224 pixels) classifies images and trains low-rank corrections, \
      without merging tokens and with.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Option(help: "The recipe to measure.", completion: .file(extensions: ["toml"]))
  var recipe = "recipes/standard.toml"

  @Option(
    name: .customLong("set"), help: ArgumentHelp("Give a key another value; may be repeated.", valueName: "key=value"))
  var settings: [String] = []

  @Option(help: "Steps to measure, after the first two.")
  var steps = 10

  @Option(help: "Text for people or JSON for programs.")
  var format = Format.text

  @Flag(help: "Compare every way of routing with dropless top-2.")
  var routers = false

  @Flag(help: "Measure a vision transformer with token merging instead of a recipe.")
  var vit = false

  @Option(help: "Images a step, with --vit.")
  var batch = 16

  @Option(help: "Threads, with --vit; 0 means one for each core.")
  var threads = 0

  func validate() throws {
    guard steps > 0 else { throw ValidationError("--steps is \(steps): give at least 1") }
    guard batch > 0, threads >= 0 else { throw ValidationError("--batch has to be at least 1, --threads at least 0") }
  }

  func run() throws {
    if vit { return measureTransformer() }
    let recipe = try RecipeArguments.load(recipe, settings: settings)
    if routers { return try compareRouters(recipe) }
    let assembly = try RunAssembly(recipe: recipe, lastStep: StepMeasurement.warmup + steps, measured: false)
    let measured = StepMeasurement.steps(steps, of: assembly)
    // Read before the products of sgemm, which need memory of their own.
    let peak = peakResidentBytes()
    let sgemm = Machine.sgemmRate(pool: assembly.pool)
    let result = Measurement(
      recipe: recipe[Keys.Run.name], threads: assembly.pool.threads, core: BLAS.coreName,
      flopsPerToken: assembly.workload.header.flopsPerToken, steps: measured, sgemm: sgemm, peak: peak)
    print(format == .json ? try result.json() : result.text())
  }

  private func measureTransformer() {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    if format == .text {
      print("ViT-S/14 at 224 pixels, \(batch) images a step, \(BLAS.coreName)")
      print(ViTBench.Row.heading)
    }
    ViTBench(batch: batch, steps: steps, threads: threads).run { row in
      print(format == .text ? row.text : String(decoding: (try? encoder.encode(row)) ?? Data(), as: UTF8.self))
      fflush(nil)
    }
  }

  private func compareRouters(_ recipe: Recipe) throws {
    guard recipe[Keys.Run.workload] == .languageModel else {
      throw CommandError(
        "--routers: \(recipe[Keys.Run.name]) is a recipe of \(recipe[Keys.Run.workload].rawValue), which has no router")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    if format == .text {
      print("\(recipe[Keys.Run.name]): against \(RouterVariant.base.name), \(BLAS.coreName)")
      print(RouterBench.Row.heading)
    }
    try RouterBench(recipe: recipe, steps: steps).run { row in
      print(format == .text ? row.text : String(decoding: (try? encoder.encode(row)) ?? Data(), as: UTF8.self))
      fflush(nil)
    }
  }
}

/// What a benchmark came to.
private struct Measurement: Encodable {
  let recipe: String
  let threads: Int
  let blas_core: String
  let tokens_per_second: Double
  let gflops: Double
  let sgemm_gflops: Double
  let sgemm_share: Double
  /// The median.
  let step_seconds: Double
  /// Where steps are of several kinds, a median tells of one of them.
  let mean_step_seconds: Double
  /// Seconds a step by phase: medians.
  let phases: [String: Double]
  let peak_rss_bytes: Int

  init(recipe: String, threads: Int, core: String, flopsPerToken: Double, steps: [Step], sgemm: Double, peak: Int) {
    self.recipe = recipe
    self.threads = threads
    blas_core = core
    step_seconds = steps.map(\.seconds).median
    mean_step_seconds = steps.map(\.seconds).reduce(0, +) / Double(max(1, steps.count))
    let tokens =
      steps.count > 1 ? Double(steps[1].tokens - steps[0].tokens) : steps[0].tokensPerSecond * steps[0].seconds
    tokens_per_second = tokens / step_seconds
    gflops = tokens_per_second * flopsPerToken * 1e-9
    sgemm_gflops = sgemm
    sgemm_share = gflops / sgemm
    var phases: [String: Double] = [:]
    for phase in steps[0].phases {
      phases[phase.name] = steps.map { $0.phases.first { $0.name == phase.name }?.value ?? 0 }.median
    }
    self.phases = phases
    peak_rss_bytes = peak
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  func text() -> String {
    var lines = [
      "\(recipe): \(threads) threads, \(blas_core)",
      "  speed     \(Quantity.count(Int(tokens_per_second.rounded()))) tokens/s, \(String(format: "%.1f", 1000 * step_seconds)) ms a step",
      "  rate      \(String(format: "%.1f", gflops)) GFLOP/s, \(String(format: "%.0f", 100 * sgemm_share)) % of sgemm's \(String(format: "%.0f", sgemm_gflops))",
      "  memory    \(Quantity.bytes(peak_rss_bytes)) at most",
    ]
    for (name, seconds) in phases.sorted(by: { $0.value > $1.value }) where seconds > 0 {
      let share = String(format: "%5.1f %%", 100 * seconds / step_seconds)
      lines.append(
        "  \(name.padding(toLength: 10, withPad: " ", startingAt: 0))\(String(format: "%8.2f", 1000 * seconds)) ms  \(share)"
      )
    }
    return lines.joined(separator: "\n")
  }
}

/// The most memory that this process has held so far.
private func peakResidentBytes() -> Int {
  var usage = rusage()
  getrusage(RUSAGE_SELF.rawValue, &usage)
  return usage.ru_maxrss * 1024
}
