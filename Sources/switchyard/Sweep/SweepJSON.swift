import Experiment
import Foundation
import Sweeps

/// A sweep's report for programs. Figures that do not exist are null.
struct SweepJSON: Encodable {
  private let sweep: String
  private let method: String
  private let early_stop: String
  private let objective: String
  private let seconds: Double
  private let trials: [Item]
  private let combinations: [Combination]
  private let importance: [Importance]
  private let decisions: [Choice]
  private let left_out: [Dropped]

  private struct Item: Encodable {
    let trial: Int, settings: [String: String], seed: Int, parameters: Int, active_parameters: Int, flops: Double
    let state: String, kept: Bool, reason: String, step: Int, steps: Int, last: Double?, lowest: Double?
    let bits_per_byte: Double?, curve: [Double?], seconds: Double, attempts: Int
  }
  private struct Combination: Encodable {
    let settings: [String: String], values: [Double], mean: Double, spread: Double?
  }
  private struct Importance: Encodable {
    let key: String, share: Double?, chance: Double?
    let levels: [Level]
    struct Level: Encodable { let value: String, mean: Double, trials: Int }
  }
  private struct Choice: Encodable {
    let time: Double, author: String, action: String, trial: Int?, value: String, reason: String, taken: Double?
  }
  private struct Dropped: Encodable { let settings: [String: String], reason: String }

  init(_ report: SweepReport) {
    func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
    func words(_ settings: [Setting]) -> [String: String] {
      Dictionary(settings.map { ($0.key.path, $0.word) }) { $1 }
    }
    (sweep, method) = (report.sweep.name, report.sweep.method.rawValue)
    (early_stop, objective) = (report.sweep.earlyStop.rawValue, report.sweep.objective.rawValue)
    seconds = report.spent
    trials = report.rows.map { row in
      let trial = row.trial
      return Item(
        trial: trial.number, settings: words(trial.settings), seed: trial.seed,
        parameters: trial.cost.totalParameters, active_parameters: trial.cost.activeParameters, flops: trial.cost.flops,
        state: trial.state.rawValue, kept: trial.isKept, reason: trial.reason, step: trial.step, steps: row.steps,
        last: finite(row.last), lowest: finite(row.lowest), bits_per_byte: finite(row.bitsPerByte),
        curve: row.curve.map(finite), seconds: row.seconds, attempts: row.attempts)
    }
    combinations = report.combinations.map {
      Combination(settings: words($0.settings), values: $0.values, mean: $0.mean, spread: $0.spread)
    }
    importance = report.importances.map { item in
      Importance(
        key: item.key, share: item.share, chance: item.chance,
        levels: item.levels.map { Importance.Level(value: $0.label, mean: $0.mean, trials: $0.count) })
    }
    decisions = report.decisions.map {
      Choice(
        time: $0.time, author: $0.author, action: $0.action.rawValue, trial: $0.trial, value: $0.value,
        reason: $0.reason, taken: $0.taken)
    }
    left_out = report.dropped.map { Dropped(settings: words($0.settings), reason: $0.reason) }
  }

  func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
