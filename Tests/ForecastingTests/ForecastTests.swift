import Forecasting
import Foundation
import Testing

/// What must hold for the whole forecast.
@Suite struct ForecastTests {
  static let plan = ForecastPlan(fitUntil: 5_000_000, horizon: 9_000_000)

  @Test("nothing after the fitted part has any influence")
  func noLookAhead() throws {
    let table = try ForecastCase.table("02-noise")
    let changed = try LossTable(
      table.checkpoints.map { checkpoint in
        var checkpoint = checkpoint
        if checkpoint.tokens > Self.plan.fitUntil { checkpoint.losses = checkpoint.losses.map { $0 * 1.7 + 0.1 } }
        return checkpoint
      })
    let (first, second) = (try Forecast(table, plan: Self.plan), try Forecast(changed, plan: Self.plan))
    #expect(first.law == second.law && first.baselines == second.baselines)
    #expect(first.identifiability == second.identifiability)
    for (a, b) in zip(first.predictions, second.predictions) {
      #expect(a.losses == b.losses && a.low == b.low && a.high == b.high && a.measured != b.measured)
    }
  }

  @Test("the order of the rows changes nothing, not a byte")
  func order() throws {
    let path = ForecastCase.folder.appendingPathComponent("02-noise/losses.csv")
    let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
    let shuffled =
      [lines[0]] + lines.dropFirst().enumerated().sorted { ($0.0 * 7919) % 3851 < ($1.0 * 7919) % 3851 }.map(\.1)
    #expect(shuffled != lines)
    let texts = try [lines, shuffled].map { lines in
      let csv = lines.joined(separator: "\r\n").utf8
      return try Forecast(try LossTable(csv: Array(csv), file: "x"), plan: Self.plan).json
    }
    #expect(texts[0] == texts[1])
  }

  @Test("fits made one by one, as a run goes on, give the same forecast")
  func incremental() throws {
    let table = try ForecastCase.table("02-noise")
    let fitter = PositionFitter(positions: table.positions)
    let forecast = try Forecast(
      table.checkpoints.filter { $0.tokens <= 5_000_000 }.map(fitter.fit), positions: table.positions, plan: Self.plan)
    let whole = try Forecast(table, plan: Self.plan)
    #expect(forecast.law == whole.law)
    #expect(forecast.predictions.map(\.tokens) == [9_000_000])
    #expect(forecast.predictions.last?.temporal == whole.predictions.last?.temporal)
    #expect(forecast.errors.isEmpty)
  }

  @Test("the interval holds the law, and the report is JSON", arguments: OracleTests.names)
  func report(name: String) throws {
    for run in try #require(try ForecastCase.read(name).runs) {
      let forecast = try Forecast(try ForecastCase.table(name), plan: run.plan)
      for prediction in forecast.predictions {
        #expect(prediction.low <= prediction.temporal && prediction.temporal <= prediction.high)
        #expect(
          forecast.law.meanLoss(at: Double(prediction.tokens) / Double(forecast.scale), positions: forecast.positions)
            == prediction.temporal)
      }
      let json = try #require(try JSONSerialization.jsonObject(with: Data(forecast.json.utf8)) as? [String: Any])
      #expect(json["fitted_checkpoints"] as? Int == forecast.fitted.count)
      #expect((json["predictions"] as? [Any])?.count == forecast.predictions.count)
      let a2 = (json["temporal"] as? [String: Any])?["a2"] as? [String: Any]
      // Foundation's reader may be off in the last digit.
      #expect(abs(try #require(a2?["g1"] as? Double) / forecast.law.a2.g1 - 1) < 1e-14)
    }
  }

  @Test("plans that contradict themselves are refused")
  func refusals() throws {
    let table = try ForecastCase.table("02-noise")
    for (plan, word) in [
      (ForecastPlan(fitUntil: 5_000_000, horizon: 5_000_000), "horizon"),
      (ForecastPlan(fitUntil: 5_000_000, horizon: 6_000_000, warmup: 6_000_000), "warm-up"),
      (ForecastPlan(fitUntil: 5_000_000, horizon: 6_000_000, total: 0), "schedule"),
      (ForecastPlan(fitUntil: 1_000_000, horizon: 6_000_000), "at least 8"),
      (ForecastPlan(fitUntil: 5_000_000, horizon: 6_000_000, skip: 4_000_000), "at least 8"),
      (ForecastPlan(fitUntil: 5, horizon: 6), "at least 8"),
    ] {
      let error = #expect(throws: ForecastError.self) { try Forecast(table, plan: plan) }
      #expect(error?.message.contains(word) == true, "\(error?.message ?? "none") does not say \(word)")
    }
  }
}
