import Foundation

/// Whether a trial is worth going on with, by what the temporal law says of its end: a pure function of the evaluations
/// so far, to be asked again after each.
///
/// A trial is stopped if the whole interval of its forecast at the horizon lies above the best final loss known so far.
/// The rule is ours: arXiv:2404.17785 proposes to choose hyperparameters by forecasts, but no rule for stopping could be
/// read there. The interval is what keeps a forecast that may be wrong from ending a trial that may win.
public struct ForecastStop: Sendable, Equatable {
  /// What to do with the trial.
  public enum Verdict: Sendable, Equatable {
    /// It may still reach the best, or there is nothing to compare it with, or nothing left of it.
    case proceed
    /// It is forecast to end worse; the reason, in one line for people.
    case stop(reason: String)
    /// The evaluations so far do not determine where it ends, so it goes on; why, in one line.
    case notIdentified(reason: String)

    /// True for a trial that is to be ended.
    public var isStop: Bool { if case .stop = self { true } else { false } }

    /// Why, unless it simply goes on.
    public var reason: String? {
      switch self {
      case .proceed: nil
      case .stop(let reason), .notIdentified(let reason): reason
      }
    }
  }

  /// Tokens at which the trial would end.
  public var horizon: Int
  /// Tokens at which the warm-up of its learning rate ends; evaluations before that are not used, nor others of the
  /// beginning (`ForecastPlan.skip`).
  public var warmup: Int
  /// Tokens at which its learning rate has fallen to its end; nil for the horizon.
  public var total: Int?
  /// Its learning rate is known not to fall.
  public var isConstant: Bool
  /// By how many nats the lower end of the interval has to exceed the best loss.
  public var margin: Double
  /// Refits for the interval; see `ForecastPlan.replicates`.
  public var replicates: Int

  /// The rule for a trial that would end after `horizon` tokens.
  public init(
    horizon: Int, warmup: Int = 0, total: Int? = nil, isConstant: Bool = false, margin: Double = 0, replicates: Int = 60
  ) {
    (self.horizon, self.warmup, self.total, self.isConstant) = (horizon, warmup, total, isConstant)
    (self.margin, self.replicates) = (margin, replicates)
  }

  /// What to do after these evaluations.
  ///
  /// - Parameters:
  ///   - evaluations: those so far, in any order; means over the positions are compared with `best`.
  ///   - best: the lowest final loss among the other trials, at the same horizon, in nats; nil while there is none.
  public func verdict(_ evaluations: [LossTable.Checkpoint], best: Double?) -> Verdict {
    guard isOpen(evaluations.map(\.tokens).max(), best) else { return .proceed }
    do throws(ForecastError) {
      let table = try LossTable(evaluations)
      return verdict(CheckpointFit.all(of: table), positions: table.positions, best: best)
    } catch {
      return .notIdentified(reason: error.message)
    }
  }

  /// What to do after evaluations whose laws over positions are known already; they must be in order. For many questions
  /// of the same trial: each evaluation is then fitted once.
  public func verdict(_ checkpoints: [CheckpointFit], positions: Int, best: Double?) -> Verdict {
    guard isOpen(checkpoints.last?.tokens, best) else { return .proceed }
    return verdict(outlook(checkpoints, positions: positions), best: best)
  }

  /// Where a trial will end by the temporal law, whatever the others do.
  public enum Outlook: Sendable, Equatable {
    /// The forecast of the mean loss at the horizon and the ends of its interval, in nats.
    case end(value: Double, low: Double, high: Double)
    /// The evaluations so far do not determine it; why, in one line.
    case notIdentified(reason: String)
  }

  /// What these evaluations say of the end; the costly part of a verdict, to be kept for many questions.
  public func outlook(_ checkpoints: [CheckpointFit], positions: Int) -> Outlook {
    guard let last = checkpoints.last else { return .notIdentified(reason: "no evaluation") }
    let plan = ForecastPlan(
      fitUntil: last.tokens, horizon: horizon,
      skip: ForecastPlan.skip(warmup: warmup, fitUntil: last.tokens, evaluated: checkpoints.map(\.tokens)),
      warmup: warmup, total: total, isConstant: isConstant,
      replicates: replicates)
    do throws(ForecastError) {
      let forecast = try Forecast(checkpoints, positions: positions, plan: plan)
      if let reason = forecast.identifiability[.temporal]?.reason { return .notIdentified(reason: reason) }
      let end = forecast.prediction(at: horizon)
      return .end(value: end.temporal, low: end.low, high: end.high)
    } catch {
      return .notIdentified(reason: error.message)
    }
  }

  /// What to do with a trial of this outlook.
  ///
  /// - Parameter best: as above, nil or infinite while there is none.
  public func verdict(_ outlook: Outlook, best: Double?) -> Verdict {
    guard let best, best.isFinite else { return .proceed }
    switch outlook {
    case .notIdentified(let reason): return .notIdentified(reason: reason)
    case .end(let value, let low, let high):
      guard low > best + margin else { return .proceed }
      return .stop(
        reason: "\(Self.rounded(value)) nats at \(horizon) tokens, \(Self.rounded(low)) to"
          + " \(Self.rounded(high)) (\(Int(ForecastBand.nominal * 100)) %), best \(Self.rounded(best))")
    }
  }

  /// Whether there is a best to compare with and something of the trial left.
  private func isOpen(_ tokens: Int?, _ best: Double?) -> Bool {
    guard let best, best.isFinite, let tokens else { return false }
    return tokens < horizon
  }

  private static func rounded(_ value: Double) -> String { String(format: "%.3f", value) }
}
