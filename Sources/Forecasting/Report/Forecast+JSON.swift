extension Forecast {
  /// The report: one JSON object, numbers to their last digit, the same bytes for the same checkpoints.
  ///
  /// `identifiability` and `annealing` are additions to version 1 of the format; readers may pass over them.
  public var json: String { JSONItem.object(report).text + "\n" }

  /// The report's members.
  var report: JSONObject {
    var report = JSONObject()
    report["format"] = .text("switchyard-forecast")
    report["version"] = .whole(1)
    report["positions"] = .whole(positions)
    report["fit_until"] = .whole(plan.fitUntil)
    report["horizon"] = .whole(plan.horizon)
    report["skip_tokens"] = .whole(plan.skip)
    report["warmup_tokens"] = .whole(plan.warmup)
    report["total_tokens"] = .whole(plan.totalTokens)
    report["scale"] = .whole(scale)
    report["fitted_checkpoints"] = .whole(fitted.count)
    report["interval"] = .number(ForecastBand.nominal)
    report["per_checkpoint"] = .list(checkpoints.indices.map { .object(Self.report(checkpoints[$0], fitted ~= $0)) })
    report["temporal"] = .object(Self.report(law))
    report["baseline_parameters"] = .object([
      "power": .numbers([baselines.power.floor, baselines.power.amplitude, baselines.power.exponent]),
      "reciprocal": .numbers([baselines.reciprocal.p0, baselines.reciprocal.p1, baselines.reciprocal.p2]),
      "log": .numbers([baselines.logarithm.p0, baselines.logarithm.p1]),
    ])
    report["predictions"] = .list(predictions.map { .object(Self.report($0)) })
    var metrics = JSONObject()
    metrics["held_out"] = .whole(predictions.count { $0.measured != nil })
    for kind in ForecastLaw.always { metrics[kind.rawValue] = errors[kind].map { .object(Self.report($0)) } }
    report["metrics"] = .object(metrics)
    var verdicts = JSONObject()
    for kind in ForecastLaw.always { verdicts[kind.rawValue] = identifiability[kind].map(Self.report) }
    report["identifiability"] = .object(verdicts)
    report["annealing"] = annealing.map { .object(Self.report($0)) }
    return report
  }

  private static func report(_ fit: CheckpointFit, _ isFitted: Bool) -> JSONObject {
    [
      "tokens": .whole(fit.tokens), "a0": .number(fit.a0), "a1": .number(fit.a1), "a2": .number(fit.a2),
      "rmse": .number(fit.error), "mean_loss": .number(fit.meanLoss), "fitted": .flag(isFitted),
    ]
  }

  private static func report(_ law: TemporalLaw) -> JSONObject {
    [
      "a0": .object(["form": .text("log"), "parameters": .numbers([law.a0.p0, law.a0.p1])]),
      "a1": .object(["form": .text("hyperbolic"), "parameters": .numbers([law.a1.p0, law.a1.p1, law.a1.p2])]),
      "a2": .object([
        "form": .text("piecewise-cosine"), "g0": .number(law.a2.g0), "g1": .number(law.a2.g1),
        "g2": .number(law.a2.g2), "g3": .number(law.a2.g3), "separation": .number(law.a2.separation),
        "warmup": .number(law.a2.warmup), "total": .number(law.a2.total),
      ]),
    ]
  }

  private static func report(_ prediction: Prediction) -> JSONObject {
    var report: JSONObject = [
      "tokens": .whole(prediction.tokens), "a0": .number(prediction.a0), "a1": .number(prediction.a1),
      "a2": .number(prediction.a2), "temporal": .number(prediction.temporal), "low": .number(prediction.low),
      "high": .number(prediction.high),
    ]
    for kind in ForecastLaw.always where kind != .temporal {
      report[kind.rawValue] = .number(prediction.losses[kind])
    }
    report["measured"] = .number(prediction.measured)
    return report
  }

  private static func report(_ errors: HeldOutErrors) -> JSONObject {
    [
      "mse": .number(errors.squared), "mae": .number(errors.absolute), "r2": .number(errors.r2),
      "final_error": .number(errors.final),
    ]
  }

  private static func report(_ verdict: Identifiability) -> JSONItem {
    .object(["identified": .flag(verdict.isIdentified), "reason": verdict.reason.map { .text($0) } ?? .null])
  }

  private static func report(_ annealing: AnnealingForecast) -> JSONObject {
    let law = annealing.law
    return [
      "parameters": .numbers([law.floor, law.amplitude, law.exponent, law.annealing]),
      "predictions": .list(
        annealing.predictions.map { .object(["tokens": .whole($0.tokens), "loss": .number($0.loss)]) }),
      "metrics": annealing.errors.map { .object(report($0)) } ?? .null,
      "identifiability": report(annealing.identifiability),
    ]
  }
}
