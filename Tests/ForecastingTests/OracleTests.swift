import Forecasting
import Testing

/// Fits against an independent program's on recorded and synthetic runs.
@Suite struct OracleTests {
  static let names = ["01-exact", "02-noise", "03-cosine", "04-shakespeare"]

  @Test("no checkpoint is fitted worse than by the reference", arguments: names)
  func positions(name: String) throws {
    let fits = CheckpointFit.all(of: try ForecastCase.table(name))
    for run in try #require(try ForecastCase.read(name).runs) {
      for (fit, squares) in zip(fits, run.sse) {
        let own = fit.error * fit.error * Double(try ForecastCase.table(name).positions)
        #expect(own <= 1.001 * squares + 1e-9, "tokens \(fit.tokens)")
      }
    }
  }

  @Test("true parameters are found again", arguments: names)
  func recovery(name: String) throws {
    let fits = CheckpointFit.all(of: try ForecastCase.table(name))
    for truth in try #require(try ForecastCase.read(name).runs).compactMap(\.truth) {
      for (fit, wanted) in zip(fits, truth) {
        for (key, value) in [("a0", fit.a0), ("a1", fit.a1 ?? .nan), ("a2", fit.a2)] {
          let (true_, room) = (try #require(wanted[key])[0], try #require(wanted[key])[1])
          #expect(abs(value - true_) <= room, "tokens \(fit.tokens): \(key) is \(value), not \(true_) ± \(room)")
        }
      }
    }
  }

  @Test("the course of a2 is as close as the reference's", arguments: names)
  func piecewise(name: String) throws {
    for run in try #require(try ForecastCase.read(name).runs) where run.a2_knot {
      let forecast = try Forecast(try ForecastCase.table(name), plan: run.plan)
      let squares = forecast.checkpoints[forecast.fitted].reduce(0.0) { sum, fit in
        let difference = forecast.law.a2.value(at: Double(fit.tokens) / Double(forecast.scale)) - fit.a2
        return sum + difference * difference
      }
      #expect(squares <= 1.05 * run.a2_sse + 1e-9)
    }
  }

  @Test("held-out errors and baselines are the reference's", arguments: names)
  func heldOut(name: String) throws {
    for run in try #require(try ForecastCase.read(name).runs) {
      let forecast = try Forecast(try ForecastCase.table(name), plan: run.plan)
      let own = try #require(forecast.errors[.temporal])
      #expect(own.absolute <= 1.5 * run.mae + run.slack)
      #expect(forecast.predictions.count == run.baselines.count)
      for (prediction, wanted) in zip(forecast.predictions, run.baselines) {
        for kind in [ForecastLaw.power, .reciprocal, .log, .last] {
          let (value, reference) = (try #require(prediction.losses[kind]), try #require(wanted[kind.rawValue]))
          let room = 0.005 + 0.05 * abs(reference - (wanted["last"] ?? 0))
          #expect(abs(value - reference) <= room, "tokens \(prediction.tokens): \(kind.rawValue)")
        }
      }
    }
  }

  @Test("intervals cover the true means of twenty runs without being wide")
  func coverage() throws {
    let wanted = try #require(try ForecastCase.read("06-intervals").coverage)
    var (inside, widths) = ([Bool](), [Double]())
    for file in wanted.files {
      let forecast = try Forecast(
        try ForecastCase.table("06-intervals", file),
        plan: ForecastPlan(fitUntil: wanted.fit_until, horizon: wanted.horizon))
      for prediction in forecast.predictions {
        let mean = try #require(wanted.true_mean["\(prediction.tokens)"])
        inside.append(prediction.low <= mean && mean <= prediction.high)
        widths.append(prediction.high - prediction.low)
      }
    }
    #expect(Double(inside.count { $0 }) / Double(inside.count) >= wanted.minimum)
    #expect(widths.reduce(0, +) / Double(widths.count) <= wanted.mean_width)
  }
}
