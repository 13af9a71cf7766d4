public import Experiment
import Forecasting
import Sessions

/// What the laws said of the ends of a study's runs when only a part of them was known.
public struct StudyForecasts: Sendable, Equatable, Codable {
  /// How much of each run is fitted. The last one is there because early on there are few intervals to judge.
  public static let shares = [0.2, 0.3, 0.5, 0.7]

  /// Forecasts from one share of all runs.
  public struct Part: Sendable, Equatable, Codable {
    /// The fitted part of a run.
    public var share: Double
    /// One for each law, over all runs.
    public var laws: [Law]
    /// Runs in which the temporal law is identified.
    public var banded: Int
    /// Those among them whose final loss lies in its interval.
    public var inBand: Int
    /// One for each run.
    public var runs: [Run]
    /// Mean of |forecast - final loss| by law over all runs, whatever the verdict, with only the warm-up left out of the
    /// fits.
    public var fromWarmup: [String: Double]
  }

  /// One law over all runs; see `ForecastSummary.Line`.
  public struct Law: Sendable, Equatable, Codable {
    /// Which.
    public var name: String
    /// Runs in which it is identified.
    public var identified: Int
    /// Runs in which it is not.
    public var notIdentified: Int
    /// Mean of |forecast - final loss| where it is identified, in nats.
    public var error: Double?
    /// Mean of forecast - final loss there.
    public var bias: Double?
    /// Mean of |forecast - final loss| over all runs.
    public var errorOfAll: Double?
    /// The median of |forecast - final loss| over all runs.
    public var medianOfAll: Double?
    /// Of the runs in which it is identified, those in which it came nearer than the last fitted loss.
    public var nearerThanLast: Int
  }

  /// One run.
  public struct Run: Sendable, Equatable, Codable {
    /// Label of its member, with the seed where the study has several.
    public var name: String
    /// The final held-out loss, mean over positions, in nats.
    public var final: Double
    /// forecast - final loss by law, also where it is not identified.
    public var errors: [String: Double]
    /// Laws that are identified.
    public var identified: [String]
    /// Interval of the temporal law.
    public var low: Double
    /// Its upper end.
    public var high: Double
  }

  /// In the order of `shares`.
  public var parts: [Part]
  /// Runs that have none, and why.
  public var missing: [String]

  /// Names of the laws in their order.
  public static let laws = ForecastLaw.allCases.map(\.rawValue)

  /// Reads the sessions of the study's finished trials.
  init(of study: Study, in folder: StudyFolder) {
    var runs: [(name: String, state: RunState)] = []
    var missing: [String] = []
    for trial in study.trials {
      guard case .finished = folder.record(trial) else { continue }
      let name = trial.member.label + (study.seeds.count > 1 ? ", seed \(trial.seed)" : "")
      do throws(SessionError) {
        runs.append((name, try SessionReader(path: folder.session(trial)).state()))
      } catch {
        missing.append("\(name): \(error.message)")
      }
    }
    self.init(of: runs)
    self.missing = missing + self.missing
  }

  /// Forecasts of runs whose states are known.
  public init(of runs: [(name: String, state: RunState)]) {
    (parts, missing) = ([], [])
    for share in Self.shares {
      var forecasts: [(name: String, forecast: Forecast)] = []
      var early: [Forecast] = []
      for (name, state) in runs {
        do throws(ForecastError) {
          let (late, whole) = try Self.forecasts(of: state, share: share)
          forecasts.append((name, late))
          early.append(whole)
        } catch {
          missing.append("\(name), from \(Int((share * 100).rounded())) %: \(error.message)")
        }
      }
      parts.append(Self.part(share, forecasts, early))
    }
  }

  /// From the usual part, and from all that comes after the warm-up.
  private static func forecasts(of state: RunState, share: Double) throws(ForecastError) -> (Forecast, Forecast) {
    let table = try LossTable(of: state.evaluations)
    let perStep = max(1, state.header?.tokensPerStep ?? 1)
    let horizon = RunSchedule(state, recordedTo: 0).horizon
    let tokens = Int(Double(horizon) * share)
    let schedule = RunSchedule(state, recordedTo: tokens / perStep)
    var plan = schedule.plan(fitUntil: tokens, evaluated: table.checkpoints.map(\.tokens))
    guard table.checkpoints.contains(where: { $0.tokens == horizon }) else {
      throw ForecastError("its end was not evaluated")
    }
    let late = try Forecast(table, plan: plan)
    plan.skip = plan.warmup
    return (late, try Forecast(table, plan: plan))
  }

  private static func part(
    _ share: Double, _ forecasts: [(name: String, forecast: Forecast)], _ early: [Forecast]
  ) -> Part {
    let summary = ForecastSummary(forecasts.map(\.forecast))
    let warmup = ForecastSummary(early).lines.compactMap { line in line.errorOfAll.map { (line.law.rawValue, $0) } }
    return Part(
      share: share,
      laws: summary.lines.map {
        Law(
          name: $0.law.rawValue, identified: $0.identified, notIdentified: $0.notIdentified, error: $0.error,
          bias: $0.bias, errorOfAll: $0.errorOfAll, medianOfAll: $0.medianOfAll, nearerThanLast: $0.nearerThanLast)
      },
      banded: summary.banded, inBand: summary.inBand,
      runs: forecasts.map { name, forecast in
        let final = forecast.end.measured ?? .nan
        return Run(
          name: name, final: final,
          errors: Dictionary(uniqueKeysWithValues: forecast.end.losses.map { ($0.key.rawValue, $0.value - final) }),
          identified: forecast.laws.filter { forecast.identifiability[$0]?.isIdentified == true }.map(\.rawValue),
          low: forecast.end.low, high: forecast.end.high)
      }, fromWarmup: Dictionary(uniqueKeysWithValues: warmup))
  }
}
