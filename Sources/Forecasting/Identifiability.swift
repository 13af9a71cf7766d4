import Foundation

/// Whether the fitted part of a run determines what a law says at the horizon.
public enum Identifiability: Sendable, Equatable {
  /// It does.
  case identified
  /// It does not; the reason, in one line.
  case notIdentified(String)

  /// True if it does.
  public var isIdentified: Bool { self == .identified }

  /// The reason where it does not.
  public var reason: String? {
    if case .notIdentified(let reason) = self { reason } else { nil }
  }

  /// Rules of thumb, ours. A law counts as identified if the values at the horizon that agree with the fitted part about
  /// as well as the best (within two standard errors of the residual) differ by less than the loss fell over the later
  /// half of the fitted part, in tokens; and, for the temporal law, if the annealing still to come has begun to show.
  ///
  /// - Parameter isAnnealed: the learning rate is known to follow a schedule that falls.
  static func verdicts(
    x: [Double], losses: [Double], law: TemporalLaw, horizon: Forecast.Prediction, isAnnealed: Bool, scale: Double
  ) -> [ForecastLaw: Identifiability] {
    guard let fall = fall(x, losses) else {
      return Dictionary(uniqueKeysWithValues: ForecastLaw.always.map { ($0, .notIdentified(noFall)) })
    }
    let end = Double(horizon.tokens) / scale
    var verdicts: [ForecastLaw: Identifiability] = [.log: .identified, .last: .identified]
    for (kind, family) in [(ForecastLaw.power, RateFamily.power), (.reciprocal, .overTime)] {
      verdicts[kind] = rated(family, x: x, losses: losses, end: end, fall: fall)
    }
    verdicts[.temporal] = temporal(law, horizon, isAnnealed, end: end, fall: fall)
    return verdicts
  }

  static let noFall = "the loss does not fall over the later half of the fitted part"

  /// By how much the loss fell while the tokens doubled up to the last fitted checkpoint, x = 1; nil if it did not.
  static func fall(_ x: [Double], _ losses: [Double]) -> Double? {
    let start = x.firstIndex { $0 >= 0.5 } ?? 0
    let fall = losses[min(start, losses.count - 2)] - losses[losses.count - 1]
    return fall > 0 ? fall : nil
  }

  private static func rated(
    _ family: RateFamily, x: [Double], losses: [Double], end: Double, fall: Double
  ) -> Identifiability {
    let table = RateTable(family, x: x)
    let best = table.fit(losses)
    if best.slope <= 0 { return .notIdentified("its best amplitude is not above 0: the curve does not flatten") }
    let limit = best.squares * (1 + 4 / Double(max(x.count - 3, 1)))
    let values = (table.fits(losses, upTo: limit) + [best]).map { $0.slope * family.basis($0.rate, end) + $0.offset }
    return spread(values.min() ?? 0, values.max() ?? 0, fall)
  }

  static func spread(_ low: Double, _ high: Double, _ fall: Double) -> Identifiability {
    guard high - low > fall else { return .identified }
    let span = "\(rounded(low)) to \(rounded(high)) nats"
    return .notIdentified(
      "\(span) at the horizon agree with the fitted part, which fell by \(rounded(fall)) in its later half")
  }

  private static func temporal(
    _ law: TemporalLaw, _ horizon: Forecast.Prediction, _ isAnnealed: Bool, end: Double, fall: Double
  ) -> Identifiability {
    let verdict = spread(horizon.low, horizon.high, fall)
    // c runs from 1 to -1. After half of the fall a knot would have shown if annealing mattered.
    let (now, then) = (law.a2.cosine(1), law.a2.cosine(end))
    if verdict.isIdentified, isAnnealed, law.a2.separation == nil, now > 0, now - then > 0.5 {
      let done = Int((50 * (1 - now)).rounded())
      return .notIdentified(
        "the learning rate has gone through \(done) % of its fall and no knot shows: what annealing will bring is unknown"
      )
    }
    return verdict
  }

  private static func rounded(_ value: Double) -> String {
    value < 0 ? "-" + rounded(-value) : String(format: "%.3f", value)
  }
}
