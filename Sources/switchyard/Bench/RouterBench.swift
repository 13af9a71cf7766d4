import Data
import Experiment
import Foundation
import Models
import Tensor
import Training

/// `switchyard bench --routers`: every way of routing against dropless top-2 on the same recipe.
///
/// A variant and the base do their steps in turn, one of each, so that what else the machine does falls on both.
struct RouterBench {
  let recipe: Recipe
  let steps: Int

  /// What one variant came to.
  struct Row: Encodable {
    let variant: String
    let tokens_per_second: Double
    /// Against the base's steps done in turn with these.
    let speed: Double
    /// Rows of the recipe's expert width that the experts compute for a token and layer.
    let rows_per_token: Double
    /// Time that the base would take for as many rows, over the time taken: 1 means that a variant costs what its rows
    /// cost, and nothing besides.
    let speed_at_equal_rows: Double
    /// Share of a step for routing, dispatch, ledger and measures, forward and backward.
    let routing_share: Double
  }

  /// Measures all variants; `report` gets each row when it is there.
  func run(report: (Row) -> Void) throws {
    let pool = ThreadPool(threads: recipe[Keys.Run.threads])
    let data = try LanguageData.load(recipe, progress: { _ in })
    let base = try Subject(plain(), data: data, pool: pool)
    let experts = recipe[Keys.MoE.experts]
    let width = recipe[Keys.MoE.expertWidth]
    for variant in RouterVariant.all(expertWidth: width, experts: experts) {
      let subject = try Subject(try plain().applying(sets: variant.settings), data: data, pool: pool)
      base.forget()
      for index in 0..<steps + Subject.warmup {
        base.step(index)
        subject.step(index)
      }
      report(row(variant, subject, base, width: width))
    }
  }

  /// The recipe as dropless top-2, whatever router it names.
  private func plain() throws -> Recipe {
    try recipe.applying(sets: [
      "moe.block=sparse", "moe.router=topk", "moe.k=2", "moe.capacity_factor=0", "moe.intra_gpu=false",
      "moe.fill_in=false", "moe.renormalize=true", "moe.shared_expert=none",
    ])
  }

  private func row(_ variant: RouterVariant, _ subject: Subject, _ base: Subject, width: Int) -> Row {
    let seconds = subject.seconds
    let share = Double(subject.recipe[Keys.MoE.expertWidth]) / Double(width)
    let rows = subject.rows * share
    // What a row costs is taken from the base: its experts' phase over its rows.
    let expected = base.seconds + (rows - base.rows) * base.phase("experts") / base.rows
    return Row(
      variant: variant.name, tokens_per_second: Double(subject.tokens) / seconds, speed: base.seconds / seconds,
      rows_per_token: rows, speed_at_equal_rows: expected / seconds,
      routing_share: (subject.phase("routing") + subject.phase("measures")) / seconds)
  }

  /// A model under measurement.
  private final class Subject {
    static let warmup = 2
    let recipe: Recipe
    private let workload: LanguageModel
    private let optimizer: any Optimizer
    private let tape: Tape
    private var measured: [(seconds: Double, phases: [String: Double], rows: Double)] = []

    init(_ recipe: Recipe, data: LanguageData, pool: ThreadPool) throws {
      self.recipe = recipe
      workload = try LanguageModel(recipe: recipe, data: data, machine: .current(pool: pool, measured: false))
      optimizer = OptimizerCatalog.optimizer(of: workload, recipe)
      tape = Tape(pool: pool)
    }

    func forget() { measured = [] }

    func step(_ index: Int) {
      let start = monotonicSeconds()
      tape.clock.restart()
      workload.block.forgetGradients()
      let result = workload.step(index, tape)
      tape.clock.enter("optimizer")
      _ = optimizer.step(learningRate: 1e-4, tape.pool)
      tape.clock.stop()
      guard index >= Self.warmup else { return }
      let rows = result.ledgers.reduce(0) { sum, ledger in
        sum + (ledger.kept + ledger.filled + ledger.rectified).reduce(0) { $0 + Int($1) }
      }
      let blocks = Set(result.ledgers.map(\.layer)).count
      measured.append(
        (
          monotonicSeconds() - start,
          Dictionary(uniqueKeysWithValues: tape.clock.seconds.map { ($0.name, $0.seconds) }),
          Double(rows) / Double(result.tokens * blocks)
        ))
    }

    var tokens: Int { workload.header.tokensPerStep }
    /// Of the median step.
    var seconds: Double { measured.map(\.seconds).median }
    var rows: Double { measured.map(\.rows).median }
    func phase(_ name: String) -> Double { measured.map { $0.phases[name] ?? 0 }.median }
  }
}

extension RouterBench.Row {
  /// The line over the rows.
  static let heading =
    "variant".padding(toLength: 44, withPad: " ", startingAt: 0) + "tokens/s  speed  rows/token  at equal rows  routing"

  /// The row as a line of a table.
  var text: String {
    variant.padding(toLength: 44, withPad: " ", startingAt: 0)
      + String(
        format: "%8.0f  %5.2f  %10.2f  %13.2f  %5.1f %%", tokens_per_second, speed, rows_per_token,
        speed_at_equal_rows, 100 * routing_share)
  }
}
