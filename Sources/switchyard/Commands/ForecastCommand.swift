import ArgumentParser
import Forecasting
import Foundation

/// `switchyard forecast`: fits the temporal scaling law to the first part of runs and carries it on.
struct ForecastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast", abstract: "Forecast the loss of a run from its first part.",
    discussion: """
      Give sessions, or tables (CSV) with the columns tokens, position and loss (mean cross-entropy in nats; position 1 \
      is the first predicted token), and lr if the learning rate is known. The temporal scaling law is reported beside a \
      power law, a reciprocal, a logarithm, the last value and, where the learning rate is known, a law with annealing. \
      Of a session the recipe tells the schedule. A run under way is fitted as far as it got, a finished one up to its \
      half, unless --at or --fit-until says otherwise.

      With --input, --fit-until, --horizon and --output one table is read and its whole report written as JSON.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, csv }

  @Argument(help: "Sessions, or tables of losses.", completion: .file(extensions: ["sqlite", "csv"]))
  var runs: [String] = []

  @Option(parsing: .unconditional, help: "Fit so much of the run, as a share of the horizon: 0.3.")
  var at: Double?

  @Option(parsing: .unconditional, help: "Fit the checkpoints up to so many tokens.")
  var fitUntil: Int?

  @Option(parsing: .unconditional, help: "Forecast up to so many tokens; usual: the end of the run.")
  var horizon: Int?

  @Option(help: "Text for people, JSON or CSV for programs.")
  var format: Format?

  @Option(help: "A table of losses, CSV, for one whole report.", completion: .file(extensions: ["csv"]))
  var input: String?

  @Option(help: "The report on --input to write, JSON.")
  var output: String?

  @Option(parsing: .unconditional, help: "Leave checkpoints before so many tokens out of the fit.")
  var skipTokens: Int?

  @Option(parsing: .unconditional, help: "Tokens at which the warm-up of the learning rate ends.")
  var warmupTokens: Int?

  @Option(parsing: .unconditional, help: "Tokens at which its schedule ends; without it, the horizon.")
  var totalTokens: Int?

  func validate() throws {
    for (name, value) in [
      ("fit-until", fitUntil), ("horizon", horizon), ("skip-tokens", skipTokens), ("warmup-tokens", warmupTokens),
      ("total-tokens", totalTokens),
    ] where (value ?? 0) < 0 {
      throw ValidationError("--\(name) is \(value ?? 0): give a whole number from 0")
    }
    if let at, !(at > 0 && at < 1) { throw ValidationError("--at is \(at): give a share between 0 and 1, such as 0.3") }
    if input != nil || output != nil {
      for (name, isMissing) in [
        ("input", input == nil), ("fit-until", fitUntil == nil), ("horizon", horizon == nil), ("output", output == nil),
      ] where isMissing {
        throw ValidationError(
          "Missing expected argument '--\(name) <\(name)>': a report needs --input, --fit-until, --horizon and --output"
        )
      }
      if !runs.isEmpty { throw ValidationError("--input takes one table: give either it or runs") }
      if at != nil || format != nil { throw ValidationError("--at and --format do not go with --input") }
    } else if runs.isEmpty {
      throw ValidationError("Missing expected argument '<runs>': name a session or a table of losses, or give --input")
    }
    if at != nil, fitUntil != nil { throw ValidationError("--at and --fit-until: give one of them") }
  }

  func run() throws {
    guard let input, let output, let fitUntil, let horizon else { return try report() }
    let table = try LossTable(csv: try CommandError.contents(of: input), file: input)
    let plan = ForecastPlan(
      fitUntil: fitUntil, horizon: horizon, skip: skipTokens ?? 0, warmup: warmupTokens ?? 0, total: totalTokens)
    let forecast: Forecast
    do {
      forecast = try Forecast(table, plan: plan)
    } catch {
      throw CommandError("\(input): \(error)")
    }
    var files = FileReplacement()
    try files.stage(Data(forecast.json.utf8), for: output)
    try files.commit()
  }

  /// Reports on sessions and tables, in the order in which they were given.
  private func report() throws {
    var report = ForecastReport()
    for name in runs {
      do {
        let input = try ForecastInput(name)
        report.add(input, try forecast(input))
      } catch  where runs.count > 1 {
        report.add(name, failure: error)
      }
    }
    if report.entries.isEmpty, let first = report.failures.first {
      throw CommandError("none of \(runs.count) runs can be forecast: \(first.reason)")
    }
    switch format ?? .text {
    case .text: print(printableLines(report.text(width: TokenPaint.terminalWidth ?? 100)))
    case .json: try DataOutput.write(report.json)
    case .csv:
      try DataOutput.write(report.csv)
      for failure in report.failures {
        StandardError.write(PlainPrinter.printable("\(failure.name): \(failure.reason)") + "\n")
      }
    }
  }

  private func forecast(_ input: ForecastInput) throws -> Forecast {
    let end = horizon ?? input.horizon
    let fitUntil =
      fitUntil ?? at.map { Int((Double(end) * $0).rounded(.down)) }
      ?? (input.evaluated < end ? input.evaluated : end / 2)
    let schedule = input.schedule(after: fitUntil)
    let evaluated = input.table.checkpoints.map(\.tokens)
    var plan =
      schedule?.plan(fitUntil: fitUntil, evaluated: evaluated, horizon: end)
      ?? ForecastPlan(fitUntil: fitUntil, horizon: end)
    if let warmupTokens { plan.warmup = warmupTokens }
    if let totalTokens { (plan.total, plan.isConstant) = (totalTokens, false) }
    plan.skip =
      skipTokens ?? ForecastPlan.skip(warmup: plan.warmup, fitUntil: fitUntil, evaluated: evaluated)
    do {
      return try Forecast(input.table, plan: plan)
    } catch {
      let count = input.table.checkpoints.count { $0.tokens >= plan.skip && $0.tokens <= fitUntil }
      let advice =
        count < Forecast.fewestCheckpoints
        ? "; fit more of the run (--at, --fit-until), or record evaluations more often (evaluation.every)" : ""
      throw CommandError("\(input.path): \(error)\(advice)")
    }
  }
}
