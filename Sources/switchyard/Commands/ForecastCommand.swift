import ArgumentParser
import Forecasting
import Foundation

/// `switchyard forecast`: fits the temporal scaling law to the first part of a run and carries it on.
struct ForecastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast", abstract: "Forecast the loss of a run from its first part.",
    discussion: """
      The input is a table with the columns tokens, position and loss (mean cross-entropy in nats; position 1 is the \
      first predicted token), and lr if the learning rate is known. The temporal scaling law is reported beside a power \
      law, a reciprocal, a logarithm, the last value and, with lr, a law with learning-rate annealing.
      """)

  @Option(help: "The table of losses, CSV.", completion: .file(extensions: ["csv"]))
  var input: String

  @Option(parsing: .unconditional, help: "Fit the checkpoints up to so many tokens.")
  var fitUntil: Int

  @Option(parsing: .unconditional, help: "Forecast up to so many tokens.")
  var horizon: Int

  @Option(help: "The report to write, JSON.")
  var output: String

  @Option(parsing: .unconditional, help: "Leave checkpoints before so many tokens out of the fit.")
  var skipTokens = 0

  @Option(parsing: .unconditional, help: "Tokens at which the warm-up of the learning rate ends.")
  var warmupTokens = 0

  @Option(parsing: .unconditional, help: "Tokens at which its schedule ends; without it, the horizon.")
  var totalTokens: Int?

  func validate() throws {
    for (name, value) in [
      ("fit-until", fitUntil), ("horizon", horizon), ("skip-tokens", skipTokens), ("warmup-tokens", warmupTokens),
      ("total-tokens", totalTokens ?? 0),
    ] where value < 0 {
      throw ValidationError("--\(name) is \(value): give a whole number from 0")
    }
  }

  func run() throws {
    let table = try LossTable(csv: try CommandError.contents(of: input), file: input)
    let plan = ForecastPlan(
      fitUntil: fitUntil, horizon: horizon, skip: skipTokens, warmup: warmupTokens, total: totalTokens)
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
}
