import ArgumentParser
import Foundation
import Studies
import Sweeps

/// `switchyard sweeps judge`: what the early-stop rules would have done on trials that are over.
struct JudgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge",
    abstract: "Replay every early-stop rule on recorded trials: what it saves, whether it kills the winner.",
    discussion: """
      Takes sweeps and folders of sessions, such as a study's; trials that were trained to their end and evaluated often \
      enough count. Each replay takes some of the trials in an order drawn at random and runs them so many at a time, \
      every step taking the same time; after each evaluation the rule is asked, and knows what had happened until then. \
      Regret is what the best trial left is worse by than the best of all.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, markdown, json }

  @Argument(help: "Files of sweeps, or folders of sweeps or sessions.", completion: .file())
  var recorded: [String]

  @Option(help: "Replays for each rule.") var replays = 1000
  @Option(help: "Trials in a replay; usual: half of them, at least 8.") var pool: Int?
  @Option(help: "Trials at a time in a replay.") var jobs = 2
  @Option(help: "The same seed draws the same orders.") var seed = 1
  @Option(help: "Text for people, Markdown for documents or JSON for programs.") var format = Format.text

  func validate() throws {
    for (name, value, low, high) in [
      ("replays", replays, 1, 1_000_000), ("pool", pool ?? 4, 2, 1_000_000), ("jobs", jobs, 1, 1000),
      ("seed", seed, 0, Int.max),
    ] where value < low || value > high {
      throw ValidationError("--\(name) is \(value): give \(low) to \(high)")
    }
  }

  func run() throws {
    let plan = Judgement.Plan(replays: replays, trials: pool, jobs: jobs, seed: UInt64(seed))
    var judgements: [Judgement] = []
    var notes: [String] = []
    for pool in try recorded.flatMap({ try TrialPool.pools($0, withOutlooks: true) }) {
      let steps = Set(pool.curves.map(\.steps)).sorted()
      let counts = pool.curves.map(\.points.count)
      notes.append(
        "\(pool.name): \(pool.curves.count) trials of \(steps.map(String.init).joined(separator: ", ")) steps, "
          + "\(counts.min() ?? 0) to \(counts.max() ?? 0) evaluations, compared by \(pool.objective.unit)"
          + (pool.skipped.isEmpty ? "" : "; left out: \(pool.skipped.count), such as \(pool.skipped[0])"))
      for (name, rule) in Judgement.rules(pool) {
        judgements.append(Judgement(name, rule, on: pool, plan: plan))
      }
    }
    switch format {
    case .text:
      for note in notes { print(PlainPrinter.printable(note)) }
      print("")
      print(Self.grid(judgements).text(width: 200))
    case .markdown: print(Self.grid(judgements).markdown)
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
      print(String(decoding: try encoder.encode(judgements.map(Item.init)), as: UTF8.self))
    }
  }

  private static func grid(_ judgements: [Judgement]) -> Grid {
    func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }
    return Grid(
      header: [
        "recorded", "rule", "replays × trials", "winners", "ended", "steps saved", "winner ended", "mean regret",
        "largest regret",
      ],
      rows: judgements.map { it in
        [
          it.pool, it.rule, "\(it.replays) × \(it.trials)", "\(it.winners)", percent(it.stopped), percent(it.saved),
          percent(it.winnerStopped), String(format: "%.4f", it.meanRegret), String(format: "%.4f", it.largestRegret),
        ]
      })
  }

  private struct Item: Encodable {
    let recorded: String, rule: String, replays: Int, trials: Int, winners: Int
    let ended: Double, steps_saved: Double, winner_ended: Double, mean_regret: Double?, largest_regret: Double?

    init(_ it: Judgement) {
      (recorded, rule, replays, trials, winners) = (it.pool, it.rule, it.replays, it.trials, it.winners)
      (ended, steps_saved, winner_ended) = (it.stopped, it.saved, it.winnerStopped)
      mean_regret = it.meanRegret.isFinite ? it.meanRegret : nil
      largest_regret = it.largestRegret.isFinite ? it.largestRegret : nil
    }
  }
}
